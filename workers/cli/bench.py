"""`flywheel bench …`: measure the running local stack."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Annotated

import typer
from rich.table import Table

from flywheel.bench.report import Result
from flywheel.bench.search import AIM_MS, run_search_benchmark
from flywheel.cli.console import Output, errors, out
from flywheel.config import settings
from flywheel.local.state import read_state

app = typer.Typer(help="Measure the running local stack.", no_args_is_help=True)


@app.callback()
def bench() -> None:
    """Keep `search` a command of its own, though it is the only one."""


@app.command()
def search(
    products: Annotated[int, typer.Option(min=1, help="How many products.")] = 1_000_000,
    campaigns: Annotated[int, typer.Option(min=0, help="How many campaigns.")] = 100_000,
    queries: Annotated[int, typer.Option(min=1, help="How many queries of each kind.")] = 100,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Search a large catalogue as a member; its data is removed afterwards."""
    results = run_search_benchmark(
        read_state(settings().home),
        products=products,
        campaigns=campaigns,
        queries=queries,
        say=lambda text: errors.print(f"[dim]{text}[/]"),
    )
    if output is Output.json:
        out.print_json(json.dumps({"results": [result.as_dict() for result in results]}))
        return
    _show(results)


def _show(results: list[Result]) -> None:
    table = Table("search", "p50 ms", "p95 ms", "p99 ms", "× lookup", "aim", box=None)
    kinds: dict[str, list[Result]] = defaultdict(list)
    for result in results[1:]:
        kinds[result.name.split(".")[1].replace("_", " ")].append(result)
    for kind, (median, most, nearly_all) in kinds.items():
        table.add_row(
            kind,
            f"{median.value:.1f}",
            f"{most.value:.1f}",
            f"{nearly_all.value:.1f}",
            f"{median.ratio:.1f}",
            "met" if nearly_all.met else "[red]missed[/]",
        )
    out.print(table)
    out.print(
        f"aim: p99 at most {AIM_MS:.0f} ms; looking up one product takes {results[0].value:.1f} ms"
    )
