"""Shapes translated into SPARQL, one set-based SELECT for many nodes; what is not covered is said to be so."""
