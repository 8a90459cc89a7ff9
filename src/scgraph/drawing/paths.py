"""Career paths as a picture: the ways from one level to another, hop by hop, and what each hop asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scgraph.drawing.diagram import Diagram, Edge, Node
from scgraph.drawing.layout import draw_diagram
from scgraph.drawing.style import BULLET, KINDS
from scgraph.tables.careers import learning
from scgraph.words import listed, sentence

if TYPE_CHECKING:
    from scgraph.careers.paths import Hop, Path, Paths
    from scgraph.domain.levels import Level


def draw_paths(paths: Paths, form: str = "svg", root: str = "") -> bytes:
    """The ways found as one picture; where there is none, the two ends and what stands between them.

    :raises UsageError: for another form.
    :raises MissingDependency: if Graphviz is needed and not there.
    """
    return draw_diagram(_diagram(paths), form, root)


def _diagram(paths: Paths) -> Diagram:
    levels = {level.iri: level for path in paths.paths for level in path.levels}
    levels |= {level.iri: level for level in (paths.origin, *_banks(paths), paths.target)}
    keys = {iri: f"n{number}" for number, iri in enumerate(levels, 1)}
    ends = {paths.origin.iri: ("start",), paths.target.iri: ("goal",)}
    nodes = [
        Node(keys[iri], level.shown, (level.council, *ends.get(iri, ())), iri, strong=iri in ends)
        for iri, level in levels.items()
    ]
    edges = _edges(paths, keys) if paths.paths else _gap_edges(paths, keys)
    title = f"From {paths.origin.shown} to {paths.target.shown}"
    return Diagram(title, describe_paths(paths), tuple(nodes), tuple(edges))


def _banks(paths: Paths) -> tuple[Level, Level]:
    """The levels between which the missing move would be smallest, or the two ends."""
    obstacle = paths.obstacle
    before = obstacle.nearest_from if obstacle else None
    after = obstacle.nearest_to if obstacle else None
    return before or paths.origin, after or paths.target


def _gap_edges(paths: Paths, keys: dict[str, str]) -> list[Edge]:
    """What stands in the way, as a line that nothing leads along."""
    before, after = _banks(paths)
    reason = paths.obstacle.reason if paths.obstacle else ""
    edges = [Edge(keys[before.iri], keys[after.iri], "missing", (KINDS["missing"].words, sentence(reason)))]
    for start, end in ((paths.origin, before), (after, paths.target)):
        if start != end:
            edges.append(Edge(keys[start.iri], keys[end.iri], "beyond", (KINDS["beyond"].words,)))
    return edges


def describe_paths(paths: Paths) -> str:
    """The ways in sentences."""
    if not paths.paths:
        reason = paths.obstacle.reason if paths.obstacle else "the search ended without one."
        return f"No way was found: {reason}"
    return " ".join(_describe(number, path) for number, path in enumerate(paths.paths, 1))


def _describe(number: int, path: Path) -> str:
    hops = (f"{hop.target.shown} ({listed([KINDS[kind].words for kind in hop.kinds])})" for hop in path.hops)
    return f"Way {number}: {path.levels[0].shown}, then {', then '.join(hops)}."


def _edges(paths: Paths, keys: dict[str, str]) -> list[Edge]:
    """One line per hop and kind; a hop that several ways share is drawn once."""
    hops: dict[tuple[str, str], tuple[Hop, list[int]]] = {}
    for number, path in enumerate(paths.paths, 1):
        for hop in path.hops:
            hops.setdefault((hop.origin.iri, hop.target.iri), (hop, []))[1].append(number)
    edges = []
    for (origin, target), (hop, ways) in hops.items():
        shared = _ways(ways) if len(paths.paths) > 1 else ""
        for kind in hop.kinds:
            is_first = kind == hop.kinds[0]
            head = KINDS[kind].words + (f" · {shared}" if shared and is_first else "")
            notes = (head, *(_notes(hop) if is_first else ()))
            edges.append(Edge(keys[origin], keys[target], kind, notes))
    return edges


def _ways(numbers: list[int]) -> str:
    return f"{'way' if len(numbers) == 1 else 'ways'} {listed([str(number) for number in numbers])}"


def _notes(hop: Hop) -> tuple[str, ...]:
    """What the source says about the move, what else it asks, and what there is to learn.

    A condition that a rule has said already is not said again.
    """
    known = {rule.statement for rule in hop.rules}
    asked = (sentence(each.brief) for each in hop.conditions if each.statement not in known)
    said = dict.fromkeys(rule.told for rule in hop.rules)
    gained = f"{sentence(learning(len(hop.added), len(hop.raised)))}; {len(hop.kept)} held"
    care = (f"Take care: {mark}" for mark in hop.marks)
    return (*(f"{BULLET}{note}" for note in (*said, *asked, *care)), gained)
