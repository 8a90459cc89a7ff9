"""``scgraph init``: a directory made into a project of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import click

from scgraph.cli.options import FILE
from scgraph.cli.streams import say
from scgraph.errors import UsageError
from scgraph.files import fault_of, write_text
from scgraph.project import SETTINGS, is_project, place_of_data, rdf_files

_SETTINGS = """# A project of scgraph: the data here, with the vocabulary that comes with the program.
name = {name}
data = {data}
# "vocabulary": the terms, competencies, legislation, rules, shapes and questions of the program.
# "examples" as well: the example councils, to compare with.
layers = {layers}
"""
_IGNORED = "# Stores that 'scgraph load' makes, and reports.\n*.db/\nvalidation.*\n"
_README = """# {name}

One Turtle file per source document, in `{data}/`.

- `scgraph validate` checks them; `scgraph validate --against HEAD` tells only what a change causes.
- `scgraph query list` lists the questions that can be asked of them.

`scgraph.toml` says what belongs to this project.
"""


@click.command()
@click.argument("directory", type=FILE, default=Path("."), metavar="[DIR]")
@click.option("--name", required=True, help="What to call the project: the name of the council, say.")
@click.option("--data", "named", metavar="DIR", help="The directory in DIR with the data.")
@click.option("--examples", is_flag=True, help="Have the example councils there too, to compare with.")
def init(directory: Path, name: str, named: str | None, examples: bool) -> None:
    """Make DIR, or the directory here, a project: data of one's own, with the vocabulary of the program.

    Writes scgraph.toml, a directory for the data, .gitignore and README.md. No file that is there is touched.
    """
    if not name.strip():
        raise UsageError('a project needs a name: --name "…".')
    if is_project(directory):
        raise UsageError(f"{directory}: this is a project already. See {SETTINGS} or ontology/ there.")
    data = place_of_data(named, "--data") if named is not None else _place_of_data(directory)
    try:
        (directory / data).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fault_of(error)(f"{directory / data}: cannot be made: {error.strerror or error}.") from error
    layers = ["vocabulary", "examples"] if examples else ["vocabulary"]
    told = {"name": " ".join(name.split()), "data": data, "layers": layers}
    # JSON's texts and lists are TOML's too.
    settings = _SETTINGS.format(**{key: json.dumps(value, ensure_ascii=False) for key, value in told.items()})
    for file, text in (
        (SETTINGS, settings),
        (".gitignore", _IGNORED),
        ("README.md", _README.format(**told)),
    ):
        path = directory / file
        if path.exists():
            say(f"kept: {path}")
        else:
            write_text(path, text)
            say(f"written: {path}")
    say(f"The data, one .ttl file per source document, are in {directory / data}.")


def _place_of_data(directory: Path) -> str:
    """Where the Turtle files are already, from the directory; ``data/turtle`` where there are none.

    :raises UsageError: if they lie in several directories.
    """
    homes = sorted({path.parent for path in rdf_files(directory) if path.suffix == ".ttl"})
    if len(homes) > 1:
        listed = ", ".join(home.relative_to(directory).as_posix() for home in homes[:4])
        raise UsageError(
            f"{directory}: Turtle files lie in {len(homes)} directories ({listed}), and a project has one for"
            " its data. Move them together, or name it: --data DIR"
        )
    return homes[0].relative_to(directory).as_posix() if homes else "data/turtle"
