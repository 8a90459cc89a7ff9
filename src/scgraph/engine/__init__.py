"""The engines that answer SPARQL: one small protocol, and one module per kind of engine."""

from scgraph.engine.protocol import Answer, Engine, Term

__all__ = ["Answer", "Engine", "Term"]
