"""A process that reads the answers of servers: whatever stands in one, it harms no other process.

An answer may be nested so deeply that a parser overruns its stack, or hold entities that grow to fill the
memory; no check beforehand finds all of that. So it is read here, and handed on in a plain form.
"""

from __future__ import annotations

import re
from typing import cast

from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from scgraph.engine.protocol import well_formed
from scgraph.engine.worker import Bounded
from scgraph.errors import EngineError
from scgraph.processes import answer_requests

# The plain forms, which the near end reads.
ROWS, TRIPLES = "application/sparql-results+json", "application/n-triples"
MOST_MEMORY = 1024 * 1024 * 1024
_ENDS = {
    QueryResultsFormat.XML: rb"</(\w+:)?sparql\s*>",
    RdfFormat.RDF_XML: rb"(</(\w+:)?RDF\s*>|<(\w+:)?RDF[^<>]*/>)",
}


def read_rows(body: bytes, media_type: str, form: str, wanted: str, most_bytes: int) -> bytes:
    """The answer of a SELECT or an ASK in another media type.

    :param form: SELECT or ASK: what the answer has to be one of.
    :raises EngineError: if it is not, or not whole.
    """
    given = QueryResultsFormat.from_media_type(media_type)
    if given not in {QueryResultsFormat.XML, QueryResultsFormat.JSON}:
        raise _strange(media_type)
    try:
        _check_whole(body, given)
        # Virtuoso names blank nodes as no other server may: nodeID://b10001.
        found = parse_query_results(body.replace(b"<bnode>nodeID://", b"<bnode>"), given)
        if form == "ASK":
            plain = b'{"head":{},"boolean":%s}' % (b"true" if _is_yes(found) else b"false")
        elif isinstance(found, QuerySolutions):
            output = Bounded(most_bytes)
            found.serialize(output, QueryResultsFormat.JSON)
            plain = output.getvalue()
        else:
            raise EngineError("it answers yes or no where rows were asked for.")
    except SyntaxError as error:
        raise _unreadable(error) from error
    if b'"type":"triple"' in plain:
        raise EngineError("its answer holds a triple in the place of a value.")
    if wanted == ROWS:
        return plain
    other = QueryResultsFormat.from_media_type(wanted)
    assert other is not None
    written = parse_query_results(plain, QueryResultsFormat.JSON).serialize(format=other)
    return well_formed(cast("bytes", written), wanted)


def read_triples(body: bytes, media_type: str, wanted: str, most_bytes: int) -> bytes:
    """The answer of a CONSTRUCT or DESCRIBE in another media type.

    :raises EngineError: if it is none, or not whole.
    """
    given = RdfFormat.from_media_type(media_type)
    if given not in {RdfFormat.N_TRIPLES, RdfFormat.TURTLE, RdfFormat.RDF_XML}:
        raise _strange(media_type)
    other = RdfFormat.from_media_type(wanted)
    assert other is not None
    output = Bounded(most_bytes)
    try:
        _check_whole(body, given)
        triples = (quad.triple for quad in parse(body, format=given, lenient=True))
        serialize((_plain(triple) for triple in triples), output, other)
    except (SyntaxError, ValueError) as error:
        raise _unreadable(error) from error
    return well_formed(output.getvalue(), wanted)


def _plain(triple: Triple) -> Triple:
    if isinstance(triple.subject, Triple) or isinstance(triple.object, Triple):
        raise EngineError("its answer holds a triple in the place of a node.")
    return triple


def _check_whole(body: bytes, form: QueryResultsFormat | RdfFormat) -> None:
    """See that a document in XML has its end, which the parser does not ask for."""
    end = _ENDS.get(form)
    if end and not re.search(end + rb"\s*(<!--.*-->\s*)?\Z", body[-1000:], re.S):
        raise EngineError("its answer cannot be read: it breaks off before its end.")


def _is_yes(found: QuerySolutions | QueryBoolean) -> bool:
    """The answer of an ASK. Virtuoso answers with a row that holds 1, or with none."""
    if isinstance(found, QueryBoolean):
        return bool(found)
    rows = [list(row) for _, row in zip(range(2), found, strict=False)]
    if not rows:
        return False
    term = rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else None
    if isinstance(term, Literal) and term.value in {"1", "true", "0", "false"}:
        return term.value in {"1", "true"}
    raise EngineError("it answers with rows where yes or no was asked for.")


def _strange(media_type: str) -> EngineError:
    kind = re.sub(r"[^\x21-\x7e]", "", media_type)[:80] or "nothing that it names"
    return EngineError(f"it answers as {kind}; is this a SPARQL service?")


def _unreadable(error: Exception) -> EngineError:
    return EngineError(f"its answer cannot be read: {' '.join(str(error).split())[:300]}")


def _read(form: str, *answer: object) -> bytes:
    if form in {"SELECT", "ASK"}:
        body, media_type, *more = answer
        return read_rows(body, media_type, form, *more)  # type: ignore[arg-type]
    return read_triples(*answer)  # type: ignore[arg-type]


if __name__ == "__main__":
    answer_requests(_read, MOST_MEMORY)
