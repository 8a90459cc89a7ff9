"""All that reads SPARQL text: tokens, parameters, and the guard that lets users only read."""
