"""The examples in docstrings are run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import scgraph

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(scgraph.__path__, "scgraph.")
    if not module.name.endswith("__main__") and "._project" not in module.name
)


@pytest.mark.parametrize("name", ["scgraph", *MODULES])
def test_examples_in_docstrings(name: str) -> None:
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert failed == 0
