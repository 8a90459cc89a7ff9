"""What goes unseen because nothing looks for it any more: files of shapes, rules, and files of things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Reader
from scgraph.namespaces import DERIVED_GRAPHS, PREFIXES, contract
from scgraph.project import Project, graph_iri
from scgraph.sparql.texts import query_text
from scgraph.turtle.reading import read_file
from scgraph.validation.grading import Grading
from scgraph.validation.report import Finding
from scgraph.validation.results import Result
from scgraph.validation.shapes import MADE_OF, Node, ShapesGraph, own_rule, read_shapes
from scgraph.validation.surroundings import Statements, file_finding

_SHAPES = NamedNode(PREFIXES["shape"].rstrip("#"))
_COMPONENT = NamedNode(PREFIXES["shape"] + "ShapesKeptConstraintComponent")
_QUOTED = 3

# No file of shapes can say it, since any of them may be the one that is lost.
SHAPES_KEPT = own_rule(
    "shapes-kept",
    "Every file of shapes is there",
    "A rule that is lost finds nothing, and looks like data without a fault.",
    "Bring the file back; take one that is meant to go out of shape:madeOf in shapes/common.ttl, too.",
)


def lost_shapes(project: Project, shapes: ShapesGraph) -> list[Finding]:
    """A finding for each file that the shapes say they are made of and that holds none of them."""
    home = shapes.files.get(_SHAPES)
    if home is None:
        return []
    read = {path.name for path in shapes.files.values() if path.parent == home.parent}
    found = []
    for name in sorted(shapes.objects(_SHAPES, MADE_OF), key=str):
        # With --only the others are there, and not read.
        if not isinstance(name, Literal) or name.value in read or _holds_shapes(home, name.value):
            continue
        result = Result(_SHAPES, MADE_OF, name, _COMPONENT, SHAPES_KEPT.severity, SHAPES_KEPT.node)
        line = read_file(home).line_of_triple(_SHAPES, frozenset({MADE_OF}), name)
        message = f"shapes/{name.value} is missing or empty, so its rules were not checked."
        found.append(Finding(SHAPES_KEPT, "error", message, project.relative(home), line, result))
    return found


def _holds_shapes(home: Path, name: str) -> bool:
    """Whether a file of shapes beside the one with their prefixes is there, and has a rule."""
    path = home.parent / name
    return path.is_file() and bool(read_shapes([home, path]).rules)


def lost_rules(
    project: Project, before: ShapesGraph, shapes: ShapesGraph, grading: Grading
) -> Iterator[Finding]:
    """A finding for each file of shapes some of whose rules are gone, but not where it is lost itself."""
    names = {rule.name for rule in shapes.rules.values()}
    told = {finding.result.value.value for finding in lost_shapes(project, shapes)
            if finding.result and isinstance(finding.result.value, Literal)}  # fmt: skip
    gone: dict[str, list[tuple[str, Node]]] = defaultdict(list)
    for node, rule in before.rules.items():
        file = rule.file.name if rule.file else ""
        if rule.name not in names and file not in told:
            gone[file].append((rule.name, node))
    for file, rules in sorted(gone.items()):
        node = rules[0][1]
        focus = node if isinstance(node, NamedNode) else _SHAPES
        place = project.relative(project.root / "shapes" / file)
        quoted = {"rules": _listed(sorted(name for name, _ in rules))}
        yield from file_finding(shapes, grading, "rule-kept", focus, place, None, **quoted)


def things(engine: Reader) -> dict[str, set[str]]:
    """What each named graph says to be of some class."""
    found: dict[str, set[str]] = defaultdict(set)
    for home, node in engine.select(query_text(__package__, "things.rq")).rows:
        if home is not None and node is not None:
            found[home.value].add(node.value)
    return found


def lost_things(
    project: Project,
    earlier: Project,
    before: tuple[Reader, Statements],
    now: Reader,
    shapes: ShapesGraph,
    grading: Grading,
) -> Iterator[Finding]:
    """A finding for each file of data that is gone, held no statement, and described what nothing does now.

    :param earlier: the project as it was.
    :param before: what it held, and its statements, whose loss is told for itself.
    """
    engine, stated = before
    files: Sequence[Path] = [*project.data_files, *project.ontology_files, *earlier.ontology_files]
    others = {*map(graph_iri, files), *DERIVED_GRAPHS, *(home for _, _, home in stated.values())}
    gone = {home: nodes for home, nodes in things(engine).items() if home not in others}
    here = set().union(*things(now).values()) if gone else set()
    for home, nodes in sorted(gone.items()):
        if left := sorted(nodes - here):
            file = project.relative(project.data_directory / f"{unquote(home.rpartition('/')[2])}.ttl")
            quoted = {"number": str(len(left)), "locators": _listed([contract(node) for node in left], "; ")}
            yield from file_finding(shapes, grading, "file-kept", NamedNode(home), file, None, **quoted)


def _listed(names: list[str], mark: str = ", ") -> str:
    """The first of some names, and how many more there are.

    >>> _listed(["a", "b", "c", "d", "e"])
    'a, b, c, and 2 more'
    """
    more = [f"and {len(names) - _QUOTED} more"] if len(names) > _QUOTED else []
    return mark.join([*names[:_QUOTED], *more])
