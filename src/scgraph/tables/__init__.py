"""Answers as text, files and workbooks."""
