"""Saved questions are read with their metadata, and what is wrong with one is said with file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scgraph.errors import UnreadableFile
from scgraph.project import Project
from scgraph.questions.catalogue import Catalogue, load_catalogue, load_query
from scgraph.questions.check import check_query, main
from scgraph.questions.head import Head

GOOD = """\
#+ summary: What does it say?
#+ description: >
#+   All of it.
#+ tags: [one, two]
#+ parameters:
#+   level:
#+     label: Level
#+     help: A rung.
#+     class: scg:Level
#+     example: SCI09
#+   council: {label: Council, class: org:Organization, optional: true, many: true}
#+   most: {default: 3}
#+ columns:
#+   says: {label: What it says}
#+   statement: {label: Statement, kind: iri}
#+ expects: none
PREFIX scg: <https://w3id.org/scgraph/ontology#>
SELECT ?says (STR(?s) AS ?statement)
WHERE { BIND (?_council_iri AS ?c) ?_level_iri scg:states ?s . ?s ?_most_integer ?says }
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_question_has_what_its_file_says(tmp_path: Path) -> None:
    query = load_query(write(tmp_path / "it.rq", GOOD))
    assert (query.name, query.summary, query.description) == ("it", "What does it say?", "All of it.")
    assert (query.tags, query.expects, query.sparql) == (("one", "two"), "none", GOOD)
    level, council, most = query.parameters.values()
    assert (level.name, level.type, level.of_class, level.example) == ("level", "iri", "scg:Level", "SCI09")
    assert (level.optional, level.many) == (False, False)
    assert (council.label, council.optional, council.many) == ("Council", True, True)
    assert (most.type, most.label, most.default) == ("integer", "most", 3)
    assert [(column.name, column.label, column.kind) for column in query.columns] == [
        ("says", "What it says", "text"),
        ("statement", "Statement", "iri"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("#+ tags: [one, two]", "#+ tag: [one, two]", 4, "unknown key 'tag'; known: columns, defaults"),
        ("#+ tags: [one, two]", "#+ tags: [one", 5, "the metadata is not valid YAML"),
        ("#+ tags: [one, two]", "#+ tags: one: two", 4, "the metadata is not valid YAML"),
        ("#+ tags: [one, two]", "#+ tags: [one]\n#+ - x", 5, "the metadata is not valid YAML"),
        ("#+     help: A rung.", "#+     hlep: A rung.", 8, "unknown key 'hlep' of the parameter 'level'"),
        ("label: Statement,", "lable: Statement,", 15, "unknown key 'lable' of the column 'statement'"),
        ("kind: iri}", "kind: url}", 15, "the column 'statement' has the unknown kind 'url'; known: text,"),
        ("#+ expects: none", "#+ summary: Twice?", 16, "the key 'summary' stands twice"),
        ("#+   says: {label: What", "#+   statement: {label: What", 15, "the key 'statement' stands twice"),
        ("#+   says: {label", "#+   1: {label", 14, "'columns' has to map each name to its description"),
        ("#+ summary: What does it say?", "#+ summary:", 1, "'summary' is missing or not a text"),
        ("#+ summary: What does it say?", "#+ summary: [What]", 1, "'summary' is missing or not a text"),
        ("#+ expects: none", "#+ expects: some", 16, "'expects' is 'rows' or 'none'"),
        (
            "?_level_iri",
            "?level",
            6,
            "the parameter 'level' is described and never used as ?_level, ?_level_iri",
        ),
        (
            "?_level_iri scg",
            "?_level_iri ?_of_iri ?s . ?s scg",
            5,
            "uses the parameter 'of', which 'parameters'",
        ),
        ("?_level_iri", "?_the_level_iri", None, "?_the_level_iri is no parameter"),
        ("#+     class: scg:Level\n", "", 6, "the parameter 'level' is an IRI and has no 'class'"),
        ("class: scg:Level", "class: Level", 9, "the class 'Level' of the parameter 'level' is not a CURIE"),
        ("(STR(?s) AS ?statement)", "?s", 15, "the column 'statement' is described and not projected"),
        ("?says (STR", "?says ?s (STR", 13, "the query projects ?s, which 'columns' does not describe"),
        ("BIND (?_council_iri AS ?c)", "?_council_iri a ?c .", 11, "'council' may be left out or be many"),
        (
            "#+ columns:\n#+   says: {label: What it says}",
            "#+ columns: [says]\n#+   ",
            None,
            "not valid YAML",
        ),
        (
            "#+ tags: [one, two]",
            "#+ ? [one]\n#+ : two\n#+ expects: none",
            4,
            "the metadata is not valid YAML: found unhashable key",
        ),
        ("#+ tags: [one, two]", "#+ tags: &t {it: *t}\n#+ tags: 1", 4, "'*t' stands for another part"),
        ("optional: true", "optional: yes", 11, "'optional' has to be true or false, not 'yes'"),
        ("#+   says: {label: What it says}", "#+   says: What it says", 14, "'columns' has to map each name"),
    ],
)
def test_a_fault_is_said_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int | None, says: str
) -> None:
    assert old in GOOD
    path = write(tmp_path / "it.rq", GOOD.replace(old, new))
    with pytest.raises(UnreadableFile) as caught:
        check_query(path)
    assert str(caught.value).startswith(f"{path}:{line or ''}")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("#+ tags: [one, two]", "#+ tags: 7", 4, "'tags' has to be a list"),
        ("#+ tags: [one, two]", "#+ tags: [one", 5, "the metadata is not valid YAML"),
        ("?_level_iri scg", "?_level_iri ?_of_iri ?s . ?s scg", 5, "uses the parameter 'of'"),
        ("#+     class: scg:Level\n", "", 6, "the parameter 'level' is an IRI and has no 'class'"),
        ("optional: true", "optional: [on]", 11, "'optional' has to be true or false"),
        ("#+ description: >\n#+   All of it.\n", "", 1, "'description' is missing or not a text"),
    ],
)
def test_what_keeps_a_question_from_being_asked_is_said_when_it_is_asked(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    path = write(tmp_path / "it.rq", GOOD.replace(old, new))
    with pytest.raises(UnreadableFile, match=f"{re.escape(str(path))}:{line}: ") as caught:
        load_query(path)
    assert says in str(caught.value)


def test_what_does_not_is_left_to_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = GOOD.replace("tags: [one, two]", "tags: [one]\n#+ colour: red").replace("kind: iri", "kind: url")
    paths = [write(tmp_path / "good.rq", GOOD), write(tmp_path / "odd.rq", odd)]
    assert load_query(paths[1]).tags == ("one",)
    assert main([str(path) for path in paths]) == 1
    assert capsys.readouterr().err.startswith(f"{paths[1]}:5: unknown key 'colour'; known: columns,")
    assert main([str(paths[0])]) == 0


def test_plain_words_are_texts(tmp_path: Path) -> None:
    text = GOOD.replace("tags: [one, two]", "tags: [on, No, 2015-04-01, 010, 12:30, 0x1, 1_000, ~, 7]")
    tags = ("on", "No", "2015-04-01", "010", "12:30", "0x1", "1_000", "None", "7")
    assert load_query(write(tmp_path / "it.rq", text)).tags == tags


def test_other_readers_of_yaml_read_the_same_metadata(project: Project) -> None:
    for path in project.query_files:
        lines = path.read_text(encoding="utf-8").splitlines()
        block = "\n".join(line.removeprefix("#+ ") for line in lines if line.startswith("#+"))
        assert yaml.safe_load(block) == Head(path, path.read_text(encoding="utf-8")).data


PIECES = st.sampled_from(
    ["summary: ", "a", "- ", ": ", "[", "]", "{", "}", "'", '"', "&x ", "*x", "!t ", "? ", "| ", "%", "\t"]
)


@given(st.lists(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=6).map("".join), max_size=5))
def test_whatever_the_metadata_holds_is_read_or_said_to_be_wrong(lines: list[str]) -> None:
    text = "#+ summary: One\n" + "".join(f"#+ {' '.join(line.splitlines())}\n" for line in lines)
    with pytest.raises(UnreadableFile, match=r"^it\.rq:\d+: "):
        raise Head(Path("it.rq"), text).fault("it is known to be wrong", "summary")


