"""The explorer: the graph as web pages, and its SPARQL endpoint. Imported by ``scgraph serve`` alone."""

from scgraph.web.app import create_app
from scgraph.web.limits import Limits

__all__ = ["Limits", "create_app"]
