"""All that reads SPARQL text: one lexer, parameters, projection, data set, read-only guard."""