def test_a_file_without_metadata_is_no_question(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no metadata: start the file with"):
        load_query(write(tmp_path / "it.rq", "SELECT * WHERE { ?s ?p ?o }"))
    with pytest.raises(UnreadableFile, match="the metadata is not a list of 'key: value' lines"):
        load_query(write(tmp_path / "it.rq", "#+ just words\nSELECT * WHERE { ?s ?p ?o }"))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"absent\.rq: cannot be read"):
        load_query(tmp_path / "absent.rq")
    (tmp_path / "bytes.rq").write_bytes(b"#+ summary: \xff")
    with pytest.raises(UnreadableFile, match=r"bytes\.rq: cannot be read"):
        load_query(tmp_path / "bytes.rq")


def test_a_broken_file_does_not_keep_others_from_being_asked(tmp_path: Path) -> None:
    queries = Catalogue([write(tmp_path / "good.rq", GOOD), write(tmp_path / "bad.rq", "SELECT")])
    assert list(queries) == ["good", "bad"]
    assert len(queries) == 2
    assert "bad" in queries
    assert queries["good"].summary == "What does it say?"
    with pytest.raises(UnreadableFile):
        queries["bad"]
    with pytest.raises(KeyError):
        queries["none"]


def test_every_shipped_question_is_sound(project: Project) -> None:
    for name, query in load_catalogue(project).items():
        assert check_query(query.path) == query
        assert query.summary.endswith("?"), name
        assert query.description.endswith("."), name
        assert query.tags, name
        assert query.columns, name
        for parameter in query.parameters.values():
            assert parameter.label, name
            assert parameter.help.endswith("."), name
            assert parameter.example, name


def test_all_questions_of_the_design_are_there(project: Project) -> None:
    wanted = """cumulative-requirements added-by-level ladder gap career-moves equivalent-levels
        equivalence-matrix levels-anchored-in legislation-impact duties-under-act proficiency-progression
        safeguarding-framework statutory-roles registration qualifications progression-rules common-core
        distinctive source-oddities unanchored coverage search"""
    assert set(wanted.split()) <= set(load_catalogue(project))
