"""Debian packages: installed by root, or unpacked into a folder by anybody."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
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


def first_known(prefix: str, versions: Iterable[int]) -> int | None:
    """Return the first of `versions` for which apt knows a package `<prefix><version>`."""
    answer = run(["apt-cache", "search", "--names-only", f"^{prefix}[0-9]+$"], hint=_HINT)
    known = {line.split()[0] for line in answer.splitlines() if line}
    return next((version for version in versions if f"{prefix}{version}" in known), None)


def refresh_lists() -> None:
    """Fetch the package lists where a fresh image has none (root only)."""
    if not any(Path("/var/lib/apt/lists").glob("*_Packages*")):
        run(["apt-get", "update", "-qq"], hint=_HINT, env=_NO_QUESTIONS)


def install(*packages: str) -> None:
    """Install packages into the system, without starting or creating any server."""
    refresh_lists()
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


def unpack(packages: Iterable[str], target: Path) -> None:
    """Download packages, and what they need that is missing here, and unpack them.

    Nothing outside `target` changes and no right of root is needed; scripts of the packages
    do not run. LLVM is left out: Postgres works without its compiler of queries, which is
    larger than all the rest.
    """
    wanted = list(packages)
    with tempfile.TemporaryDirectory(prefix="flywheel-") as scratch:
        options = _private_state(Path(scratch))
        planned = run(
            ["apt-get", *options, "-s", "--no-install-recommends", "install", *wanted],
            hint=_HINT,
            env=_NO_QUESTIONS,
        )
        names = dict.fromkeys(wanted)
        names |= {line.split()[1]: None for line in planned.splitlines() if line[:5] == "Inst "}
        chosen = [name for name in names if not name.startswith(("libllvm", "libz3"))]
        downloads = Path(scratch) / "debs"
        downloads.mkdir()
        run(
            ["apt-get", *options, "download", *chosen],
            hint=_HINT,
            cwd=downloads,
            env=_NO_QUESTIONS,
        )
        for package in sorted(downloads.glob("*.deb")):
            run(["dpkg-deb", "-x", package, target], hint=_HINT)
    for compiler in target.glob("usr/lib/postgresql/*/lib/llvmjit*.so"):
        compiler.unlink()


def _private_state(scratch: Path) -> list[str]:
    """Return options that make apt keep its lists in `scratch`, where the system has none."""
    if any(Path("/var/lib/apt/lists").glob("*_Packages*")):
        return []
    for folder in ("state/lists/partial", "cache/archives/partial"):
        (scratch / folder).mkdir(parents=True)
    options = [
        f"-oDir::State={scratch / 'state'}",
        "-oDir::State::status=/var/lib/dpkg/status",
        f"-oDir::Cache={scratch / 'cache'}",
    ]
    run(["apt-get", *options, "update", "-qq"], hint=_HINT, env=_NO_QUESTIONS)
    return options
