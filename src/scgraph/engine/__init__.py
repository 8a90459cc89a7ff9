"""The engines that answer SPARQL: two small protocols, and one module per kind of engine."""

from scgraph.engine.protocol import Answer, Reader, Term, Writer

__all__ = ["Answer", "Reader", "Term", "Writer"]
