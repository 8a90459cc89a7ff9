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

# Sizes in points.
_TEXT, _SMALL, _HEAD = 8.5, 7.0, 13.0
# The share of the text's size from one line to the next.
_LINE = 1.3
_ROW_WIDTH, _COLUMN_WIDTH, _TITLE_WIDTH = 46, 14, 62
_MARGIN, _GAP = 14.0, 7.0
# matplotlib's settings are those of the whole process.
_LOCK = threading.Lock()
_SETTINGS: dict[Any, Any] = {
    "font.family": FONT, "font.size": _TEXT, "svg.fonttype": "none", "svg.hashsalt": "scgraph",
    "pdf.fonttype": 42, "text.usetex": False, "text.parse_math": False, "path.simplify": False,
}  # fmt: skip
_UNDATED: dict[str, dict[str, None]] = {
    "svg": {"Date": None}, "png": {"Software": None}, "pdf": {"CreationDate": None, "Producer": None},
}  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """What stands before a row or above a column; ``is_group`` heads the rows below it and has no cells."""

    name: str
    iri: str | None = None
    is_group: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell: the band that colours it (0 is the lightest), what stands in it, and, smaller below, a note.

    Without a band it has no colour.
    """

    band: int | None
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


def draw_grid(grid: Grid, form: str, root: str = "") -> bytes:
    """A grid as SVG, PNG or PDF. The same grid gives the same bytes.

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
        metadata = {"Title": clean(grid.title), **_UNDATED[form]}
        figure.savefig(
            written, format=form, dpi=144, bbox_inches="tight", pad_inches=_MARGIN / 72, metadata=metadata
        )
    drawn = written.getvalue()
    return finish(drawn, grid.title, grid.description) if form == "svg" else drawn


def _draw(grid: Grid, root: str | None) -> Figure:
    """The cells fill the figure; what stands around them is added to it when it is saved."""
    from matplotlib.colors import ListedColormap
    from matplotlib.figure import Figure
    from numpy import nan

    columns = [wrap(column.name, _COLUMN_WIDTH) for column in grid.columns]
    rows = [wrap(row.name, _ROW_WIDTH) for row in grid.rows]
    cells = [cell for row in grid.cells for cell in row if cell is not None]
    texts = [_width([cell.text]) for cell in cells] + [_width([cell.note], _SMALL) for cell in cells]
    width = 10 + max([26.0, *texts, *(_width(lines, bold=True) for lines in columns)])
    noted = 8 + (_TEXT + _SMALL) * _LINE if any(cell.note for cell in cells) else 0.0
    height = max(4 + max(map(len, rows)) * _TEXT * _LINE, noted)
    figure = Figure((width * len(columns) / 72, height * len(rows) / 72), facecolor=PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    bands = [[nan if cell is None or cell.band is None else cell.band for cell in row] for row in grid.cells]
    axes.pcolormesh(
        bands, cmap=ListedColormap(RAMP), vmin=0, vmax=len(RAMP) - 1, edgecolors=PAPER, linewidth=1.2
    )
    axes.invert_yaxis()
    axes.set_axis_off()
    for x, lines in enumerate(columns):
        text = _text(axes, x + 0.5, 0, lines, (0, 5), weight="bold", va="bottom")
        text.set_url(_page(grid.columns[x], root))
    for y, lines in enumerate(rows):
        row = grid.rows[y]
        if row.is_group:
            axes.axhline(y + 0.95, color=SOFT, linewidth=0.8)
        weight = "bold" if row.is_group else "normal"
        _text(axes, 0, y + 0.5, lines, (-_GAP, 0), weight=weight, ha="right").set_url(_page(row, root))
        for x, cell in enumerate(grid.cells[y]):
            if cell is not None:
                _write_cell(axes, x + 0.5, y + 0.5, cell)
    left = _GAP + max(_width(lines, bold=row.is_group) for row, lines in zip(grid.rows, rows, strict=True))
    _write_frame(axes, grid, left, max(map(len, columns)) * _TEXT * _LINE)
    return figure


def _page(heading: Heading, root: str | None) -> str | None:
    return None if root is None else page_of(heading.iri, root)


def _width(lines: list[str], size: float = _TEXT, bold: bool = False) -> float:
    """The width in points of lines of text."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    measure = TextToPath().get_text_width_height_descent
    return max((measure(line, font, ismath=False)[0] for line in lines if line), default=0.0)


def _write_cell(axes: Axes, x: float, y: float, cell: Cell) -> None:
    colour = PAPER if (cell.band or 0) > 2 else INK
    up = _SMALL * _LINE / 2 if cell.note else 0
    _text(axes, x, y, [cell.text], (0, up), color=colour)
    if cell.note:
        _text(axes, x, y, [cell.note], (0, -_TEXT * _LINE / 2), color=colour, size=_SMALL)


def _text(
    axes: Axes, x: float, y: float, lines: list[str], offset: tuple[float, float], **style: Any
) -> Text:
    """Lines of text at a place among the cells, moved by an offset in points."""
    style = {"ha": "center", "va": "center", "linespacing": 1.15, **style}
    text = "\n".join(lines)
    return axes.annotate(
        text, (x, y), xytext=offset, textcoords="offset points", annotation_clip=False, **style
    )


def _write_frame(axes: Axes, grid: Grid, left: float, above: float) -> None:
    """The title above the cells; below them the key, and what each colour means."""
    from matplotlib.patches import Patch
    from matplotlib.transforms import ScaledTranslation

    title = wrap(grid.title, _TITLE_WIDTH)
    _text(axes, 0, 0, title, (-left, above + _MARGIN), size=_HEAD, weight="bold", ha="left", va="bottom")
    key, foot = [grid.key, *grid.notes], len(grid.rows)
    _text(axes, 0, foot, key, (-left, -_MARGIN), ha="left", va="top")
    below = len(key) * _TEXT * _LINE + _MARGIN * 2
    shown = [(colour, band) for colour, band in zip(RAMP, grid.bands, strict=True) if band]
    axes.legend(
        handles=[Patch(facecolor=c, edgecolor=SOFT, linewidth=0.6, label=band) for c, band in shown],
        ncols=max(len(shown), 1), loc="upper left", frameon=False, borderpad=0, borderaxespad=0,
        handlelength=1.6, handleheight=1.3,
        handletextpad=0.5, bbox_to_anchor=(0, foot), bbox_transform=axes.transData
        + ScaledTranslation(-left / 72, -below / 72, axes.figure.dpi_scale_trans),
    )  # fmt: skip
