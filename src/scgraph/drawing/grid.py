"""A picture that is a table of coloured cells, drawn by matplotlib."""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scgraph.drawing.style import FONT, GRID_FORMS, INK, PAPER, RAMP, SOFT, check_form, clean, page_of, wrap
from scgraph.drawing.svg import finish
from scgraph.errors import MissingDependency

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

_INCH = 72.0
_TEXT, _SMALL, _HEAD = 8.5, 7.0, 13.0
# The share of the text's size from one line to the next.
_LINE = 1.3
_ROW_WIDTH, _COLUMN_WIDTH, _TITLE_WIDTH = 46, 14, 62
_MARGIN = 14.0
# matplotlib's settings are those of the whole process.
_LOCK = threading.Lock()
_SETTINGS: dict[Any, Any] = {
    "font.family": FONT, "font.size": _TEXT, "svg.fonttype": "none", "svg.hashsalt": "scgraph",
    "pdf.fonttype": 42, "text.usetex": False, "text.parse_math": False, "path.simplify": False,
}  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """What stands before a row or above a column; ``is_group`` heads the rows below it and has no cells."""

    name: str
    iri: str | None = None
    is_group: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell: the band that colours it (0 is the lightest), what stands in it, and, smaller below, a note."""

    band: int
    text: str
    note: str = ""


@dataclass(frozen=True)
class Grid:
    """Rows and columns with a title and a description in words; ``None`` is an empty cell.

    ``bands`` say what the five colours mean, lightest first, empty for one that does not occur; ``key`` and
    ``notes`` say what the cells show.
    """

    title: str
    description: str
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: tuple[tuple[Cell | None, ...], ...]
    bands: tuple[str, ...]
    key: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Plan:
    """Sizes in points, from the measured texts, so that none overlaps another."""

    left: float
    cell: float
    row: float
    head: float
    foot: float
    top: float
    width: float
    height: float


def draw_grid(grid: Grid, form: str, root: str = "") -> bytes:
    """A grid as SVG, PNG or PDF. The same grid gives the same bytes.

    :param root: what stands before the addresses of pages, for the links in SVG.
    :raises UsageError: for an unknown form.
    :raises MissingDependency: if matplotlib is not installed.
    """
    check_form(form, GRID_FORMS)
    try:
        import matplotlib
    except ImportError as error:
        raise MissingDependency(
            "this picture needs matplotlib, which is not installed: run pip install 'scgraph[drawing]'."
        ) from error
    with _LOCK, matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        # A sign that the font lacks is an empty box in print; in SVG the viewer has fonts of its own.
        warnings.filterwarnings("ignore", message="Glyph ")
        figure = _draw(grid, root if form == "svg" else None)
        written = io.BytesIO()
        dates = {
            "svg": {"Date": None},
            "png": {"Software": None},
            "pdf": {"CreationDate": None, "Producer": None},
        }
        figure.savefig(written, format=form, dpi=144, metadata={"Title": clean(grid.title), **dates[form]})
    drawn = written.getvalue()
    return finish(drawn, grid.title, grid.description) if form == "svg" else drawn


def _draw(grid: Grid, root: str | None) -> Figure:
    from matplotlib.colors import ListedColormap
    from matplotlib.figure import Figure
    from numpy import full, nan

    plan = _plan(grid)
    figure = Figure(figsize=(plan.width / _INCH, plan.height / _INCH), facecolor=PAPER)
    box = (plan.left, plan.foot, plan.cell * len(grid.columns), plan.row * len(grid.rows))
    axes = figure.add_axes(
        (box[0] / plan.width, box[1] / plan.height, box[2] / plan.width, box[3] / plan.height)
    )
    values = full((len(grid.rows), len(grid.columns)), nan)
    for y, row in enumerate(grid.cells):
        for x, cell in enumerate(row):
            if cell is not None:
                values[y, x] = cell.band
    axes.pcolormesh(
        values, cmap=ListedColormap(RAMP), vmin=0, vmax=len(RAMP) - 1, edgecolors=PAPER, linewidth=1.2
    )
    axes.invert_yaxis()
    axes.set_axis_off()
    _write_headings(axes, grid, root)
    _write_cells(axes, grid, plan)
    _write_frame(figure, grid, plan)
    return figure


def _plan(grid: Grid) -> _Plan:
    labels = [_measure(_row_lines(row), _TEXT, bold=row.is_group) for row in grid.rows]
    heads = [_measure(wrap(column.name, _COLUMN_WIDTH), _TEXT, bold=True) for column in grid.columns]
    cells = [cell for row in grid.cells for cell in row if cell is not None]
    texts = {(cell.text, _TEXT) for cell in cells} | {(cell.note, _SMALL) for cell in cells}
    widest = max((_measure([text], size)[0] for text, size in texts), default=0.0)
    left = max(width for width, _ in labels) + _MARGIN * 1.6
    cell = max(widest, *(width for width, _ in heads), 26.0) + 10
    has_notes = any(c.note for c in cells)
    row = max(max(height for _, height in labels) + 4, (_TEXT + _SMALL) * _LINE + 8 if has_notes else 0.0)
    head = max(height for _, height in heads) + 8
    title = _measure(wrap(grid.title, _TITLE_WIDTH), _HEAD, bold=True)
    below = _measure([grid.key, *grid.notes], _TEXT)
    legend = sum(_measure([band], _TEXT)[0] + 34 for band in grid.bands if band)
    width = (
        max(left + cell * len(grid.columns), title[0] + _MARGIN, below[0] + _MARGIN, legend + _MARGIN)
        + _MARGIN
    )
    foot = _MARGIN * 2 + below[1] + 22
    top = title[1] + _MARGIN * 1.5
    return _Plan(left, cell, row, head, foot, top, width, foot + row * len(grid.rows) + head + top)


def _measure(lines: list[str], size: float, bold: bool = False) -> tuple[float, float]:
    """(width, height) in points of lines of text."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    widths = (
        TextToPath().get_text_width_height_descent(line, font, ismath=False)[0] for line in lines if line
    )
    return max(widths, default=0.0), len(lines) * size * _LINE


