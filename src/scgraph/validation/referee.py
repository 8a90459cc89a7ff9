"""pySHACL, the referee: it checks what the translator does not cover, and on request everything."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from scgraph.engine.protocol import Reader, Term
from scgraph.errors import EngineError, MissingDependency
from scgraph.namespaces import PREFIXES, XSD_STRING
from scgraph.validation.results import Result
from scgraph.validation.shapes import RDF_TYPE, TARGETS, BadShapes, Node, ShapesGraph, sh
from scgraph.validation.spelling import is_well_formed
from scgraph.words import as_line

if TYPE_CHECKING:
    import rdflib

# Before the datatype of a value that it does not have.
_ILL_TYPED = "urn:ill-typed:"
_CHOOSING = frozenset((*TARGETS, sh("target")))
_ADVANCED = (sh("target"), sh("expression"))


def referee(engine: Reader, shapes: ShapesGraph, chosen: Collection[Node]) -> list[Result]:
    """What pySHACL finds, looking at the targets of the chosen shapes only.

    :raises BadShapes: if pySHACL cannot use the shapes.
    :raises MissingDependency: if pySHACL is not installed, or the shapes need JavaScript.
    """
    try:
        import pyshacl
        from pyparsing import ParseBaseException
        from pyshacl.errors import ReportableRuntimeError, ShapeRecursionWarning, ValidationFailure
    except ImportError as error:
        raise MissingDependency(
            "some rules need pySHACL, which is not installed. Run: pip install pyshacl"
        ) from error
    if shapes.pairs(sh("js")) or shapes.pairs(sh("jsFunctionName")):
        raise MissingDependency(
            "the shapes use JavaScript (sh:js), which no engine here runs. Use sh:sparql instead."
        )
    _refuse_broken_queries(shapes)
    in_rdflib = _needs_prebinding(shapes)
    try:
        with warnings.catch_warnings(), _quiet("rdflib.term", "pyshacl.validator"):
            warnings.simplefilter("ignore", ShapeRecursionWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            _, report, text = pyshacl.validate(
                _data_graph(engine, shapes, in_rdflib),
                shacl_graph=_shapes_graph(shapes, chosen, plain=in_rdflib),
                advanced=any(shapes.pairs(predicate) for predicate in _ADVANCED),
            )
    except (
        ReportableRuntimeError,
        ValidationFailure,
        NotImplementedError,
        SyntaxError,
        ValueError,
        AssertionError,
        ParseBaseException,
        re.error,
    ) as error:
        raise _unusable(shapes, chosen, str(error)) from error
    except Exception as error:
        raise EngineError(f"pySHACL failed: {type(error).__name__}: {as_line(str(error), 300)}") from error
    if not hasattr(report, "subjects"):
        raise _unusable(shapes, chosen, text)
    return list(_results(report))


def _unusable(shapes: ShapesGraph, chosen: Collection[Node], reason: str) -> BadShapes:
    """What to raise for shapes that pySHACL cannot use; it does not say which of them."""
    told = f"pySHACL cannot use the shapes: {as_line(reason, 300)}"
    files = dict.fromkeys(str(rule.file) for rule in map(shapes.rule_of, chosen) if rule.file)
    if len(chosen) == 1:
        return shapes.fault(next(iter(chosen)), told)
    return BadShapes(f"{told} ({', '.join(files)})" if files else told)


def _refuse_broken_queries(shapes: ShapesGraph) -> None:
    for node, text in shapes.pairs(sh("select")):
        if not isinstance(text, ox.Literal):
            continue
        try:
            ox.Store().query(text.value, prefixes=shapes.prefixes(node))
        except SyntaxError as error:
            reason = " ".join(str(error).split())
            raise shapes.fault(node, f"its query is not valid SPARQL: {reason}") from error


@contextmanager
def _quiet(*names: str) -> Iterator[None]:
    """Keeps rdflib from logging a traceback for every ill-typed literal that it meets."""
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def _shapes_graph(shapes: ShapesGraph, chosen: Collection[Node], plain: bool) -> rdflib.Graph:
    """A copy of the shapes (pySHACL writes into what it gets), where only the chosen ones have targets."""
    from rdflib import Graph

    silent = {shape.node for shape in shapes.targeted} - set(chosen)
    graph = Graph(bind_namespaces="none")
    for triple in shapes.triples:
        if triple.subject in silent and (triple.predicate in _CHOOSING or _makes_class(triple)):
            continue
        graph.add(_triple(triple, plain))
    return graph


def _triple(triple: ox.Triple | ox.Quad, plain: bool) -> tuple[Any, Any, Any]:
    return tuple(_to_rdflib(each, plain) for each in (triple.subject, triple.predicate, triple.object))


def _makes_class(triple: ox.Triple) -> bool:
    """Whether a triple makes a shape a class, and so a target of itself."""
    return triple.predicate == RDF_TYPE and triple.object not in (sh("NodeShape"), sh("PropertyShape"))


def _data_graph(engine: Reader, shapes: ShapesGraph, in_rdflib: bool) -> rdflib.Graph:
    """The data as pySHACL reads it: the engine's own store where that is possible, else a copy in one.

    :param in_rdflib: copy the data into rdflib's own store, which answers slowly but pre-binds every
        variable.
    """
    from rdflib import Dataset, Graph

    store = getattr(engine, "store", None)
    if not isinstance(store, ox.Store):
        store = ox.Store()
        store.extend(
            ox.Quad(t.subject, t.predicate, t.object)
            for t in engine.construct("CONSTRUCT WHERE { ?s ?p ?o }")
        )
    store = _harmless(store)
    graph: Graph
    if in_rdflib:
        graph = Graph()
        for quad in store:
            graph.add(_triple(quad, plain=True))
    else:
        graph = Dataset(store=_counted(store), default_union=True)
    for owner, _ in shapes.pairs(sh("declare")):
        for prefix, namespace in shapes.declared_by(owner).items():
            graph.bind(prefix, namespace, override=True, replace=True)
    return graph


def _harmless(store: ox.Store) -> ox.Store:
    """The store, or a copy where its values are not such that rdflib can make something of each.

    rdflib reckons with ill-typed values, for which it needs all memory or fails; so they get a datatype that
    it does not know. A triple in the place of a value becomes a text.
    """
    changed = [(quad, value) for quad in store if (value := _harmless_value(quad.object)) is not None]
    if not changed:
        return store
    copy = ox.Store()
    copy.extend(store)
    for quad, value in changed:
        copy.remove(quad)
        copy.add(ox.Quad(quad.subject, quad.predicate, value, quad.graph_name))
    return copy


def _harmless_value(term: object) -> ox.Literal | None:
    if isinstance(term, ox.Triple):
        return ox.Literal(str(term))
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(PREFIXES["xsd"]):
        return None
    if is_well_formed(term.value, term.datatype.value):
        return None
    return ox.Literal(term.value, datatype=ox.NamedNode(_ILL_TYPED + term.datatype.value))


def _counted(store: ox.Store) -> Any:
    """An rdflib store that is asked for its size once.

    pySHACL asks whether the graph is empty for every result, oxrdflib counts all distinct triples to tell.
    """
    from oxrdflib import OxigraphStore

    class CountedStore(OxigraphStore):
        size = len(store)

        def __len__(self, context: Any = None) -> int:
            return self.size

    return CountedStore(store=store)


def _needs_prebinding(shapes: ShapesGraph) -> bool:
    """Whether some query has to be asked on rdflib's own engine.

    Oxigraph pre-binds only variables that a query selects, and not in every place; rdflib does. A query that
    is declared to be set-based needs no pre-binding, so it may be asked anywhere.
    """
    undeclared = any(not shapes.is_set_based(node) for node, _ in shapes.pairs(sh("select")))
    return undeclared or bool(shapes.pairs(sh("parameter")))


def _results(report: rdflib.Graph) -> Iterator[Result]:
    from rdflib import SH

    def value(node: Any, predicate: Any) -> Term | None:
        found = report.value(node, predicate)
        return None if found is None else _from_rdflib(found)

    for node in report.objects(None, SH.result):
        component, severity = value(node, SH.sourceConstraintComponent), value(node, SH.resultSeverity)
        focus, shape = value(node, SH.focusNode), value(node, SH.sourceShape)
        constraint = value(node, SH.sourceConstraint)
        yield Result(
            focus=focus,  # type: ignore[arg-type]
            path=value(node, SH.resultPath),
            value=value(node, SH.value),
            component=component,  # type: ignore[arg-type]
            severity=severity,  # type: ignore[arg-type]
            shape=shape,  # type: ignore[arg-type]
            constraint=constraint if isinstance(constraint, ox.NamedNode | ox.BlankNode) else None,
            said=min((str(text) for text in report.objects(node, SH.resultMessage)), default=None),
        )


def _to_rdflib(term: Any, plain: bool) -> Any:
    """A term for rdflib, which tells "x" from "x"^^xsd:string: its own parsers give the former (``plain``),
    oxrdflib the latter.
    """
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if plain and term.datatype.value == XSD_STRING:
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def _from_rdflib(term: Any) -> Term:
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    datatype = str(term.datatype or XSD_STRING).removeprefix(_ILL_TYPED)
    return ox.Literal(str(term), datatype=ox.NamedNode(datatype))
