"""How pictures look, and text made fit for them.

What a colour says, a symbol and a line say too: the pictures hold in black-and-white print and for readers
who do not tell colours apart. Colours are Okabe and Ito's; what is ordered goes from light to dark.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import Final, Literal

from scgraph.errors import UsageError
from scgraph.namespaces import address_of

_FORBIDDEN = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Line = Literal["solid", "double", "dashed", "dotted"]

# The forms of a picture and their media types.
GRID_FORMS: Final = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
GRAPH_FORMS: Final = {**GRID_FORMS, "mmd": "text/vnd.mermaid", "graphml": "application/graphml+xml"}

FONT: Final = "DejaVu Sans"
# Fonts of about the same width, for a reader of SVG that lacks the one it was laid out in.
FONTS: Final = f"{FONT}, Verdana, Arial, sans-serif"
# A note that begins so is one of several of its sort.
BULLET: Final = "– "
INK, SOFT, PAPER = "#000000", "#404040", "#ffffff"
# Light to dark: each step differs in lightness, so that the order survives print.
RAMP: Final = ("#e3eef7", "#b5d3e9", "#74acd5", "#2f7ab4", "#0a3a66")


@dataclass(frozen=True)
class Kind:
    """A kind of line between two levels: what it says, and the symbol, colour and line that say so."""

    name: str
    words: str
    symbol: str
    colour: str
    line: Line

    @property
    def sample(self) -> str:
        """The line in characters, for a legend."""
        return {"solid": "───", "double": "═══", "dashed": "╌╌╌", "dotted": "┈┈┈"}[self.line]


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("stated", "stated by a source", "●", "#0072b2", "solid"),
        Kind("ladder", "the next rung", "▲", "#000000", "double"),
        Kind("computed", "only computed", "○", "#d55e00", "dashed"),
        Kind("missing", "no move leads on", "✕", "#d55e00", "dotted"),
        Kind("beyond", "by moves that there are", "…", "#404040", "dotted"),
        Kind("equivalent", "equivalent", "≡", "#0072b2", "double"),
        Kind("close", "close", "≈", "#0072b2", "solid"),
        Kind("near", "near, but a difference bars it", "≠", "#d55e00", "dashed"),
    )
}


def check_form(form: str, forms: dict[str, str]) -> None:
    """Refuse a form that a picture does not come in.

    :raises UsageError: naming the forms that it does come in.
    """
    if form not in forms:
        *others, last = forms
        raise UsageError(f"'{form}' is no form of this picture; use {', '.join(others)} or {last}.")


def clean(text: str) -> str:
    """A text on one line, without characters that XML forbids; a dash where nothing is left.

    >>> clean(" Level\\tA\\x00 ")
    'Level A\N{REPLACEMENT CHARACTER}'
    >>> clean("")
    '–'
    """
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split())) or "–"


def wrap(text: str, width: int) -> list[str]:
    """A text in lines of at most so many characters, at least one line.

    >>> wrap("Community Care Officer (Occupational Therapy) (only level)", 28)
    ['Community Care Officer', '(Occupational Therapy) (only', 'level)']
    """
    return textwrap.wrap(clean(text), width, break_on_hyphens=False) or ["–"]


def page_of(iri: str | None, root: str = "") -> str | None:
    """The address of a node's page under the root of an explorer, or ``None`` where it has none there.

    >>> page_of("https://w3id.org/scgraph/id/bexley/social-care-assistant_07", "https://example.org")
    'https://example.org/id/bexley/social-care-assistant_07'
    """
    address = None if iri is None else address_of(iri)
    return None if address is None else root + address
