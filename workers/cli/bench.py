"""`flywheel bench …`: measure speed, beside something that is measured in the same run."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from flywheel.bench.budget import BudgetPlan, measure_budget
from flywheel.bench.ingest import IngestPlan, measure_ingest
from flywheel.bench.links import LinksPlan, measure_links
from flywheel.bench.queue.page import save as save_record
from flywheel.bench.queue.plan import Plan
from flywheel.bench.queue.record import Record
from flywheel.bench.queue.results import results_of
from flywheel.bench.queue.rounds import run_queue_benchmark
from flywheel.bench.queue.table import HEAD, compared_rows, flat_rows, limit_rows
from flywheel.bench.report import Result
from flywheel.bench.reprice import RepricePlan, measure_reprice
from flywheel.bench.search import AIM_MS, run_search_benchmark
from flywheel.bench.stripe import StripePlan, measure_stripe
from flywheel.cli.bench_events import load, queries
from flywheel.cli.bench_forecasts import forecasts
from flywheel.cli.console import Output, errors, out
from flywheel.config import settings
from flywheel.local.state import read_state

_TABLE_WIDTH = 110

app = typer.Typer(help="Measure speed.", no_args_is_help=True)
app.command()(load)
app.command()(queries)
app.command()(forecasts)


@app.command()
def search(
    products: Annotated[int, typer.Option(min=1, help="How many products.")] = 1_000_000,
    campaigns: Annotated[int, typer.Option(min=0, help="How many campaigns.")] = 100_000,
    queries: Annotated[int, typer.Option(min=1, help="How many queries of each kind.")] = 100,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Search a large catalogue on the local stack, as a member; its data is removed again."""
    results = run_search_benchmark(
        read_state(settings().home),
        products=products,
        campaigns=campaigns,
        queries=queries,
        say=_say,
    )
    if output is Output.json:
        _print_json(results)
        return
    _show_search(results)


