"""Law: what the graph knows of an Act, a provision or a scheme, and what rests on it."""
