"""The measurements of ``national.py`` as Markdown tables and as a plot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Result = dict[str, Any]


def print_tables(results: list[Result]) -> None:
    """Print what was measured."""
    print("\n".join([*_sizes(results), "", *_questions(results), "", *_rivals(results)]))


def _sizes(results: list[Result]) -> list[str]:
    rows = [
        ("triples", "quads", "{:,}"),
        ("load, s on the clock", "load_seconds", "{:,.1f}"),
        ("load, s of CPU", "load_cpu_seconds", "{:,.1f}"),
        ("load, triples/s on the clock", "load_rate", "{:,}"),
        ("load, MB of memory (largest process)", "load_memory_mb", "{:,}"),
        ("bytes on disk per triple", "bytes_per_quad", "{}"),
        ("one changed council, s", "change_seconds", "{:,.1f}"),
        ("validate, s", "validate_seconds", "{:,.1f}"),
        ("whole process, open and answer: ms of CPU", "process_cpu_ms", "{}"),
        ("the same: ms on the clock", "process_ms", "{}"),
        ("asking all, MB of memory", "ask_memory_mb", "{:,}"),
    ]
    lines = _head("synthetic councils", results)
    return lines + [
        f"| {label} | {' | '.join(_figure(form, result[key]) for result in results)} |"
        for label, key, form in rows
    ]


def _questions(results: list[Result]) -> list[str]:
    lines = _head("question: ms (rows), our layer / raw", results)
    for name in results[0]["questions"]:
        cells = []
        for result in results:
            entry = result["questions"].get(name, {})
            if entry.get("ms") is None:
                cells.append("t/o")
            else:
                cells.append(f"{entry['ms']:,.1f} ({entry['rows']:,}) {entry['ratio']:.2f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def _rivals(results: list[Result]) -> list[str]:
    lines = []
    for result in results:
        names = [name for name in ("virtuoso", "jena", "rdflib") if name in result]
        if not names:
            continue
        titles = {"virtuoso": "Virtuoso 7.2.5", "jena": "Jena 4.5 TDB2", "rdflib": "rdflib"}
        lines.append(
            f"| {result['quads']:,} triples, ms | ours | {' | '.join(titles[name] for name in names)} |"
        )
        lines.append("|---" * (len(names) + 2) + "|")
        loads = " | ".join(f"{result[name]['load_seconds']:,.1f} s" for name in names)
        lines.append(f"| load | {result['load_seconds']:,.1f} s, with reasoning | {loads} |")
        for name, entry in result["questions"].items():
            cells = [_cell(entry, entry)] + [
                _cell(result[other]["questions"][name], entry) for other in names
            ]
            lines.append(f"| {name} | {' | '.join(cells)} |")
        lines.append("")
    return lines


def _cell(entry: Result, ours: Result) -> str:
    if entry.get("ms") is None:
        return "t/o" if "error" not in entry or "no answer within" in entry["error"] else "refused"
    differs = "" if entry["rows"] == ours["rows"] else f" ({entry['rows']} rows, not {ours['rows']})"
    return f"{entry['ms']:,.1f}{differs}"


def _figure(form: str, value: float | None) -> str:
    return "–" if value is None else form.format(value)


def _head(first: str, results: list[Result]) -> list[str]:
    columns = [f"{result['councils']}" for result in results]
    return [f"| {first} | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]


def draw(results: list[Result], path: Path) -> None:
    """Draw how each question grows with the graph, both axes logarithmic."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(11, 8))
    sizes = [result["quads"] for result in results]
    for number, name in enumerate(results[0]["questions"]):
        times = [result["questions"][name].get("ms") for result in results]
        points = [(size, ms) for size, ms in zip(sizes, times, strict=True) if ms is not None]
        style = ("-", "--", ":")[number // 10 % 3]
        axes.plot(*zip(*points, strict=True), marker="o", markersize=3, linestyle=style, label=name)
    axes.set(
        xscale="log", yscale="log", xlabel="triples", ylabel="milliseconds", title="How each question grows"
    )
    axes.grid(True, which="major", alpha=0.3)
    axes.legend(fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    figure.tight_layout()
    figure.savefig(path, dpi=64, metadata={"Software": None})