def _row_lines(row: Heading) -> list[str]:
    return wrap(row.name, _ROW_WIDTH)


def _write_headings(axes: Axes, grid: Grid, root: str | None) -> None:
    for x, column in enumerate(grid.columns):
        text = _text(
            axes,
            (x + 0.5, 0),
            wrap(column.name, _COLUMN_WIDTH),
            (0, 5),
            weight="bold",
            ha="center",
            va="bottom",
        )
        _link(text, column, root)
    for y, row in enumerate(grid.rows):
        weight = "bold" if row.is_group else "normal"
        if row.is_group:
            axes.axhline(y + 0.95, color=SOFT, linewidth=0.8)
        text = _text(axes, (0, y + 0.5), _row_lines(row), (-7, 0), weight=weight, ha="right", va="center")
        _link(text, row, root)


def _write_cells(axes: Axes, grid: Grid, plan: _Plan) -> None:
    for y, row in enumerate(grid.cells):
        for x, cell in enumerate(row):
            if cell is None:
                continue
            colour = PAPER if cell.band > 2 else INK
            up = _SMALL * _LINE / 2 if cell.note else 0
            _text(axes, (x + 0.5, y + 0.5), [cell.text], (0, up), color=colour, ha="center", va="center")
            if cell.note:
                below = (0, -_TEXT * _LINE / 2)
                _text(
                    axes,
                    (x + 0.5, y + 0.5),
                    [cell.note],
                    below,
                    color=colour,
                    size=_SMALL,
                    ha="center",
                    va="center",
                )


def _text(
    axes: Axes, place: tuple[float, float], lines: list[str], offset: tuple[float, float], **style: Any
) -> Text:
    """Lines of text at a place among the cells, moved by an offset in points."""
    return axes.annotate(
        "\n".join(lines),
        place,
        xytext=offset,
        textcoords="offset points",
        annotation_clip=False,
        linespacing=1.15,
        **style,
    )


def _link(text: Text, heading: Heading, root: str | None) -> None:
    page = page_of(heading.iri, root) if heading.iri and root is not None else None
    if page:
        text.set_url(page)


def _write_frame(figure: Figure, grid: Grid, plan: _Plan) -> None:
    """The title above the cells; below them the key, and what each colour means."""
    from matplotlib.patches import Rectangle

    def at(x: float, y: float) -> tuple[float, float]:
        return x / plan.width, y / plan.height

    title = "\n".join(wrap(grid.title, _TITLE_WIDTH))
    figure.text(
        *at(_MARGIN, plan.height - _MARGIN), title, size=_HEAD, weight="bold", va="top", linespacing=1.15
    )
    below = "\n".join([grid.key, *grid.notes])
    figure.text(*at(_MARGIN, plan.foot - _MARGIN), below, va="top", linespacing=1.15)
    x = _MARGIN
    for band, colour in zip(grid.bands, RAMP, strict=True):
        if not band:
            continue
        corner, size = at(x, _MARGIN - 2), at(14, 11)
        figure.add_artist(Rectangle(corner, *size, facecolor=colour, edgecolor=SOFT, linewidth=0.6))
        figure.text(*at(x + 18, _MARGIN), band, va="baseline")
        x += _measure([band], _TEXT)[0] + 34
