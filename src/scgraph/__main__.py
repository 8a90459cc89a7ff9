"""``python -m scgraph`` is the ``scgraph`` command."""

from scgraph.cli import main

main()
