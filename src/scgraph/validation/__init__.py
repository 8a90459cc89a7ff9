"""Validation: the graph checked against SHACL shapes, quickly, exactly, with a remedy for every finding."""
