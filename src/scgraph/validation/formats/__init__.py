"""A report in the formats that people and pipelines read, one small file each."""

from __future__ import annotations

import importlib

from scgraph.validation.report import Report
from scgraph.words import visible

FORMATS = ("human", "github", "junit", "sarif", "turtle", "json")


def render(report: Report, format: str, fail_on: str = "violation") -> str:
    """A report as text, in which no label can hide anything, command a terminal or break the format.

    :param format: one of ``FORMATS``.
    :param fail_on: from which severity on a finding counts as a failure, for formats that tell failures
        apart.
    :raises ValueError: for a format that does not exist.
    """
    if format not in FORMATS:
        raise ValueError(f"{format} is none of {', '.join(FORMATS)}")
    module = importlib.import_module(f"scgraph.validation.formats.{format}")
    text: str = module.render(report, fail_on)
    return visible(text)
