"""``docs/questions.md``: every saved question with a real answer, and what the data cannot answer.

``python tools/questions_page.py`` writes the page; with ``--check`` it only says whether the page is current.
"""

from __future__ import annotations

import shlex
import sys
from collections import defaultdict
from pathlib import Path
from string import Template

from scgraph.files import write_text
from scgraph.project import find_project
from scgraph.questions.about import data_version
from scgraph.questions.catalogue import Parameter, SavedQuery
from scgraph.questions.door import KnowledgeGraph, open_graph
from scgraph.tables.table import Table, as_text, readable_table
from scgraph.tables.text import to_markdown

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "questions.md"
TEMPLATE = Path(__file__).with_suffix(".md")
_ROWS = 3


def main(arguments: list[str]) -> int:
    """Write the page, or say whether it is current."""
    sys.path.insert(0, str(ROOT))
    from tests.examples import EXAMPLE  # the page is about these, whatever other councils a checkout holds

    text = page(open_graph(find_project(EXAMPLE)))
    shown = PAGE.relative_to(ROOT)
    if "--check" in arguments:
        current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
        sys.stdout.write(f"{shown}: {'current' if current else 'out of date; run make docs'}\n")
        return 0 if current else 1
    write_text(PAGE, text)
    sys.stdout.write(f"{shown} written\n")
    return 0


def page(graph: KnowledgeGraph) -> str:
    """The whole page."""
    groups: dict[str, list[SavedQuery]] = defaultdict(list)
    for query in graph.queries.values():
        groups[query.tags[0]].append(query)
    version, _ = data_version(graph)
    parts = [_contents(groups)]
    for tag in sorted(groups):
        parts.append(f"## {tag.capitalize()}\n\n")
        parts += [_question(graph, query) for query in groups[tag]]
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(version=version, first=next(iter(graph.queries)), questions="".join(parts))


def _contents(groups: dict[str, list[SavedQuery]]) -> str:
    lines = []
    for tag in sorted(groups):
        names = ", ".join(f"[{query.name}](#{query.name})" for query in groups[tag])
        lines.append(f"- {tag.capitalize()}: {names}\n")
    return "".join([*lines, "- [What the data cannot answer](#what-the-data-cannot-answer)\n\n"])


def _question(graph: KnowledgeGraph, query: SavedQuery) -> str:
    needed = [parameter for parameter in query.parameters.values() if not parameter.optional]
    answer = graph.ask(query.name, **{parameter.name: parameter.example for parameter in needed})
    table = readable_table(answer)
    asked = "".join(f" --{parameter.name} {shlex.quote(str(parameter.example))}" for parameter in needed)
    more = len(answer) - _ROWS
    count = f"{len(answer)} rows" if len(answer) != 1 else "1 row"
    return "".join(
        [
            f"### {query.name}\n\n**{query.summary}**\n\n{query.description}\n\n",
            _parameters(query),
            f"```console\n$ scgraph query run {query.name}{asked}\n```\n\n",
            "".join(f"{label}: {as_text(value)}  \n" for label, value in table.caption),
            "\n" if table.caption else "",
            to_markdown(Table(table.columns, table.rows[:_ROWS])),
            f"\n{count}{f', of which {more} are not shown here' if more > 0 else ''}.\n\n",
        ]
    )


def _parameters(query: SavedQuery) -> str:
    if not query.parameters:
        return ""
    lines = [f"- `--{parameter.name}`: {_described(parameter)}\n" for parameter in query.parameters.values()]
    return "".join([*lines, "\n"])


def _described(parameter: Parameter) -> str:
    traits = [
        word
        for word, on in (
            ("may be left out", parameter.optional),
            ("may be given several times", parameter.many),
        )
        if on
    ]
    suffix = f" ({', '.join(traits)})" if traits else ""
    return f"{parameter.label}{suffix}. {parameter.help}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
