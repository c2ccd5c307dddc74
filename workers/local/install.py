"""Install what Flywheel needs and this machine lacks: `python3 workers/local/install.py`.

Runs before anything is installed, so it and `flywheel.local.installer` use the standard
library only. Running it again costs a fraction of a second: each part keeps a stamp of the
lock file it was made from. `--bench` also brings what the benchmarks compare with, `--test`
that and the tools of `make test`.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Python puts a script's folder first; ours has a secrets.py, which would hide Python's own.
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]


def offer_package() -> None:
    """Make `import flywheel` work from the checkout, before there is a virtual environment."""
    folder = HERE.parent
    spec = importlib.util.spec_from_file_location(
        "flywheel", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} is not the package flywheel")
    sys.modules["flywheel"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - the reader's Python may well be older
        sys.exit("Flywheel needs Python 3.11 or newer; this is " + sys.version.split()[0])
    offer_package()
    from flywheel.local.installer import main

    sys.exit(main(sys.argv[1:]))
