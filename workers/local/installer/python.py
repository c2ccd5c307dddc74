"""The virtual environment `.venv`, from `requirements.lock`.

`requirements-bench.lock` holds what only the benchmarks and the archive add to that.
"""

from __future__ import annotations

import importlib.util
import platform
import shutil
import sys
from pathlib import Path

from flywheel.local.installer import debian
from flywheel.local.installer.progress import InstallError, Stamp, fingerprint, run, step
from flywheel.local.tools import CHECKOUT, tools_home

VENV = CHECKOUT / ".venv"
_LOCK = CHECKOUT / "requirements.lock"
_BENCH_LOCK = CHECKOUT / "requirements-bench.lock"
_HINT = "Check the network (pip's messages are above), then run make install again."


def install() -> bool:
    """Make `.venv` agree with the lock file; returns whether there was anything to do."""
    stamp = Stamp(
        VENV / ".installed",
        # A moved checkout needs a new environment: its scripts hold absolute paths.
        fingerprint(_LOCK, CHECKOUT / "pyproject.toml", str(CHECKOUT), platform.python_version()),
    )
    if stamp.is_current() and (VENV / "bin/python").exists():
        return False
    stamp.clear()
    with step("Python packages into .venv"):
        if not _works():
            _create()
        # Compiling every module takes a third of the time; most are never imported.
        pip("install", "--no-compile", "--require-hashes", "-r", str(_LOCK))
        pip("install", "--no-deps", "--no-build-isolation", "-e", str(CHECKOUT))
        _offer_types()
    stamp.set()
    return True


def install_bench() -> bool:
    """Add what the benchmarks compare with; returns whether there was anything to do."""
    stamp = Stamp(VENV / ".installed-bench", fingerprint(_LOCK, _BENCH_LOCK))
    if stamp.is_current():
        return False
    stamp.clear()
    with step("Python packages of the benchmarks"):
        # Both, so that pip sees every hash, also of what is there already.
        pip("install", "--no-compile", "--require-hashes", "-r", str(_LOCK), "-r", str(_BENCH_LOCK))
    stamp.set()
    return True


def pip(*arguments: str) -> None:
    """Run the virtual environment's pip, quietly."""
    options = ["--disable-pip-version-check", "--quiet", "--no-input"]
    run(
        [VENV / "bin/python", "-m", "pip", *arguments, *options],
        hint=_HINT,
        env={"PIP_REQUIRE_VIRTUALENV": "1", "PIP_USER": "0"},
    )


def _works() -> bool:
    """Say whether the environment is complete, of this Python's version, and in its place."""
    try:
        answer = run(
            [VENV / "bin/python", "-c", "import sys, pip; print(sys.version_info[:2], sys.prefix)"],
            hint=_HINT,
        )
    except InstallError:
        return False
    return answer.strip() == f"{sys.version_info[:2]} {VENV}" and _scripts_are_ours()


def _scripts_are_ours() -> bool:
    first_line = (VENV / "bin/pip").read_text("utf-8").partition("\n")[0]
    return str(VENV) in first_line


def _create() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip") is None and debian.may_install():
        with debian.package_lists():
            debian.install(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
        importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is not None:
        run([sys.executable, "-m", "venv", VENV], hint=_HINT)
        return
    wheel = _borrowed_pip()
    run([sys.executable, "-m", "venv", "--without-pip", VENV], hint=_HINT)
    run([VENV / "bin/python", f"{wheel}/pip", "install", "--no-index", wheel], hint=_HINT)


def _borrowed_pip() -> Path:
    """Return Debian's wheel of pip, for a Python that came without and a user without sudo."""
    folder = tools_home() / "pip"
    if not debian.is_debian():
        raise InstallError(
            "this Python has no ensurepip, so no virtual environment can be made",
            hint="Install your system's package for Python's venv module.",
        )
    with debian.package_lists() as options:
        debian.unpack(["python3-pip-whl"], folder, options)
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"))


def _offer_types() -> None:
    """Let mypy find the package: it is `workers/` on disk and `flywheel` by name."""
    link = VENV / "typing" / "flywheel"
    link.parent.mkdir(exist_ok=True)
    if not link.is_symlink():
        link.symlink_to("../../workers")
