"""Closed months of events: out of Postgres into Parquet files, back again, and read by DuckDB."""
