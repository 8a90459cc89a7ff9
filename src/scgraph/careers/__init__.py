"""Careers: ways between levels, gaps, levels side by side, and how alike levels are."""
