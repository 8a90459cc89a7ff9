"""``docs/questions.md``: every saved question with a real answer, and what the data cannot answer.

``python tools/questions_page.py`` writes the page; with ``--check`` it only says whether the page is current.
"""

from __future__ import annotations

import shlex
import sys
from collections import defaultdict
from pathlib import Path

from scgraph.files import write_text
from scgraph.graph import KnowledgeGraph, open_graph
from scgraph.project import find_project
from scgraph.queries.about import data_version
from scgraph.queries.catalogue import Parameter, SavedQuery
from scgraph.tables import Table, as_text, readable_table, to_markdown

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "questions.md"
_ROWS = 3

_HEAD = """\
# Questions

<!-- Written by tools/questions_page.py: run `make docs` after a change of questions or data. -->

Each question is one file in [`queries/`](../queries): plain SPARQL 1.1 with its metadata on top. Ask it on the command
line as shown here, in the explorer under *Questions*, or from Python with `graph.ask("{first}", …)`. Add
`--format csv` or `--format xlsx -o FILE` to take an answer away; the workbook's second sheet says what to cite it with.

A level, role, council, topic, Act or provision may be given by any of its names, its CURIE or its IRI. Answers here
are shortened to their first rows, leave out IRIs, and say once what is the same in every row. They are those of data
version {version}.

"""

_CANNOT = """\
## What the data cannot answer

| You may want to ask | Why there is no answer |
| --- | --- |
| What is a level paid? | The sources name grades, bands and ranges and give no amounts. A grade of one council \
cannot be set against a grade of another. |
| How many posts, people or vacancies are there at a level? | Job documents describe jobs, not establishments. |
| Who acts as an AMHP or BIA today? | A source says that holders may act or train, on what terms; not that anybody does. |
| What do the safeguarding framework's competencies 1 to 12 stand for? | The source cites them by number only, and the \
framework's own text could not be read. Number 11 is cited nowhere. |
| Which council is it that works with Range 4, and which is the county council? | Their documents do not say, and the \
graph does not guess. |
| What does a section of an Act require? | The graph holds citations and headings, not the text. Which topics rest on \
which section is this project's reading, and no legal advice. |
| Which section of the Care Act does a source cite? | None: every source that names an Act names it as a whole. Sections \
come in by our reading of topics. |
| What has changed since the last edition of a document? | There is one edition of each, and several carry no date. |
| Which of Bexley's requirements are essential and which desirable, and how are they assessed? | Both columns of the form \
are printed and left empty. |
| What does a Social Care officer at Level A need by way of skills and safeguarding? | That cell of the table is lost. \
So is part of what SCI06 asks. *source-oddities* lists all such losses. |
| Is what a source does not mention not required? | Silence is not a no. *gap* and *equivalent-levels* compare what is \
written. |
| Would another council take somebody who moves? | No source speaks of other councils. Likeness of levels is computed \
from what both ask. |
| How long does it take to learn a topic, and what does training cost? | Only a few rules name a time, and none a cost. |
| How do other councils or professions do it? | The graph holds five documents: social work, occupational therapy and \
support roles of five employers. |
"""


def main(arguments: list[str]) -> int:
    """Write the page, or say whether it is current."""
    text = page(open_graph(find_project(ROOT)))
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
    parts = [_HEAD.format(version=version, first=next(iter(graph.queries))), _contents(groups)]
    for tag in sorted(groups):
        parts.append(f"## {tag.capitalize()}\n\n")
        parts += [_question(graph, query) for query in groups[tag]]
    return "".join([*parts, _CANNOT])


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
            to_markdown(Table(table.header, table.rows[:_ROWS], table.numeric)),
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
