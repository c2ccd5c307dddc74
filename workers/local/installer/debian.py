"""Debian packages: installed by root, or unpacked into a folder by anybody."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flywheel.local.installer.progress import run

_NO_QUESTIONS = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
_HINT = "Check the network and `apt-get update`; then run make install again."
_CLUSTERS = Path("/etc/postgresql-common/createcluster.d/flywheel.conf")


def is_debian() -> bool:
    """Say whether apt is here."""
    return shutil.which("apt-get") is not None and shutil.which("dpkg-deb") is not None


def may_install() -> bool:
    """Say whether this process can install packages into the system."""
    return os.geteuid() == 0 and is_debian()


@contextmanager
def package_lists() -> Iterator[list[str]]:
    """Yield the options with which apt knows what there is to install.

    A fresh image has no lists of packages. Root fetches the system's; anybody else gets
    lists that are gone afterwards.
    """
    if any(Path("/var/lib/apt/lists").glob("*_Packages*")):
        yield []
    elif os.geteuid() == 0:
        run(["apt-get", "update", "-qq"], hint=_HINT, env=_NO_QUESTIONS)
        yield []
    else:
        with tempfile.TemporaryDirectory(prefix="flywheel-apt-") as scratch:
            for folder in ("state/lists/partial", "cache/archives/partial"):
                (Path(scratch) / folder).mkdir(parents=True)
            options = [
                f"-oDir::State={scratch}/state",
                "-oDir::State::status=/var/lib/dpkg/status",
                f"-oDir::Cache={scratch}/cache",
            ]
            run(["apt-get", *options, "update", "-qq"], hint=_HINT, env=_NO_QUESTIONS)
            yield options


def first_known(prefix: str, versions: Iterable[int], options: list[str]) -> int | None:
    """Return the first of `versions` for which apt knows a package `<prefix><version>`."""
    command = ["apt-cache", *options, "search", "--names-only", f"^{prefix}[0-9]+$"]
    known = {line.split()[0] for line in run(command, hint=_HINT).splitlines() if line}
    return next((version for version in versions if f"{prefix}{version}" in known), None)


def install(*packages: str) -> None:
    """Install packages into the system, without starting or creating any server."""
    existed = _CLUSTERS.exists()
    _CLUSTERS.parent.mkdir(parents=True, exist_ok=True)
    if not existed:
        _CLUSTERS.write_text("create_main_cluster = false\n")
    try:
        run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
            hint=_HINT,
            env=_NO_QUESTIONS,
        )
    finally:
        if not existed:
            _CLUSTERS.unlink()


def unpack(packages: Iterable[str], target: Path, options: list[str]) -> None:
    """Download packages, and what they need that is missing here, and unpack them.

    Nothing outside `target` changes and no right of root is needed; scripts of the packages
    do not run. LLVM is left out: Postgres works without its compiler of queries, which is
    larger than all the rest.
    """
    wanted = list(packages)
    planned = run(
        ["apt-get", *options, "-s", "--no-install-recommends", "install", *wanted],
        hint=_HINT,
        env=_NO_QUESTIONS,
    )
    names = dict.fromkeys(wanted)
    names |= {line.split()[1]: None for line in planned.splitlines() if line[:5] == "Inst "}
    chosen = [name for name in names if not name.startswith(("libllvm", "libz3"))]
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="flywheel-debs-") as downloads:
        run(
            ["apt-get", *options, "download", *chosen],
            hint=_HINT,
            cwd=Path(downloads),
            env=_NO_QUESTIONS,
        )
        for package in sorted(Path(downloads).glob("*.deb")):
            run(["dpkg-deb", "-x", package, target], hint=_HINT)
    for compiler in target.glob("usr/lib/postgresql/*/lib/llvmjit*.so"):
        compiler.unlink()
