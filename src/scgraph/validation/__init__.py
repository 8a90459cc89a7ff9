"""The graph checked against its shapes, and what was found told with file, line, rule and remedy."""
