"""``scgraph law``: what is known of a piece of law, what happened to it, and whether that is up to date."""

from __future__ import annotations

import dataclasses
import json
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from scgraph.cli.options import Source, answer_options, choose_graph, say_notes, say_project, source_options
from scgraph.law.about import LawFacts, describe_law
from scgraph.law.timeline import LegalEvent
from scgraph.tables.law import law_counts, law_events, law_facts, law_links, law_sheet
from scgraph.tables.table import Table
from scgraph.tables.text import to_plain
from scgraph.tables.writing import write_bytes_to, write_sheet

_WIDTH = 110


class NameOrCommand(click.Group):
    """A group of which the first word may be a name as well as a command: a name is shown."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return ["check", *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; what checks files is imported when it is called."""
        if cmd_name == "check":
            from scgraph.cli.law_check import check

            return check
        return super().get_command(ctx, cmd_name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the call; ``show`` is understood where no command is named."""
        is_told = args[:1] and args[0] in {*self.list_commands(ctx), *ctx.help_option_names}
        return super().parse_args(ctx, args if is_told else ["show", *args])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options that go with a name, and the commands."""
        show.format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


@click.group(cls=NameOrCommand, options_metavar="", subcommand_metavar="[OPTIONS] NAME... | COMMAND")
def law() -> None:
    """Show what is known of law by the NAME that people use for it.

    For example 'Care Act s.42', 'ss.42-45 of the Care Act', 'MCA Sch A1', DoLS, or an address of
    legislation.gov.uk. 'scgraph law check' compares it with what legislation.gov.uk says.
    """


@law.command()
@click.argument("name", nargs=-1, required=True)
@answer_options()
@source_options
def show(name: tuple[str, ...], form: str, output: Path | None, source: Source) -> None:
    """Show what is known of law; 'scgraph law NAME' is short for it."""
    graph = choose_graph(source)
    nodes = graph.find_law(" ".join(name))
    say_project(graph, source)
    say_notes(note for node in nodes for note in node.notes)
    laws = [describe_law(graph, node) for node in nodes]
    if form == "table":
        write_bytes_to("\n".join(map(law_text, laws)).encode(), output)
    elif form == "json":
        write_bytes_to(laws_json(laws).encode(), output)
    else:
        write_sheet(law_sheet(graph, laws), form, output)


def laws_json(laws: list[LawFacts]) -> str:
    """One object for one piece of law, a list of them for a range."""
    found = [dataclasses.asdict(law) for law in laws]
    told = found[0] if len(found) == 1 else found
    return json.dumps(told, ensure_ascii=False, indent=2, default=sorted) + "\n"


def law_text(law: LawFacts) -> str:
    """What is known of one piece of law, for reading."""
    lines = [law.label, ""]
    facts = law_facts(law)
    width = max(len(what) for what, _ in facts) + 2
    for what, value in facts:
        lines += textwrap.wrap(
            value,
            _WIDTH,
            initial_indent=f"{what:<{width}}",
            subsequent_indent=" " * width,
            break_long_words=False,
            break_on_hyphens=False,
        )
    lines += ["", to_plain(Table.of(("what rests on it", "number"), law_counts(law))).rstrip()]
    for heading, pieces in law_links(law):
        rows = [(piece.label, piece.heading, piece.status, piece.in_force_from) for piece in pieces]
        lines += _block(heading, ("law", "heading", "status", "first in force"), rows)
    for heading, events in law_events(law):
        columns = ("when", "what", "standing", "how sure", "checked on")
        lines += _block(heading, columns, [_told(event) for event in events])
    topics = [(topic.label, topic.provision, topic.reviewed_on) for topic in law.topics]
    header = ("topic or role", "provision", "reviewed on")
    lines += _block("Topics and statutory roles that rest on it, by our reading", header, topics)
    if law.statements:
        lines += ["", f'The statements: scgraph query run legislation-impact --provision "{law.label}"']
    return "\n".join(lines) + "\n"


def _told(event: LegalEvent) -> tuple[str, ...]:
    when = " ".join(event.when).strip()
    return (when, event.label, event.standing.label, event.sureness.label, event.checked_on)


def _block(heading: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """A table under its heading, without the columns that are empty; nothing where there are no rows."""
    kept = [i for i in range(len(header)) if any(row[i] for row in rows)]
    table = Table.of([header[i] for i in kept], [[row[i] for i in kept] for row in rows])
    return ["", f"{heading} ({len(rows)})", to_plain(table).rstrip()] if rows else []
