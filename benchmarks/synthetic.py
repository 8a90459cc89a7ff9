"""Synthetic councils in the shape of the real ones: ``python benchmarks/synthetic.py N DIR [--profiles P]``.

Each council has P job profiles. Each profile is drawn from the real ladders: it has that ladder's levels,
kinds of statement, proficiencies, citations and links, under names of its own. Its competencies are swapped
for others that are about as frequent in the real data, consistently within the profile, so that what a
level adds or raises stays what it is, while no two profiles ask quite the same. Words are made up. The same
call gives the same files.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from scgraph.namespaces import PREFIXES, RDF_TYPE
from scgraph.project import Project, find_project

SCG, SKOS, ID = PREFIXES["scg"], PREFIXES["skos"], PREFIXES["id"]
SOURCE, COMP, GRADE = PREFIXES["source"], PREFIXES["comp"], PREFIXES["grade"]
OUTSIDE = {SCG + "supervisedBy", SCG + "reportsTo"}
SEED = 317
# How far, in the order of frequency, a competency may be from the one that takes its place.
NEIGHBOURHOOD = 8
WORDS = """
able adult advice agreed assess balance broad brief calm care case change clear close common complex daily
detail direct early family fair firm focus good group guide hear home inform joint keep kind lead learn
local manage meet mind need note open plan point prepare prompt record regular report review right risk
safe sound staff start steady support task team timely tool train use view visit well whole wide work
write young
""".split()  # noqa: SIM905


@dataclass(frozen=True)
class Ladder:
    """One real ladder with its levels and statements: a pattern for profiles."""

    council: str
    name: str
    triples: tuple[Triple, ...]


@dataclass(frozen=True)
class Shape:
    """What profiles are drawn from. ``order`` has the competencies by frequency."""

    ladders: tuple[Ladder, ...]
    order: tuple[str, ...]


def read_shape(project: Project) -> Shape:
    """The ladders of the real documents, and how often each competency is asked."""
    ladders: list[Ladder] = []
    counts: Counter[str] = Counter()
    for path in project.data_files:
        triples = [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]
        about: dict[str, list[Triple]] = defaultdict(list)
        for triple in triples:
            about[triple.subject.value].append(triple)
            if triple.predicate.value.startswith(SCG + "concerns"):
                counts[triple.object.value] += 1
        for triple in triples:
            if triple.predicate.value == SCG + "offers":
                name = triple.object.value
                inside = tuple(
                    t for node in about if (node + "_").startswith(name + "_") for t in about[node]
                )
                ladders.append(Ladder(path.stem, name.removeprefix(f"{ID}{path.stem}/"), inside))
    return Shape(tuple(ladders), tuple(name for name, _ in counts.most_common()))


def write_councils(project: Project, count: int, profiles: int, directory: Path) -> list[Path]:
    """Write the files of so many councils; returns them."""
    directory.mkdir(parents=True, exist_ok=True)
    shape = read_shape(project)
    files = []
    for number in range(count):
        name = f"council-{number:03}"
        file = directory / f"{name}.nt"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(council_lines(shape, name, profiles, random.Random(f"{SEED} {name}")))
        files.append(file)
    return files


def council_lines(shape: Shape, name: str, profiles: int, rng: random.Random) -> Iterator[str]:
    """One council as N-Triples."""
    council = f"<{ID}{name}>"
    label = _words(rng, 2).title()
    yield f"{council} <{RDF_TYPE}> <{PREFIXES['org']}Organization> .\n"
    yield f'{council} <{SKOS}prefLabel> "{label} Council {name[-3:]}"@en .\n'
    yield f"<{SOURCE}{name}> <{RDF_TYPE}> <{PREFIXES['foaf']}Document> .\n"
    yield f'<{SOURCE}{name}> <{SKOS}prefLabel> "Profiles of {label} Council {name[-3:]}"@en .\n'
    yield f'<{SOURCE}{name}> <{PREFIXES["dcterms"]}identifier> "{name}.txt" .\n'
    for number in range(profiles):
        ladder = rng.choice(shape.ladders)
        profile = f"profile-{number:02}"
        yield f"{council} <{SCG}offers> <{ID}{name}/{profile}> .\n"
        yield from _profile_lines(ladder, name, profile, _swaps(shape.order, rng), rng)


def write_copies(project: Project, count: int, root: Path, council: str = "bexley") -> Path:
    """Make a directory a project of the real documents and so many copies of one; returns the directory.

    Each copy has the names of another council in IRIs and labels, brings its own grades and breaks no rule.
    """
    data = root / "data" / "turtle"
    data.mkdir(parents=True)
    for part in ("ontology", "shapes", "queries"):
        (root / part).symlink_to(project.root / part, target_is_directory=True)
    for path in project.data_files:
        (data / path.name).write_bytes(path.read_bytes())
    frameworks = (project.root / "ontology" / "frameworks.ttl").read_text(encoding="utf-8")
    head, *blocks = frameworks.split("\n\n<")
    prefixes = [line for line in head.splitlines() if line.startswith("PREFIX")]
    grades = [
        f"<{block}" for block in blocks if block.startswith(f"https://w3id.org/scgraph/grade/{council}")
    ]
    own = (data / f"{council}.ttl").read_text(encoding="utf-8")
    text = "\n\n".join(("\n".join(prefixes), own, *grades))
    identifier = re.search(r'dcterms:identifier "([^"]+)"', own)
    for number in range(count):
        name = f"copy-{number:03}"
        copy = text.replace(council, name).replace(council.title(), name.replace("-", " ").title())
        copy = copy.replace(identifier[1], f"{name}.txt") if identifier else copy
        (data / f"{name}.ttl").write_text(f"{copy}\n", encoding="utf-8")
    return root


def _profile_lines(
    ladder: Ladder, council: str, profile: str, swaps: dict[str, str], rng: random.Random
) -> Iterator[str]:
    old, new = f"{ID}{ladder.council}/", f"{ID}{council}/"
    inside, instead = old + ladder.name, new + profile
    said: dict[str, str] = {}  # what the pattern says twice, the profile says twice

    def renamed(iri: str) -> str:
        if (iri + "_").startswith(inside + "_"):
            return instead + iri.removeprefix(inside)
        if iri.startswith(old):
            return new + iri.removeprefix(old)
        if iri == SOURCE + ladder.council:
            return SOURCE + council
        return iri

    for triple in ladder.triples:
        subject, predicate, value = renamed(triple.subject.value), triple.predicate, triple.object
        if isinstance(value, Literal):
            text = str(value)
            if value.language:
                if value.value not in said:
                    said[value.value] = _other_words(rng, len(value.value.split()), said)
                local = predicate.value.rpartition("#")[2]
                words = said[value.value]
                if local in {"prefLabel", "altLabel", "jobTitle"}:
                    words = f"{words[:70].strip().capitalize()} {council[-3:]}-{profile[-2:]}"
                elif local in {"definition", "editorialNote", "sourceNote"}:
                    words = f"{words.capitalize()}."
                text = str(Literal(words, language=value.language))
            elif predicate.value == SCG + "locator":
                text = str(Literal(f"{profile} / {value.value.partition(' / ')[2]}"))
            yield f"<{subject}> {predicate} {text} .\n"
        elif isinstance(value, NamedNode):
            target = swaps.get(value.value) or renamed(value.value)
            yield f"<{subject}> {predicate} <{target}> .\n"
            if predicate.value in OUTSIDE:  # a role of the council that is no ladder of it
                yield f"<{target}> <{RDF_TYPE}> <{PREFIXES['org']}Role> .\n"
                yield f'<{target}> <{SKOS}prefLabel> "{target.rpartition("/")[2]}"@en .\n'


def _other_words(rng: random.Random, count: int, said: dict[str, str]) -> str:
    """Words that stand for nothing else yet: what the pattern tells apart, the profile tells apart."""
    words = _words(rng, count)
    while words in said.values():
        words = f"{words} {_words(rng, 1)}"
    return words


def _swaps(order: Sequence[str], rng: random.Random) -> dict[str, str]:
    """A competency for each competency, about as frequent, and no two the same."""
    keyed = sorted(range(len(order)), key=lambda place: place + rng.uniform(0, NEIGHBOURHOOD))
    return {order[place]: order[other] for place, other in enumerate(keyed)}


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(WORDS, k=count))


def main() -> int:
    """Write synthetic councils."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("councils", type=int)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--profiles", type=int, default=11)
    options = parser.parse_args()
    files = write_councils(find_project(), options.councils, options.profiles, options.directory)
    size = sum(file.stat().st_size for file in files)
    print(f"{len(files)} councils, {size / 1_000_000:,.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
