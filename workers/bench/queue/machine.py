"""What the numbers were measured on."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

_PACKAGES = ("flywheel", "psycopg", "procrastinate", "pgqueuer", "asyncpg", "uvloop")


def machine_facts(data: Path, packages: Sequence[str] = _PACKAGES) -> dict[str, str]:
    """Return what speed depends on, in words.

    Parameters
    ----------
    data
        The data directory, for its file system: on a tmpfs, fsync costs nothing.
    packages
        Whose versions count.
    """
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "CPU": _cpu_model(),
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "file system of the data": _file_system(data),
        "Python": platform.python_version(),
        **{package: version(package) for package in packages},
    }


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor()


def _file_system(path: Path) -> str:
    mounts = {Path(one.mountpoint): one.fstype for one in psutil.disk_partitions(all=True)}
    for folder in (path.resolve(), *path.resolve().parents):
        if folder in mounts:
            return mounts[folder]
    return "unknown"
