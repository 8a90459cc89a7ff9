"""SVG made fit for pages: responsive, described in words, inert under a strict content security policy."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from scgraph.drawing.style import FONTS, PAPER, clean

_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
# A picture narrower than this would be blown up where it fills the width of a page.
_NARROWEST = 640.0
_FONT = (("font-size", re.compile(r"([\d.]+)px")), ("font-weight", re.compile(r"\b(bold|[1-9]00)\b")))
_DROPPED = {"metadata", "style"}

ET.register_namespace("", _SVG)


def finish(svg: bytes, title: str, description: str, names: Mapping[str, str] | None = None) -> bytes:
    """The SVG of a drawing program as we publish it.

    Prolog, comments, fixed size, style sheets and style attributes are gone (styles become presentation
    attributes), ids are unique to the picture, title and description are what a screen reader says. A picture
    with links is announced as a document, so that they can be reached; one without as an image.

    :param names: what an element is called, by its id, in the place of the drawing program's own title.
    """
    root = ET.fromstring(svg)  # noqa: S314 - written by Graphviz or matplotlib, not by a user
    for element in root.iter():
        _rename(element, names or {})
        _lift_style(element)
        _plain_links(element)
        for child in list(element):
            if _tag(child) in _DROPPED:
                element.remove(child)
    _join_links(root)
    _fit(root)
    # Graphviz numbers things by their place in memory: its ids are no content.
    content = re.sub(rb' id="[^"]*"', b"", ET.tostring(root)) + title.encode("utf-8", "replace")
    prefix = f"p{hashlib.sha256(content).hexdigest()[:10]}"
    _own_ids(root, prefix)
    _describe(root, prefix, clean(title), clean(description))
    return ET.tostring(root, encoding="unicode").encode("utf-8")


def _tag(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _rename(element: ET.Element, names: Mapping[str, str]) -> None:
    """Give a group the name that it has for readers, or none, instead of the drawing program's."""
    own = element.find(f"{{{_SVG}}}title")
    if own is None or _tag(element) != "g":
        return
    name = names.get(element.get("id", ""))
    if name is None:
        element.remove(own)
    else:
        own.text = clean(name)


def _lift_style(element: ET.Element) -> None:
    """Write the style attribute as presentation attributes, which no content security policy blocks."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, colon, value = (part.strip() for part in declaration.partition(":"))
        if colon and name == "font":
            # matplotlib's shorthand: 'bold 8.5px 'DejaVu Sans''.
            element.attrib |= {
                attribute: found[1] for attribute, pattern in _FONT if (found := pattern.search(value))
            }
            element.set("font-family", FONTS)
        elif colon:
            element.set(name, value)
    if "font-family" in element.attrib:
        element.set("font-family", FONTS)


def _plain_links(element: ET.Element) -> None:
    """Write a link as SVG 2 does, without XLink and without a window of its own."""
    href = element.attrib.pop(_HREF, None)
    for name in [name for name in element.attrib if name.startswith("{")]:
        del element.attrib[name]
    element.attrib.pop("target", None)
    if href is not None:
        element.set("href", href)


def _own_ids(root: ET.Element, prefix: str) -> None:
    """Make ids and what refers to them this picture's own; drop ids that nothing refers to."""
    used: set[str] = set()
    for element in root.iter():
        for name, value in list(element.items()):
            if name == "href" and value.startswith("#"):
                used.add(value[1:])
                element.set(name, f"#{prefix}-{value[1:]}")
            else:
                used.update(_REFERENCE.findall(value))
                element.set(name, _REFERENCE.sub(rf"url(#{prefix}-\1)", value))
    for element in root.iter():
        own = element.attrib.pop("id", None)
        if own in used:
            element.set("id", f"{prefix}-{own}")


def _join_links(root: ET.Element) -> None:
    """One link per thing, named by its whole text: matplotlib writes one per line of text."""
    for parent in root.iter():
        before: ET.Element | None = None
        for element in list(parent):
            if _tag(element) != "a":
                before = None
            elif before is not None and before.get("href") == element.get("href"):
                before.extend(element)
                parent.remove(element)
            else:
                before = element
    for link in root.iter(f"{{{_SVG}}}a"):
        link.set("aria-label", " ".join(text.strip() for text in link.itertext() if text.strip()))


def _describe(root: ET.Element, prefix: str, title: str, description: str) -> None:
    for own in root.findall(f"{{{_SVG}}}title"):
        root.remove(own)
    has_links = root.find(f".//{{{_SVG}}}a") is not None
    root.set("role", "graphics-document document" if has_links else "img")
    root.set("aria-labelledby", f"{prefix}-title")
    root.set("aria-describedby", f"{prefix}-desc")
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{prefix}-{tag}"})
        element.text = text
        root.insert(place, element)


def _fit(root: ET.Element) -> None:
    """Let the picture take the size of its place, on paper of its own; keep a narrow one from blowing up."""
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    left, top, width, height = (float(number) for number in root.attrib["viewBox"].split())
    wider = max(0.0, _NARROWEST - width)
    box = [f"{number:g}" for number in (left - wider / 2, top, width + wider, height)]
    root.set("viewBox", " ".join(box))
    paper = dict(zip(("x", "y", "width", "height"), box, strict=True), fill=PAPER)
    root.insert(0, ET.Element(f"{{{_SVG}}}rect", paper))
