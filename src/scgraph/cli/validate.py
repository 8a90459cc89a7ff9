"""``scgraph validate``: the graph checked against its shapes."""

from __future__ import annotations

from pathlib import Path

import click

from scgraph.cli.options import FILE, Source, choose_graph, say_fallback, say_project, source_options
from scgraph.cli.streams import reader_may_leave, say
from scgraph.errors import UsageError
from scgraph.project import find_project, is_in_repository
from scgraph.tables.writing import write_bytes_to
from scgraph.validation import validator
from scgraph.validation.formats import FORMATS, human, render
from scgraph.validation.grading import SEVERITIES, Grading, read_grading
from scgraph.validation.keeping import SHAPES_KEPT
from scgraph.validation.questions import ASKABLE, with_questions
from scgraph.validation.reading import READABLE, open_with
from scgraph.validation.report import WORDS
from scgraph.validation.shapes import read_shapes
from scgraph.validation.terms import refuse_unknown_terms


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]…", type=FILE)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="human", help="How to tell it.")
@click.option(
    "--fail-on",
    type=click.Choice(list(SEVERITIES)),
    default="violation",
    show_default=True,
    help="From which severity on the exit code is 1.",
)
@click.option("--rules", is_flag=True, help="List every rule with its why, its remedy and its severity.")
@click.option("--profile", type=FILE, metavar="FILE", help="Re-grade rules.")
@click.option("--shapes", type=FILE, multiple=True, metavar="FILE", help="Check these shapes, too.")
@click.option("--only", type=FILE, multiple=True, metavar="FILE", help="Check these shapes and no others.")
@click.option("--engine", type=click.Choice(["planner", "pyshacl"]), default="planner", help="Who checks.")
@click.option("--all", "show_all", is_flag=True, help="Show all: beyond 20 of a rule; noted ones.")
@click.option("--reason", is_flag=True, help="Look for contradictions, too.")
@click.option("--against", metavar="REV|DIR|STORE", help="Tell only what is new since then.")
@click.option("--baseline", type=FILE, metavar="FILE", help="Leave out what this JSON report tells.")
@source_options
def validate(
    files: tuple[Path, ...],
    format_: str,
    fail_on: str,
    rules: bool,
    profile: Path | None,
    shapes: tuple[Path, ...],
    only: tuple[Path, ...],
    engine: str,
    show_all: bool,
    reason: bool,
    against: str | None,
    baseline: Path | None,
    source: Source,
) -> int:
    """Check the graph against its shapes, and the metadata of the saved questions.

    FILE arguments check only what those files say, against the whole graph. --against tells what a change
    causes, in whatever file: the findings that a git revision, a directory or a store does not have, and the
    statements that it has and that are gone; FILE arguments then only take their places in the graph.

    Exit code 0: the data are as they should be; 1: they are not; 2: the call is at fault; 3: an engine, the
    machine or scgraph is.
    """
    project = find_project(source.project, files, may_be_empty=against is not None)
    if project.is_fallback and (against is not None or is_in_repository(Path.cwd())):
        raise UsageError(
            f"{Path.cwd()}: no scgraph project here, so nothing of yours to check. Make it one: scgraph init"
        )
    chosen = read_shapes([*(only or project.shape_files), *shapes])
    if (own := (*only, *shapes)) and not read_shapes(own).rules:
        raise UsageError(f"{', '.join(map(str, own))}: no shapes here, so there is nothing to check against.")
    refuse_unknown_terms(chosen)
    grading = read_grading(profile, chosen) if profile else Grading()
    if rules:
        own_rules = (READABLE, ASKABLE, SHAPES_KEPT)
        listed = [(rule, grading.severity(rule)) for rule in (*own_rules, *chosen.rules.values())]
        say(
            human.list_rules(
                [(rule, WORDS.get(grade, "error") if grade else "off") for rule, grade in listed]
            )
        )
        return 0
    if files and (source.store is not None or source.endpoint is not None):
        raise UsageError("FILE arguments go with the project's files, not with --store or --endpoint.")
    is_elsewhere = source.store is not None or source.endpoint is not None
    if not is_elsewhere:
        say_fallback(project, source)
    graph = choose_graph(source, many=True) if is_elsewhere else open_with(project, files)
    by_referee, looked_at = engine == "pyshacl", () if against else files
    report = validator.validate(graph, chosen, grading, looked_at, by_referee, reason=reason)
    if against is not None or baseline is not None:
        from scgraph.validation import bases, comparing  # what they need takes a while to import

        earlier = [bases.read_baseline(baseline)] if baseline else []
        if against is None:
            report = comparing.only_new(report, earlier, partly=bool(looked_at))
        else:
            with bases.open_base(project, against, with_shapes=not own) as base:
                earlier.insert(0, comparing.findings_of(base, chosen, grading, by_referee, reason))
                report = comparing.with_losses(
                    comparing.only_new(report, earlier), graph, base, chosen, grading
                )
    if format_ == "github" and not show_all:
        report = report.without_noted()
    report = with_questions(report, project)
    say_project(graph, source)
    with reader_may_leave():
        if format_ == "human":
            say(human.render(report, fail_on, limit=None if show_all else human.SHOWN_PER_RULE))
        else:
            write_bytes_to(f"{render(report, format_, fail_on)}\n".encode(), None)
    if is_gone := not (is_elsewhere or project.data_files):
        say(f"scgraph: {project.data_directory}: no file of data is left.", err=True)
    return 1 if is_gone or report.fails(fail_on) else 0
