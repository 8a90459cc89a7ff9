"""Turtle as a document: where each triple of a file stands, and the one layout that files are kept in."""
