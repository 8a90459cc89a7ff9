"""Pictures: what they show, how they are described, and that nothing in a label can break them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from scgraph.careers.comparison import side_by_side
from scgraph.careers.equivalence import council_matrix
from scgraph.careers.paths import Paths, find_paths
from scgraph.careers.reading import load_ladder, load_levels, node_of
from scgraph.drawing.competencies import draw_competency_matrix
from scgraph.drawing.diagram import Diagram, Edge, Node
from scgraph.drawing.equivalence import draw_equivalence_map, draw_heat_map
from scgraph.drawing.grid import Cell, Grid, Heading, draw_grid
from scgraph.drawing.ladders import draw_ladder
from scgraph.drawing.layout import draw_diagram
from scgraph.drawing.paths import draw_paths
from scgraph.drawing.style import FONT, GRAPH_FORMS, GRID_FORMS, KINDS, RAMP, page_of
from scgraph.errors import MissingDependency, UnknownName, UsageError
from scgraph.questions.door import KnowledgeGraph

SVG = "{http://www.w3.org/2000/svg}"
DEAF_WORKER = "kent-medway:deaf-services-assessment-and-support-worker"
COUNTY, KENT = "https://w3id.org/scgraph/id/county", "https://w3id.org/scgraph/id/kent-medway"
MAGIC = {
    "svg": b"<svg",
    "png": b"\x89PNG\r\n\x1a\n",
    "pdf": b"%PDF-",
    "mmd": b"flowchart ",
    "graphml": b"<?xml",
}

Draw = Callable[[str], bytes]
GRAPHS = ("paths", "three ways", "no path", "ladder", "single rung", "map")
GRIDS = ("matrix", "heat map", "council against itself")


@pytest.fixture(scope="module")
def paths(graph: KnowledgeGraph) -> Paths:
    """From a post without registration to the top of a profession: computed, ladder and stated hops."""
    ends = ("county:community-care-officer_only-level", "county:social-worker_band-c")
    return find_paths(graph, *(graph.find(end, "scg:Level").iri for end in ends))


@pytest.fixture(scope="module")
def pictures(graph: KnowledgeGraph, paths: Paths) -> dict[str, Draw]:
    """Each kind of picture with the longest labels that the data has, each form drawn once."""
    ends = (graph.find(name, "scg:Level").iri for name in ("SCI04", "Bexley 07"))
    names = (f"{DEAF_WORKER}_level-a", "county:social-worker_band-b")
    far = (graph.find(name, "scg:Level").iri for name in names)
    draws: dict[str, Draw] = {
        "paths": partial(draw_paths, paths),
        "three ways": partial(draw_paths, find_paths(graph, *far)),
        "no path": partial(draw_paths, find_paths(graph, *ends, stated_only=True)),
        "ladder": partial(draw_ladder, graph, DEAF_WORKER),
        "single rung": partial(draw_ladder, graph, "county:community-care-officer-occupational-therapy"),
        "map": partial(draw_equivalence_map, graph),
        "matrix": partial(draw_competency_matrix, graph, DEAF_WORKER),
        "heat map": partial(draw_heat_map, graph, KENT, COUNTY),
        "council against itself": partial(draw_heat_map, graph, COUNTY, COUNTY),
    }
    return {name: cache(draw) for name, draw in draws.items()}


@pytest.mark.parametrize("name", [*GRAPHS, *GRIDS])
def test_forms_begin_as_their_formats_do_and_carry_no_date(pictures: dict[str, Draw], name: str) -> None:
    for form in GRAPH_FORMS if name in GRAPHS else GRID_FORMS:
        picture = pictures[name](form)
        assert picture.startswith(MAGIC[form]), form
        assert b"CreationDate" not in picture
        assert b"ModDate" not in picture
        assert b"tIME" not in picture


@pytest.mark.parametrize("name", [*GRAPHS, *GRIDS])
def test_svg_is_described_responsive_and_inert(pictures: dict[str, Draw], name: str) -> None:
    root = ET.fromstring(pictures[name]("svg"))
    title, desc = root[0], root[1]
    assert (title.tag, desc.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text
    assert desc.text
    assert len(root.findall(f"{SVG}title")) == 1
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == desc.get("id")
    assert root.get("role") == "graphics-document document"
    assert root.get("viewBox")
    assert not {"width", "height"} & set(root.attrib)
    for element in root.iter():
        assert element.tag.startswith(SVG)
        assert element.tag not in (f"{SVG}style", f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject")
        assert not [key for key in element.attrib if key == "style" or key.startswith(("on", "{"))]


@pytest.mark.parametrize("name", ["paths", "map", "heat map"])
def test_the_same_content_gives_the_same_bytes(pictures: dict[str, Draw], name: str) -> None:
    for form in GRAPH_FORMS if name in GRAPHS else GRID_FORMS:
        again = pictures[name].__wrapped__(form)  # type: ignore[attr-defined]
        assert again == pictures[name](form), f"{form} differs from one drawing to the next"


def test_ids_are_unique_within_and_between_pictures(pictures: dict[str, Draw]) -> None:
    roots = [ET.fromstring(draw("svg")) for draw in pictures.values()]
    ids = [element.get("id") for root in roots for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for root in roots:
        own = {element.get("id") for element in root.iter()}
        referred = set(re.findall(r"url\(#([^)]+)\)", ET.tostring(root, encoding="unicode")))
        assert referred <= own


@pytest.mark.parametrize("name", [*GRAPHS, *GRIDS])
def test_links_lead_to_pages_of_levels(graph: KnowledgeGraph, pictures: dict[str, Draw], name: str) -> None:
    pages = {page_of(iri): level for iri, level in load_levels(graph).items()}
    links = list(ET.fromstring(pictures[name]("svg")).iter(f"{SVG}a"))
    assert links
    for link in links:
        assert link.get("href") in pages
        assert pages[link.get("href")].name.removesuffix(" (only level)").rpartition(", ")[2] in link.get(
            "aria-label", ""
        )


def test_ways_are_numbered_and_shared_hops_drawn_once(pictures: dict[str, Draw]) -> None:
    graphml = ET.fromstring(pictures["three ways"]("graphml"))
    heads = [
        data.text.partition(";")[0].partition(" · ")[2]
        for data in graphml.iter()
        if data.get("key") == "notes" and data.text and " · " in data.text
    ]
    assert {"way 1", "way 2", "way 3", "ways 1 and 2"} <= set(heads)
    ends = [
        (edge.get("source"), edge.get("target"), edge.get("id"))
        for edge in graphml.iter()
        if edge.tag.endswith("}edge")
    ]
    assert len(ends) == len(set(ends))


def test_links_take_the_root_of_the_site(paths: Paths) -> None:
    svg = draw_paths(paths, root="https://example.org/site").decode()
    assert 'href="https://example.org/site/id/county/social-worker_band-c"' in svg


def test_every_level_of_a_path_is_in_every_form(paths: Paths) -> None:
    levels = {level for path in paths.paths for level in path.levels}
    svg, mmd, graphml = (draw_paths(paths, form) for form in ("svg", "mmd", "graphml"))
    names = {node.text for node in ET.fromstring(graphml).iter() if node.tag.endswith("}data")}
    titles = " | ".join(title.text or "" for title in ET.fromstring(svg).iter(f"{SVG}title"))
    written = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), mmd.decode())
    for level in levels:
        assert level.shown in names
        assert level.shown in titles
        assert level.shown in written
        assert f'"{page_of(level.iri)}"' in written


def test_every_level_of_a_path_is_in_print(paths: Paths) -> None:
    pymupdf = pytest.importorskip("pymupdf")
    with pymupdf.open(stream=draw_paths(paths, "pdf")) as document:
        text = " ".join("".join(page.get_text() for page in document).split())
    for level in {level for path in paths.paths for level in path.levels}:
        assert level.shown in text


def test_kinds_of_hops_differ_in_line_and_symbol_as_well_as_colour(paths: Paths) -> None:
    assert {kind for path in paths.paths for hop in path.hops for kind in hop.kinds} == {
        "stated",
        "ladder",
        "computed",
    }
    hops = [KINDS[name] for name in ("stated", "ladder", "computed")]
    for aspect in ("line", "symbol", "colour", "words"):
        assert len({getattr(kind, aspect) for kind in hops}) == 3
    root = ET.fromstring(draw_paths(paths))
    text = " ".join(element.text or "" for element in root.iter(f"{SVG}text"))
    for kind in hops:
        assert kind.symbol in text
        assert kind.words in text
    drawn = {
        re.split(";| · ", title.text.split(": ")[1])[0]: group
        for group in root.iter(f"{SVG}g")
        if group.get("class") == "edge" and (title := group.find(f"{SVG}title")) is not None and title.text
    }
    assert drawn[KINDS["computed"].words].find(f"{SVG}path[@stroke-dasharray]") is not None
    assert drawn[KINDS["stated"].words].find(f"{SVG}path[@stroke-dasharray]") is None
    assert len(drawn[KINDS["stated"].words].findall(f"{SVG}path")) == 1
    assert len(drawn[KINDS["ladder"].words].findall(f"{SVG}path")) == 3  # two lines and the gap between


def test_steps_are_told_apart_by_lightness() -> None:
    lightness = [
        sum(weight * int(colour[at : at + 2], 16) for weight, at in ((0.2126, 1), (0.7152, 3), (0.0722, 5)))
        for colour in RAMP
    ]
    assert all(lighter - darker > 20 for lighter, darker in pairwise(lightness))


@pytest.mark.parametrize("name", [*GRAPHS, *GRIDS])
def test_no_text_is_clipped_or_stands_on_another(pictures: dict[str, Draw], name: str) -> None:
    root = ET.fromstring(pictures[name]("svg"))
    left, top, width, height = (float(number) for number in root.attrib["viewBox"].split())
    boxes = list(_text_boxes(root, 0, 0))
    assert len(boxes) > 2
    for text, (x0, y0, x1, y1) in boxes:
        inside = left <= x0 and x1 <= left + width and top <= y0 and y1 <= top + height
        assert inside, f"{text} is clipped"
    for (one, a), (other, b) in combinations(boxes, 2):
        apart = a[2] <= b[0] + 2 or b[2] <= a[0] + 2 or a[3] <= b[1] + 2 or b[3] <= a[1] + 2
        assert apart, f"{one} stands on {other}"


def _text_boxes(
    element: ET.Element, x: float, y: float
) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """Each text with its box, measured in the font that the picture was laid out in."""
    moved = re.search(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)", element.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    if element.tag == f"{SVG}text":
        text = (element.text or "").strip()
        size = float(element.get("font-size", "0").removesuffix("px"))
        font = FontProperties(
            family=FONT, size=size, weight="bold" if element.get("font-weight") else "normal"
        )
        width = TextToPath().get_text_width_height_descent(text, font, ismath=False)[0]
        start = x + float(element.get("x", 0))
        start -= {"middle": width / 2, "end": width}.get(element.get("text-anchor", "start"), 0)
        line = y + float(element.get("y", 0))
        yield text, (start, line - 0.76 * size, start + width, line + 0.2 * size)
    for child in element:
        yield from _text_boxes(child, x, y)


def test_pictures_show_what_the_questions_answer(graph: KnowledgeGraph) -> None:
    svg = draw_competency_matrix(graph, DEAF_WORKER).decode()
    rungs = load_ladder(graph, DEAF_WORKER)
    assert all(f">{row.topic}<" in svg for row in side_by_side(graph, [node_of(rung) for rung in rungs]).rows)
    numbers = re.findall(r">(\d+%)<", draw_heat_map(graph, KENT, COUNTY).decode())
    shares = [likeness.likeness for likeness in council_matrix(graph, KENT, COUNTY).cells.values()]
    assert len(numbers) == 6 * 8
    assert sorted(numbers) == sorted(f"{share:.0%}" for share in shares)


def test_a_matrix_marks_what_changes_from_rung_to_rung(graph: KnowledgeGraph) -> None:
    rungs = load_ladder(graph, "Social Worker")
    rows = side_by_side(graph, [node_of(rung) for rung in rungs]).rows
    pairs = [pair for row in rows for pair in pairwise(row.cells) if pair[1]]
    both = [(below, cell) for below, cell in pairs if below and cell]
    expected = {
        "+": sum(below is None for below, _ in pairs),
        "▲": sum(below.step < cell.step for below, cell in both),
        # What the source leaves open is not known to be lower.
        "▼": sum(below.step > cell.step and below.is_stated and cell.is_stated for below, cell in both),
    }
    assert min(expected.values()) > 0
    svg = draw_competency_matrix(graph, "Social Worker").decode()
    assert {mark: len(re.findall(rf">[\d?]{re.escape(mark)}<", svg)) for mark in expected} == expected


def test_a_matrix_shows_no_step_that_no_source_states(graph: KnowledgeGraph) -> None:
    rungs = load_ladder(graph, "Social Care officer")
    rows = side_by_side(graph, [node_of(rung) for rung in rungs]).rows
    carried = [cell for row in rows for cell in row.cells if cell]
    svg = draw_competency_matrix(graph, "Social Care officer").decode()
    shown = re.findall(r">([\d?])[+▲▼]?<", svg)
    assert sorted(shown) == sorted(str(cell.step) if cell.is_stated else "?" for cell in carried)
    assert "?" in shown
    assert "3 Working<" in svg
    assert "no step stated" not in svg
    assert "does not say how far" in svg


def test_a_map_holds_only_what_each_half_holds(graph: KnowledgeGraph) -> None:
    levels = load_levels(graph)
    councils = dict.fromkeys(level.organisation for level in levels.values())
    likenesses = (
        likeness
        for ends in combinations(councils, 2)
        for likeness in council_matrix(graph, *ends).cells.values()
    )
    near = [likeness for likeness in likenesses if likeness.likeness >= 0.5]
    assert near
    edges = [
        edge
        for edge in ET.fromstring(draw_equivalence_map(graph, "graphml")).iter()
        if edge.tag.endswith("}edge")
    ]
    rungs = len(levels) - len({level.ladder for level in levels.values()})
    assert len(edges) == len(near) + rungs


def test_where_there_is_no_way_the_picture_says_what_stands_in_it(graph: KnowledgeGraph) -> None:
    for names, reason, shown in (
        (("SCI14", "SCI04"), "no source states a move that leads there.", 2),
        (("SCI04", "Bexley 07"), "no source states a move that closes the way; the nearest", 4),
    ):
        ends = (graph.find(name, "scg:Level").iri for name in names)
        root = ET.fromstring(draw_paths(find_paths(graph, *ends, stated_only=True)))
        assert (root[1].text or "").startswith(f"No way was found: {reason}")
        assert any(KINDS["missing"].symbol in (text.text or "") for text in root.iter(f"{SVG}text"))
        assert len(list(root.iter(f"{SVG}a"))) == shown


def test_a_way_down_is_drawn_as_any_other(graph: KnowledgeGraph) -> None:
    ends = (graph.find(name, "scg:Level").iri for name in ("SCI14", "SCI04"))
    root = ET.fromstring(draw_paths(find_paths(graph, *ends)))
    assert root[1].text == "Way 1: SCI14, then SCI04 (only computed)."
    assert not any(KINDS["missing"].words in (text.text or "") for text in root.iter(f"{SVG}text"))


def test_a_hop_says_what_to_take_care_of_what_is_to_learn_and_how_many_ways_meet_a_choice(
    paths: Paths,
) -> None:
    graphml = ET.fromstring(draw_paths(paths, "graphml"))
    notes = " | ".join(data.text or "" for data in graphml.iter() if data.get("key") == "notes")
    hops = [hop for path in paths.paths for hop in path.hops]
    assert any(hop.marks for hop in hops)
    choices = 0
    for hop in hops:
        assert f"{len(hop.added)} topics to learn, {len(hop.raised) or 'none'} to take further" in notes
        assert all(mark in notes for mark in hop.marks)
        for condition in (each for each in hop.conditions if each.options):
            choices += 1
            assert f"{condition.says} (one of {len(condition.options)})" in notes
    assert choices


def test_unknown_forms_and_names_are_refused(graph: KnowledgeGraph, paths: Paths) -> None:
    with pytest.raises(
        UsageError, match="'gif' is no form of this picture; use svg, png, pdf, mmd or graphml"
    ):
        draw_paths(paths, "gif")
    with pytest.raises(UsageError, match="use svg, png or pdf"):
        draw_heat_map(graph, KENT, COUNTY, "mmd")
    with pytest.raises(UnknownName):
        draw_ladder(graph, "Astronaut")
    with pytest.raises(UsageError, match="2 to 8 councils, not 1"):
        draw_equivalence_map(graph, councils=[KENT])


def test_a_missing_program_is_named(
    monkeypatch: pytest.MonkeyPatch, graph: KnowledgeGraph, paths: Paths
) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    with pytest.raises(MissingDependency, match=r"pygraphviz.*pip install 'scgraph\[drawing\]'"):
        draw_paths(paths)
    assert draw_paths(paths, "mmd")
    assert draw_paths(paths, "graphml")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingDependency, match=r"matplotlib.*pip install 'scgraph\[drawing\]'"):
        draw_heat_map(graph, KENT, COUNTY)


def test_mermaid_codes_what_it_would_read() -> None:
    nasty = 'a"]; click x href "javascript:1" <b> `#|` [x]'
    mmd = draw_diagram(_diagram(nasty), "mmd").decode()
    label = re.search(r'n1\["(.*)"\]', mmd)
    assert label
    assert re.fullmatch(r"(?:[^\"'#<>|`\[\];]|#\d+;|<br/>)*", label[1])
    assert re.sub(r"#(\d+);", lambda code: chr(int(code[1])), label[1]).startswith(nasty)
    # What begins as a list does would be refused as one.
    assert 'n1["#49;. first' in draw_diagram(_diagram("1. first"), "mmd").decode()
    assert 'n1["#45; first' in draw_diagram(_diagram("- first"), "mmd").decode()


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_label_breaks_a_diagram(one: str, other: str) -> None:
    diagram = _diagram(one, other)
    root = ET.fromstring(draw_diagram(diagram, "svg"))
    assert len(list(root.iter(f"{SVG}a"))) == 2
    assert not any(element.tag.endswith("script") for element in root.iter())
    graphml = ET.fromstring(draw_diagram(diagram, "graphml"))
    assert len([element for element in graphml.iter() if element.tag.endswith("}node")]) == 2
    lines = draw_diagram(diagram, "mmd").decode().splitlines()
    assert len([line for line in lines if line.lstrip().startswith("click ")]) == 2
    assert all(line.count('"') in (0, 2) for line in lines if not line.startswith("  acc"))
    assert all(line.split(":", 1)[1].strip() for line in lines if line.startswith("  acc"))


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_label_breaks_a_grid(one: str, other: str) -> None:
    grid = Grid(one, other, (Heading(one),), (Heading(other),), ((Cell(0, "1", "x"),),), ("a",) * 5, "key")
    root = ET.fromstring(draw_grid(grid, "svg"))
    assert root.get("role") == "img"
    assert root[0].text
    assert root[1].text


def _diagram(one: str, other: str = "B") -> Diagram:
    base = "https://w3id.org/scgraph/id/bexley/"
    nodes = (Node("n1", one, (other,), f"{base}a", group=other), Node("n2", other, (), f"{base}b"))
    edges = (
        Edge("n1", "n2", "stated", (one, f"– {other}")),
        Edge("n1", "n2", "ladder"),
        Edge("n2", "n1", "near", (other,), False),
    )
    return Diagram(one, other, nodes, edges)
