"""Shapes translated into SPARQL, one SELECT for many nodes; what is not covered is said to be so."""
