"""Saved questions: their files and metadata, the binding of their parameters, and their answers."""

from scgraph.queries.catalogue import Column, Parameter, SavedQuery, load_catalogue
from scgraph.queries.run import QueryAnswer, run_query

__all__ = ["Column", "Parameter", "QueryAnswer", "SavedQuery", "load_catalogue", "run_query"]
