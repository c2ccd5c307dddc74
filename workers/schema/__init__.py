"""The schema as code: build it from its sources, migrate it, and prove that both agree."""
