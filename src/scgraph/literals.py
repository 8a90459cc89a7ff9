"""Literals read by their datatype, within bounds: what is no value of its datatype stays a text."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from scgraph.namespaces import PREFIXES

# What a literal stands for.
Value = str | int | Decimal | bool

_XSD: Final = PREFIXES["xsd"]
# The engines reckon with whole numbers of 64 bits; a longer one is in no order and no sum.
_MOST: Final = 2**63 - 1
_BOUNDS: Final[dict[str, tuple[int, int]]] = {
    "integer": (-_MOST - 1, _MOST),
    "long": (-_MOST - 1, _MOST),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "nonNegativeInteger": (0, _MOST),
    "positiveInteger": (1, _MOST),
    "nonPositiveInteger": (-_MOST - 1, 0),
    "negativeInteger": (-_MOST - 1, -1),
    "unsignedLong": (0, _MOST),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
WHOLE: Final = frozenset(_XSD + name for name in _BOUNDS)
_WHOLE = re.compile(r"[+-]?[0-9]{1,100}")
# An engine may answer with more digits than it stores; none needs more than these.
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,100})?|\.[0-9]{1,100})")
_FLOATING = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,3})?")
_TRUTH: Final = {"true": True, "1": True, "false": False, "0": False}


def read_literal(text: str, datatype: str) -> Value:
    """The number, or the yes or no, that a literal stands for; else, or if it is ill-typed, its text.

    >>> read_literal("24", PREFIXES["xsd"] + "integer"), read_literal("abc", PREFIXES["xsd"] + "integer")
    (24, 'abc')
    """
    reader = _READERS.get(datatype)
    found = None if reader is None else reader(text)
    return text if found is None else found


def read_whole(text: str) -> int | None:
    """The whole number that a text is; ``None`` where it is none, or one that no engine reckons with."""
    return _whole(text, "integer")


def is_whole(text: str, datatype: str) -> bool:
    """Whether a datatype of whole numbers has a value of this spelling, within its bounds."""
    return _whole(text, datatype.removeprefix(_XSD)) is not None


def _whole(text: str, name: str) -> int | None:
    if not _WHOLE.fullmatch(text):
        return None
    least, most = _BOUNDS[name]
    number = int(text)
    return number if least <= number <= most else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def _floating(text: str) -> Decimal | None:
    """A floating number as Python keeps it exactly; ``None`` for what has no place among numbers, as NaN."""
    if not _FLOATING.fullmatch(text) or abs(float(text)) == float("inf"):
        return None
    return Decimal(text)


def _reader_of(name: str) -> Callable[[str], Value | None]:
    return lambda text: _whole(text, name)


_READERS: Final[dict[str, Callable[[str], Value | None]]] = {
    **{_XSD + name: _reader_of(name) for name in _BOUNDS},
    f"{_XSD}decimal": _decimal,
    f"{_XSD}double": _floating,
    f"{_XSD}float": _floating,
    f"{_XSD}boolean": _TRUTH.get,
}
