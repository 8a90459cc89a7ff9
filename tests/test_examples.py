"""What tests know of the five example councils stays true when a checkout holds others, too."""

from __future__ import annotations

import re

from scgraph.project import Project

from .examples import COUNCILS, EXAMPLE, ROOT

# These are about the checkout itself: the copy of the examples, the wheel, and `make run`, which take all.
ABOUT_THE_CHECKOUT = {"tests/examples.py", "tests/test_wheel.py", "tests/test_make.py"}
# How a test would open what the checkout holds.
OPENING = re.compile(r"find_project\(ROOT|str\(ROOT\)|ROOT / (part|\"(data|ontology|shapes|queries)\")")
READ_ONLY = {
    "tests/test_ontology.py",  # the texts of ontology, shapes and questions
    "tests/rules/test_materialise.py",  # the names of the rules
    "tests/validation/test_damages.py",  # the same
    "tests/test_second_language.py",  # the texts of questions and rules
}


def test_tests_ask_the_five_alone(project: Project) -> None:
    assert project.root == EXAMPLE
    assert tuple(path.stem for path in project.data_files) == COUNCILS


def test_the_examples_are_those_of_the_checkout() -> None:
    for path in sorted(EXAMPLE.rglob("*.*")):
        assert path.read_bytes() == (ROOT / path.relative_to(EXAMPLE)).read_bytes()


def test_no_test_opens_the_project_of_the_checkout() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if OPENING.search(path.read_text(encoding="utf-8")) and path.name != "test_examples.py"
    }
    assert found - ABOUT_THE_CHECKOUT - READ_ONLY == set(), "use tests.examples.EXAMPLE"
