"""The demo companies of `seeds/demo/`, written into the local database."""

from flywheel.local.seed.load import load_companies
from flywheel.local.seed.references import SeedError, workspace_id

__all__ = ["SeedError", "load_companies", "workspace_id"]
