"""``scgraph query``: list, show and run the saved questions."""

from __future__ import annotations

from pathlib import Path

import click

from scgraph.cli.options import (
    Source,
    answer_options,
    choose_graph,
    project_option,
    say_notes,
    say_project,
    source_options,
)
from scgraph.cli.streams import say
from scgraph.project import find_project
from scgraph.questions.answers import bind_query, get_query, to_answer
from scgraph.questions.catalogue import load_catalogue
from scgraph.tables.writing import write_answer, write_bytes_to


@click.group()
def query() -> None:
    """The saved questions: list them, see one, run one."""


@query.command("list")
@project_option
def list_queries(project: Path | None) -> int:
    """List the saved questions, grouped by tag. The exit code is 1 if one of them is at fault."""
    catalogue = load_catalogue(find_project(project))
    width = max(map(len, catalogue), default=0)
    for tag, group in catalogue.by_tag().items():
        say(tag)
        for saved in group:
            say(f"  {saved.name:<{width}}  {saved.summary}")
    faults = catalogue.faults.values()
    for fault in faults:
        say(f"scgraph: {fault!s}", err=True)
    return 1 if faults else 0


@query.command("show")
@click.argument("name")
@project_option
def show(name: str, project: Path | None) -> None:
    """Show what a question asks, its parameters with examples, its columns and its SPARQL."""
    saved = get_query(load_catalogue(find_project(project)), name)
    say(f"{saved.name}: {saved.summary}\n\n{saved.description}\n")
    if saved.parameters:
        say("Parameters")
    for parameter in saved.parameters.values():
        traits = [
            word for word, on in (("optional", parameter.optional), ("may be repeated", parameter.many)) if on
        ]
        if parameter.default is not None:
            traits.append(f"default {parameter.default}")
        suffix = f" ({', '.join(traits)})" if traits else ""
        say(f"  --{parameter.name}  {parameter.label}{suffix}")
        if parameter.help:
            say(f"      {parameter.help}")
        if parameter.example is not None:
            say(f'      for example --{parameter.name} "{parameter.example}"')
    say("Columns")
    for column in saved.columns:
        say(f"  {column.name}  {column.label}")
    say(f"\n{saved.body}")


@query.command("run", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("name")
@click.option("--allow-network", "network", is_flag=True, help="Let the question ask other servers.")
@answer_options()
@source_options
@click.pass_context
def run_saved(
    ctx: click.Context, name: str, network: bool, form: str, output: Path | None, source: Source
) -> None:
    """Run a saved question. Its parameters are options of their own: see 'scgraph query show NAME'."""
    saved = get_query(load_catalogue(find_project(source.project), network), name)
    graph = choose_graph(source)
    bound = bind_query(graph, saved, read_parameters(ctx.args))
    say_project(graph, source)
    say_notes(bound.notes)
    if form == "json":
        write_bytes_to(graph.engine.raw(bound.sparql, "application/sparql-results+json"), output)
        return
    write_answer(graph, to_answer(bound, graph.engine.select(bound.sparql)), form, output)


def read_parameters(words: list[str]) -> dict[str, list[str]]:
    """``--name value``, ``--name=value``, repeated where several are meant, as a mapping.

    :raises click.UsageError: for a word that is no option, or an option without a value.
    """
    found: dict[str, list[str]] = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("--") or len(word) < 3:
            raise click.UsageError(f"'{word}' is not expected here; parameters go as --name value.")
        name, equals, same_word = word[2:].partition("=")
        value = same_word if equals else next(rest, None)
        if value is None:
            raise click.UsageError(f"--{name} has no value.")
        found.setdefault(name, []).append(value)
    return found
