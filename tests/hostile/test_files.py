"""Files made to abort a parser or to take all memory: one line with file and line, the right exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from scgraph.cli import run

COUNCIL = """PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX x: <https://w3id.org/scgraph/id/x/>
x:c a org:Organization ; skos:prefLabel "C"@en ; skos:related {} .
"""
DEEP = 100_000
_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/"'
_XML = (
    f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "aaaaaaaaaa">{{}}]><rdf:RDF {_RDF}>'
    '<rdf:Description rdf:about="http://x/a"><x:p>{}</x:p></rdf:Description></rdf:RDF>'
)
NESTED = _XML.format(_ENTITIES, "&e11;")
# One long entity that is named very often, and one that is read from elsewhere.
REPEATED = _XML.format(f'<!ENTITY e1 "{"a" * 50_000}">', "&e1;" * 50_000)
ELSEWHERE = _XML.format('<!ENTITY e1 SYSTEM "file:///etc/passwd">', "&e1;")
QUESTION = "#+ summary: s\n#+ description: d\n{}#+ columns:\n#+   a: {{}}\nSELECT ?a {{ ?a ?p ?o {} }}\n"

# File, its text, the command, the exit code, and what is said.
CASES: dict[str, tuple[str, str, tuple[str, ...], int, str]] = {
    "brackets": (
        "data/turtle/x.ttl",
        COUNCIL.format("[ skos:related " * DEEP + "1" + "]" * DEEP),
        ("stats",),
        1,
        "x.ttl:4:",
    ),
    "collections": (
        "data/turtle/x.ttl",
        COUNCIL.format("(" * DEEP + "1" + ")" * DEEP),
        ("stats",),
        1,
        "nested too deeply",
    ),
    "triple terms": (
        "data/turtle/x.ttl",
        COUNCIL.format("<<( x:a x:b " * DEEP + "1" + " )>>" * DEEP),
        ("stats",),
        1,
        "nested too deeply",
    ),
    **{
        f"RDF 1.2: {sign}": (
            "data/turtle/x.ttl",
            COUNCIL.format(text),
            ("validate",),
            1,
            f"error  file-readable\n    '{sign}' says something about a statement (RDF 1.2)",
        )
        for sign, text in {
            "{|": "x:d {| x:p 1 |}",
            "~": "x:d ~ x:e",
            "<<": "<< x:c x:p x:d >>",
        }.items()
    },
    "a long text": ("data/turtle/x.ttl", COUNCIL.format(f'"{"a" * 17_000_000}"'), ("stats",), 1, "x.ttl:4:"),
    "entities": ("b.rdf", NESTED, ("validate", "b.rdf"), 1, "b.rdf:1"),
    "one entity often": ("b.rdf", REPEATED, ("validate", "b.rdf"), 1, "stand for far more"),
    "an entity from elsewhere": ("b.rdf", ELSEWHERE, ("validate", "b.rdf"), 1, "read from elsewhere"),
    "entities as Turtle": ("data/turtle/b.ttl", NESTED, ("validate",), 1, "RDF/XML, not Turtle"),
    "elements": (
        "b.rdf",
        f"<rdf:RDF {_RDF}>" + "<rdf:Description><x:p>" * DEEP,
        ("validate", "b.rdf"),
        1,
        "nested too deeply",
    ),
    "groups": ("queries/q.rq", QUESTION.format("", "{" * DEEP), ("query", "run", "q"), 2, "q.rq:5:"),
    "nots": (
        "queries/q.rq",
        QUESTION.format("", f"FILTER({'!' * DEEP}?a)"),
        ("query", "run", "q"),
        2,
        "q.rq:5:",
    ),
    "sums": (
        "queries/q.rq",
        QUESTION.format("", f"FILTER(1{'+1' * DEEP})"),
        ("query", "run", "q"),
        2,
        "q.rq:5:",
    ),
    "a tag": ("queries/q.rq", QUESTION.format("#+ tags: 5\n", ""), ("query", "run", "q"), 2, "q.rq:3:"),
    "tags": (
        "queries/q.rq",
        QUESTION.format(f"#+ tags: {'[' * 30_000}\n", ""),
        ("query", "list"),
        1,
        "q.rq:3:",
    ),
    "tags of tags": (
        "queries/q.rq",
        QUESTION.format("#+ tags: [&a [x], &b [*a, *a], *b]\n", ""),
        ("query", "run", "q"),
        2,
        "q.rq:3:",
    ),
    "a broken question": ("queries/q.rq", "SELECT", ("validate",), 1, "q.rq:1"),
    "a baseline": ("b.json", "[" * DEEP, ("validate", "--baseline", "b.json"), 2, "b.json:1"),
    "a profile": ("p.toml", "rules = " + "[" * DEEP, ("validate", "--profile", "p.toml"), 2, "p.toml:1"),
    "a key of parts": ("p.toml", "a" + ".a" * DEEP, ("validate", "--profile", "p.toml"), 2, "p.toml:1"),
    "a profile in YAML": (
        "p.yaml",
        "rules: " + "[" * DEEP,
        ("validate", "--profile", "p.yaml"),
        2,
        "p.yaml:1",
    ),
    "no day": ("p.yaml", "rules: {level-rank: 2026-99-99}", ("validate", "--profile", "p.yaml"), 2, "p.yaml"),
    "no severity": (
        "p.toml",
        "rules.level-rank = [1]",
        ("validate", "--profile", "p.toml"),
        2,
        "no severity",
    ),
    "settings": ("scgraph.toml", 'name = "x"\nlayers = ' + "[" * DEEP, ("stats",), 2, "scgraph.toml:1"),
    "a long number": ("scgraph.toml", 'name = "x"\nlayers = ' + "9" * 5_000, ("stats",), 2, "scgraph.toml"),
    "shapes": (
        "shapes/s.ttl",
        f"PREFIX sh: <http://www.w3.org/ns/shacl#>\n<x:s> sh:not {'[ sh:not ' * DEEP}",
        ("validate",),
        2,  # the rules cannot be used, so nothing was checked
        "s.ttl:2:",
    ),
}


@pytest.mark.parametrize("what", CASES)
def test_a_file_made_to_break_the_program_is_told_in_one_line(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, text, command, code, says = CASES[what]
    files = {"scgraph.toml": 'name = "x"\n', "data/turtle/x.ttl": COUNCIL.format("x:d"), name: text}
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCGRAPH_CACHE", "off")
    assert run([*command, "--project", "."]) == code
    told = capsys.readouterr()
    assert says in told.out + told.err
    assert "Traceback" not in told.err
    lines = [line for line in told.err.splitlines() if line.startswith("scgraph:")]
    assert len(lines) <= 1
    assert all(len(line) < 1_000 for line in lines)


def test_a_broken_question_takes_no_other_down(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "scgraph.toml").write_text('name = "x"\n')
    for path, content in {"queries/q.rq": "SELECT", "data/turtle/x.ttl": COUNCIL.format("x:d")}.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(content)
    assert run(["query", "list", "--project", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "coverage" in told.out
    assert told.err.count("q.rq:1") == 1
    assert run(["query", "run", "coverage", "--project", str(tmp_path)]) == 0
