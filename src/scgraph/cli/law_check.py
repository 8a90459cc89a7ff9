"""``scgraph law check``: what legislation.gov.uk's own files say that the graph does not."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Sequence
from pathlib import Path

import click

from scgraph.cli.options import (
    FILE,
    FORMATS,
    Source,
    answer_options,
    choose_graph,
    say_notes,
    say_project,
    source_options,
)
from scgraph.cli.streams import say
from scgraph.law import sources as read
from scgraph.law.check import Report, check_sources
from scgraph.law.events import to_turtle
from scgraph.law.known import read_known
from scgraph.tables.law_check import differences_to_read, law_check_sheet
from scgraph.tables.writing import write_bytes_to, write_sheet, write_table
from scgraph.words import counted

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.argument("files", nargs=-1, type=FILE, metavar="FILE...")
@click.option(
    "--fetch",
    "addresses",
    multiple=True,
    metavar="ADDRESS",
    help="Fetch this from https://www.legislation.gov.uk and check it, too. Nothing is fetched without it.",
)
@click.option("--since", type=_DAY, metavar="DAY", help="Leave out effects in force before this day.")
@click.option(
    "--checked-on",
    "today",
    type=_DAY,
    metavar="DAY",
    help="The day of the check, written into events; today unless you say another.",
)
@answer_options((*FORMATS, "turtle"))
@source_options
@click.pass_context
def check(
    ctx: click.Context,
    files: tuple[Path, ...],
    addresses: tuple[str, ...],
    since: datetime.datetime | None,
    today: datetime.datetime | None,
    form: str,
    output: Path | None,
    source: Source,
) -> int:
    """Compare what legislation.gov.uk's own files say with the graph.

    A FILE is the data.xml of an Act or instrument, or a feed of changes (data.feed). Told are effects, days
    of entry into force, repeals and headings that differ. -o FILE.ttl, or --format turtle, writes events to
    be reviewed.

    The exit code is 0 where nothing differs and 1 where something does, or where a file cannot be read.
    """
    if not files and not addresses:
        raise click.UsageError("name a FILE, or an ADDRESS with --fetch.")
    for address in addresses:
        read.check_fetchable(address)
    sources = [read.read_source(path) for path in files]
    for address in addresses:
        say(f"fetching {address}", err=True)
        sources.append(read.fetch_source(address))
    graph = choose_graph(source)
    day = today.date() if today else datetime.date.today()
    report = check_sources(read_known(graph), sources, day, since.date() if since else None)
    say_project(graph, source)
    say_notes(report.notes)
    is_default = ctx.get_parameter_source("form") is click.core.ParameterSource.DEFAULT
    if is_default and output is not None and output.suffix == ".ttl":
        form = "turtle"
    if form == "turtle":
        facts = [
            f"{row.where}: {row.what}: {row.file_says}" for row in report.differences if not row.is_event
        ]
        write_bytes_to(to_turtle(report.events, day, facts).encode(), output)
    elif form == "json":
        write_bytes_to(report_json(report, sources, day).encode(), output)
    elif form == "table":
        header, rows = differences_to_read(report.differences)
        if not rows:
            write_bytes_to(b"Nothing differs.\n", output)
        else:
            write_table(header, rows, output, counted(len(rows), "difference"))
    else:
        write_sheet(law_check_sheet(graph, report, sources), form, output)
    return 1 if report.differences else 0


def report_json(report: Report, sources: Sequence[read.Source], day: datetime.date) -> str:
    """What differs, the events that follow, and what was left out."""
    told = {
        "checked_on": day.isoformat(),
        "files": [{"name": each.name, "address": each.address} for each in sources],
        "differences": [dataclasses.asdict(row) for row in report.differences],
        "events": [dataclasses.asdict(event) for event in report.events],
        "left_out": report.left_out,
        "notes": report.notes,
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n"
