"""Law: what the graph knows of an Act, a provision or a scheme, and what its publisher says otherwise."""