@app.command()
def queue(
    rounds: Annotated[int, typer.Option(min=1, help="How often; the median counts.")] = 3,
    jobs: Annotated[int, typer.Option(min=100, help="How many jobs a worker runs.")] = 50_000,
    flat: Annotated[
        bool, typer.Option(help="Also with a backlog, a full archive and old transactions.")
    ] = True,
    backlog: Annotated[
        int, typer.Option(min=50_000, help="Jobs that wait there; ten times as many are archived.")
    ] = 1_000_000,
    quick: Annotated[
        bool, typer.Option(help="Few jobs: proves that it works, and says nothing of speed.")
    ] = False,
    sources: Annotated[
        bool, typer.Option("--sources", help="Our schema from sql/, not from the migrations.")
    ] = False,
    save: Annotated[
        Path | None, typer.Option(help="Write page, picture and data into this folder.")
    ] = None,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Measure the job queue beside others and the limits, on a cluster of its own."""
    plan = (
        Plan.quick(rounds=rounds)
        if quick
        else Plan.of(rounds=rounds, jobs=jobs, flat=flat, backlog=backlog)
    )
    record = run_queue_benchmark(replace(plan, from_sources=sources), say=_say)
    if save is not None:
        for path in save_record(record, save):
            _say(f"wrote {path}")
    if output is Output.json:
        _print_json(results_of(record))
        return
    _show_queue(record)


@app.command()
def budget(
    seconds: Annotated[float, typer.Option(min=0.1, help="How long to measure each rate.")] = 5.0,
    clients: Annotated[int, typer.Option(min=1, max=64, help="Clients at the same time.")] = 16,
    rounds: Annotated[int, typer.Option(min=1, help="How often; the median counts.")] = 3,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Measure reservations against AI budgets, on a cluster of its own."""
    plan = BudgetPlan(seconds=seconds, clients=clients, rounds=rounds)
    results = asyncio.run(measure_budget(plan, say=_say))
    if output is Output.json:
        _print_json(results)
        return
    _show_rates("budget", results)


@app.command()
def stripe(
    events: Annotated[int, typer.Option(min=100, help="How many events at a time.")] = 4000,
    clients: Annotated[int, typer.Option(min=1, max=64, help="Clients at the same time.")] = 16,
    rounds: Annotated[int, typer.Option(min=1, help="How often; the median counts.")] = 3,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Measure how fast events of Stripe are taken and followed up, on a cluster of its own."""
    plan = StripePlan(events=events, clients=clients, rounds=rounds)
    results = asyncio.run(measure_stripe(plan, say=_say))
    if output is Output.json:
        _print_json(results)
        return
    _show_rates("stripe", results)


@app.command()
def ingest(
    events: Annotated[int, typer.Option(min=1000, help="How many events at a time.")] = 200_000,
    batch: Annotated[int, typer.Option(min=5, max=1000, help="Events in a request.")] = 100,
    clients: Annotated[int, typer.Option(min=1, max=64, help="Clients at the same time.")] = 8,
    rounds: Annotated[int, typer.Option(min=1, help="How often; the median counts.")] = 3,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Measure how fast events come in and are rolled up, on a cluster of its own."""
    plan = IngestPlan(events=events, batch=batch, clients=clients, rounds=rounds)
    results = asyncio.run(measure_ingest(plan, say=_say))
    if output is Output.json:
        _print_json(results)
        return
    _show_rates("ingest", results)


@app.command()
def links(
    seconds: Annotated[float, typer.Option(min=0.1, help="How long to measure each rate.")] = 5.0,
    clients: Annotated[int, typer.Option(min=1, max=512, help="Clients at the same time.")] = 64,
    links: Annotated[int, typer.Option(min=1, help="How many links, where there are many.")] = 1000,
    rounds: Annotated[int, typer.Option(min=1, help="How often; the median counts.")] = 3,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Measure redirects of short links beside a counter in a row, on a cluster of its own."""
    plan = LinksPlan(seconds=seconds, clients=clients, links=links, rounds=rounds)
    results = asyncio.run(measure_links(plan, say=_say))
    if output is Output.json:
        _print_json(results)
        return
    _show_rates("links", results)


@app.command()
def pricing(
    seeds: Annotated[int, typer.Option(min=1, help="Shops in each kind of market.")] = 20,
    first_seed: Annotated[int, typer.Option(min=0, help="The first shop's seed.")] = 0,
    days: Annotated[int, typer.Option(min=2, help="Days in which prices are set.")] = 120,
    quick: Annotated[
        bool, typer.Option(help="Few shops: proves that it works, and says little of the engine.")
    ] = False,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Sell in simulated markets at the engine's prices, the best ones, and simple ones."""
    from flywheel.bench.markets.measure import MarketsPlan, measure_pricing  # numpy is slow

    plan = (
        MarketsPlan(seeds=2, first_seed=first_seed, per_shop=4, days=days)
        if quick
        else MarketsPlan(seeds=seeds, first_seed=first_seed, days=days)
    )
    results = measure_pricing(plan, say=_say)
    if output is Output.json:
        _print_json(results)
        return
    _show_rates("pricing", results)


@app.command()
def reprice(
    products: Annotated[int, typer.Option(min=100, help="How many products.")] = 1_000_000,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Only recommend prices, do not apply them.")
    ] = False,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long to read alone.")] = 20.0,
    readers: Annotated[int, typer.Option(min=1, max=64, help="Readers at the same time.")] = 4,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Price many products in one run beside readers of them, on a cluster of its own."""
    plan = RepricePlan(
        products=products,
        mode="suggest" if suggest else "automatic",
        seconds=seconds,
        readers=readers,
    )
    results = asyncio.run(measure_reprice(plan, say=_say))
    if output is Output.json:
        _print_json(results)
        return
    _show_rates("reprice", results)


def _show_rates(name: str, results: list[Result]) -> None:
    table = Table(name, "value", "unit", "×", "of what", "aim", box=None)
    for result in results:
        table.add_row(
            result.name.removeprefix(f"{name}.").replace(".", " ").replace("_", " "),
            f"{result.value:,.0f}" if result.unit == "1/s" else f"{result.value:.3f}",
            result.unit,
            "" if result.ratio is None else f"{result.ratio:.2f}",
            result.versus or "",
            {None: "", True: "met", False: "[red]missed[/]"}[result.met],
        )
    out.print(table)


def _say(text: str) -> None:
    errors.print(f"[dim]{text}[/]")


def _print_json(results: list[Result]) -> None:
    out.print_json(json.dumps({"results": [result.as_dict() for result in results]}))


def _show_queue(record: Record) -> None:
    def mark(text: str) -> str:
        return f"[red]{text}[/]"

    table = Table(box=None)
    for head in HEAD:
        table.add_column(head, justify="right" if head else "left", no_wrap=True)
    for row in compared_rows(record, mark):
        table.add_row(*row)
    Console(width=max(out.width, _TABLE_WIDTH)).print(table)  # also where the screen is narrow
    for rows in (flat_rows(record, mark), limit_rows(record)):
        if rows:
            table = Table(box=None, show_header=False)
            for row in rows:
                table.add_row(*row)
            out.print(table)
    out.print(f"medians of {record.plan.rounds}; red: an aim was missed")


def _show_search(results: list[Result]) -> None:
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
