"""``scgraph query``: list, show and run the saved questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scgraph.cli.options import FORMATS, choose_graph, say_notes, source_options
from scgraph.project import find_project
from scgraph.questions.answers import get_query
from scgraph.questions.catalogue import SavedQuery, load_catalogue


@click.group()
def query() -> None:
    """The saved questions: list them, see one, run one."""


@query.command("list")
@click.option("--project", type=click.Path(path_type=Path), metavar="DIR", help="The project to work on.")
def list_queries(project: Path | None) -> None:
    """List the saved questions, grouped by tag."""
    groups: dict[str, list[SavedQuery]] = {}
    for saved in load_catalogue(find_project(project)).values():
        groups.setdefault(saved.tags[0] if saved.tags else "other", []).append(saved)
    width = max((len(saved.name) for group in groups.values() for saved in group), default=0)
    for tag in sorted(groups):
        click.echo(f"{tag}")
        for saved in groups[tag]:
            click.echo(f"  {saved.name:<{width}}  {saved.summary}")


@query.command("show")
@click.argument("name")
@click.option("--project", type=click.Path(path_type=Path), metavar="DIR", help="The project to work on.")
def show(name: str, project: Path | None) -> None:
    """Show what a question asks, its parameters with examples, its columns and its SPARQL."""
    saved = get_query(load_catalogue(find_project(project)), name)
    click.echo(f"{saved.name}: {saved.summary}\n\n{saved.description}\n")
    if saved.parameters:
        click.echo("Parameters")
    for parameter in saved.parameters.values():
        traits = [
            word for word, on in (("optional", parameter.optional), ("may be repeated", parameter.many)) if on
        ]
        if parameter.default is not None:
            traits.append(f"default {parameter.default}")
        suffix = f" ({', '.join(traits)})" if traits else ""
        click.echo(f"  --{parameter.name}  {parameter.label}{suffix}")
        if parameter.help:
            click.echo(f"      {parameter.help}")
        if parameter.example is not None:
            click.echo(f'      for example --{parameter.name} "{parameter.example}"')
    click.echo("Columns")
    for column in saved.columns:
        click.echo(f"  {column.name}  {column.label}")
    body = "\n".join(line for line in saved.sparql.splitlines() if not line.startswith("#+")).strip()
    click.echo(f"\n{body}")


@query.command("run", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("name")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write here instead of to the terminal.",
)
@source_options
@click.pass_context
def run_saved(
    ctx: click.Context,
    name: str,
    form: str,
    output: Path | None,
    project: Path | None,
    store: Path | None,
    endpoint: str | None,
) -> None:
    """Run a saved question. Its parameters are options of their own: see 'scgraph query show NAME'."""
    from scgraph.questions.answers import bind_query, to_answer
    from scgraph.tables.writing import write_answer

    saved = get_query(load_catalogue(find_project(project)), name)
    graph = choose_graph(project, store, endpoint)
    bound = bind_query(graph, saved, read_parameters(ctx.args))
    say_notes(bound.notes)
    if form == "json":
        from scgraph.tables.writing import write_bytes_to

        write_bytes_to(graph.engine.raw(bound.sparql, "application/sparql-results+json"), output)
        return
    write_answer(graph, to_answer(bound, graph.engine.select(bound.sparql)), form, output)


def read_parameters(words: list[str]) -> dict[str, Any]:
    """``--name value``, ``--name=value``, repeated where several are meant, as a mapping.

    :raises click.UsageError: for a word that is no option, or an option without a value.
    """
    found: dict[str, list[str]] = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("--") or len(word) < 3:
            raise click.UsageError(f"'{word}' is not expected here; parameters go as --name value.")
        name, equals, value = word[2:].partition("=")
        if not equals:
            following = next(rest, None)
            if following is None:
                raise click.UsageError(f"--{name} has no value.")
            value = following
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}
