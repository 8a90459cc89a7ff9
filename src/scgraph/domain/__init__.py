"""Values and rules of the domain: levels, what they ask, conditions, gaps. No graph, no files."""
