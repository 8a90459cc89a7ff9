"""How far a second reader, who saw the rules of coding and the sources but no codes, agrees with the data.

Run by ``python tools/agreement.py``: reads ``data/agreement.csv`` (the second reading, one row for each topic
of each statement read) and the graph, and prints precision, recall and F1 of topics, and the agreement on
step and terms where both name the topic. Statements that docs/coding.md has as examples are left out.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

from scgraph.namespaces import contract
from scgraph.project import Project
from scgraph.questions.door import open_graph

ROOT = Path(__file__).resolve().parent.parent
DEMANDS = """PREFIX scg: <https://w3id.org/scgraph/ontology#>
SELECT ?statement ?topic ?step ?terms
WHERE {
  ?statement scg:makesDemand ?demand .
  ?demand scg:asksOn ?topic ; scg:stepTold ?step ; scg:terms/scg:name ?terms
}"""

Reading = dict[str, dict[str, tuple[str, str]]]


def main() -> None:
    """Print the figures."""
    second = read_second(ROOT / "data" / "agreement.csv")
    figures = compare(read_graph(second), second)
    sys.stdout.write("\n".join(f"{name:28} {value}" for name, value in figures.items()) + "\n")


def read_second(path: Path) -> Reading:
    """Per statement and topic (step, terms) of the second reading; examples of the rules are left out."""
    found: Reading = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["example"] == "no":
                topics = found.setdefault(row["statement"], {})
                if row["topic"]:
                    topics[row["topic"]] = (row["step"], row["terms"])
    return found


def read_graph(statements: Reading) -> Reading:
    """The same of the data, for the statements that were read."""
    graph = open_graph(Project(ROOT))
    found: Reading = {statement: {} for statement in statements}
    for cells in graph.engine.select(DEMANDS).rows:
        statement, topic, step, terms = (cell.value if cell else "" for cell in cells)
        if (name := contract(statement)) in found:
            said = re.sub("no step stated", "", step).lower()
            found[name][contract(topic)] = (said, terms)
    return found


def compare(first: Reading, second: Reading) -> dict[str, str]:
    """The figures: statements, precision, recall and F1 of topics, agreement on step and on terms."""
    both = [
        (first[name][topic], told[topic])
        for name, told in second.items()
        for topic in told
        if topic in first[name]
    ]
    ours = sum(len(first[name]) for name in second)
    theirs = sum(len(told) for told in second.values())
    precision, recall = len(both) / ours, len(both) / theirs
    return {
        "statements": str(len(second)),
        "topics named by both": str(len(both)),
        "precision of topics": f"{precision:.3f}",
        "recall of topics": f"{recall:.3f}",
        "F1 of topics": f"{2 * precision * recall / (precision + recall):.3f}",
        "agreement on the step": f"{sum(a[0] == b[0] for a, b in both) / len(both):.3f}",
        "agreement on the terms": f"{sum(a[1] == b[1] for a, b in both) / len(both):.3f}",
    }


if __name__ == "__main__":
    main()
