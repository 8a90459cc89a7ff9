"""The real graph broken on purpose, in every family of rules: exit code 1, and exactly the findings expected.

Each mutation is an edit of one Turtle file in a copy of the project, checked by the command as a pipeline
runs it.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from scgraph.cli import run
from scgraph.namespaces import contract
from scgraph.project import Project

Found = set[tuple[str, str]]
SCA = "bexley:social-care-assistant"
CHOICE = "kent-medway:social-care-officer_level-a_experience-3"
ACT = "<http://www.legislation.gov.uk/id/ukpga/2014/23/section/42>"
PROVISION = "http://www.legislation.gov.uk/id/ukpga/2014/23/section/42"


@dataclass(frozen=True)
class Mutation:
    """An edit: in the block of a subject, one text becomes another. The findings that must appear, and
    those of the clean graph that must vanish, are pairs of a rule and a focus node. A finding stands on the
    line that says what ``at`` has for its rule: the triple at fault; else where the focus node begins.
    """

    name: str
    file: str
    subject: str
    old: str
    new: str
    expects: Found
    ends: Found = frozenset()  # type: ignore[assignment]
    at: Mapping[str, str] = field(default_factory=dict)

    def apply(self, project: Path) -> None:
        """Makes the edit in a copy of the project."""
        path = project / self.file
        text = path.read_text(encoding="utf-8")
        start = text.index(f"\n{self.subject} a ") + 1
        end = text.index(" .\n", start) + 3
        block = text[start:end]
        assert self.old in block, f"{self.subject} does not say {self.old!r}"
        path.write_text(text[:start] + block.replace(self.old, self.new, 1) + text[end:], encoding="utf-8")


BEXLEY, COUNTY, KENT = "data/turtle/bexley.ttl", "data/turtle/county.ttl", "data/turtle/kent-medway.ttl"
RICHMOND, LAW, COMPETENCIES = (
    "data/turtle/richmond-wandsworth.ttl",
    "ontology/legislation.ttl",
    "ontology/competencies.ttl",
)
LEVEL_8 = """
bexley:social-care-assistant_08 a scg:Level ;
    skos:prefLabel "Bexley 08"@en ;
    scg:levelOf bexley:social-care-assistant ;
    scg:rank 3 ;
    scg:follows bexley:social-care-assistant_07 .
"""

MUTATIONS = [
    # structure
    Mutation(
        "a statement about nothing",
        RICHMOND,
        "richmond-wandsworth:social-care-assessor_skills-2",
        "    scg:concerns comp:workload-management ;\n",
        "",
        {("statement-concerns", "richmond-wandsworth:social-care-assessor_skills-2")},
    ),
    Mutation(
        "two proficiencies",
        BEXLEY,
        f"{SCA}_07_relevant-technical-experience-and-knowledge-8",
        "prof:working",
        "prof:understanding , prof:working",
        {("proficiency-single", f"{SCA}_07_relevant-technical-experience-and-knowledge-8")},
        at={"proficiency-single": "scg:proficiency"},
    ),
    Mutation(
        "two steps for one topic",
        BEXLEY,
        f"{SCA}_07_relevant-technical-experience-and-knowledge-9",
        "scg:concernsAtWorking comp:community-resources",
        "scg:concernsAtWorking comp:community-resources , comp:welfare-benefits",
        {("step-said-once", f"{SCA}_07_relevant-technical-experience-and-knowledge-9")},
        at={"step-said-once": "comp:welfare-benefits"},
    ),
    Mutation(
        "a step for all topics and one of their own",
        BEXLEY,
        f"{SCA}_07_relevant-technical-experience-and-knowledge-4",
        "    scg:locator",
        "    scg:proficiency prof:working ;\n    scg:locator",
        {("step-said-once", f"{SCA}_07_relevant-technical-experience-and-knowledge-4")},
        at={"step-said-once": "scg:concernsAtWorking comp:care-experience"},
    ),
    Mutation(
        "terms twice",
        BEXLEY,
        f"{SCA}_07_relevant-technical-experience-and-knowledge-1",
        "    scg:locator",
        "    scg:modality scg:Desirable ;\n    scg:locator",
        {("terms-said-once", f"{SCA}_07_relevant-technical-experience-and-knowledge-1")},
        at={"terms-said-once": "scg:concernsAsExample comp:client-group-knowledge"},
    ),
    Mutation(
        "a step on a qualification",
        BEXLEY,
        f"{SCA}_06_education-and-formal-training-1",
        "scg:concerns ",
        "scg:concernsAtUnderstanding ",
        {("proficiency-not-applicable", f"{SCA}_06_education-and-formal-training-1")},
        at={"proficiency-not-applicable": "scg:concernsAtUnderstanding"},
    ),
    Mutation(
        "two regulators in one requirement",
        COUNTY,
        "county:occupational-therapist_band-b_education-and-knowledge-2",
        "scg:registrationWith body:hcpc",
        "scg:registrationWith body:hcpc , body:social-work-england",
        {("single-value", "county:occupational-therapist_band-b_education-and-knowledge-2")},
        at={"single-value": "scg:registrationWith"},
    ),
    Mutation(
        "one option alone",
        KENT,
        CHOICE,
        f"scg:oneOf {CHOICE}_option-1 ,\n        {CHOICE}_option-2",
        f"scg:oneOf {CHOICE}_option-1",
        {("option-several", CHOICE), ("option-of-one", f"{CHOICE}_option-2")},
        at={"option-several": "scg:oneOf"},
    ),
    Mutation(
        "an option of two statements",
        KENT,
        "kent-medway:social-care-officer_level-b_qualifications-2",
        "    scg:locator",
        f"    scg:oneOf {CHOICE}_option-1 , {CHOICE}_option-2 ;\n    scg:locator",
        {(rule, f"{CHOICE}_option-{n}") for rule in ("option-of-one", "identifier-nests") for n in (1, 2)},
    ),
    Mutation(
        "a topic asked outright and by an option",
        KENT,
        CHOICE,
        "    scg:locator",
        "    scg:concernsDesirably comp:care-experience ;\n    scg:locator",
        {("option-topic-apart", CHOICE)},
        at={"option-topic-apart": "scg:concernsDesirably"},
    ),
    Mutation(
        "a misspelt modality",
        BEXLEY,
        f"{SCA}_values-1",
        "    scg:locator",
        "    scg:modality scg:Conditionall ;\n    scg:locator",
        {("modality-known", f"{SCA}_values-1")},
        at={"modality-known": "scg:Conditionall"},
    ),
    Mutation(
        "a statement that nobody states",
        BEXLEY,
        f"{SCA}_job-activities-2",
        f"    scg:statedBy {SCA} ;\n",
        "",
        {("statement-is-stated", f"{SCA}_job-activities-2")},
    ),
    Mutation(
        "a statement by something unknown",
        BEXLEY,
        f"{SCA}_07_education-and-formal-training-1",
        f"scg:statedBy {SCA}_07",
        f"scg:statedBy {SCA}_7",
        {("name-known", f"{SCA}_7")},
        at={"name-known": f"scg:statedBy {SCA}_7 ;"},
    ),
    Mutation(
        "a duty of another kind",
        BEXLEY,
        SCA,
        "    scg:reportsTo",
        f"    scg:requires {SCA}_job-activities-2 ;\n    scg:reportsTo",
        {("kind-fits-property", f"{SCA}_job-activities-2")},
    ),
    # ladders
    Mutation(
        "a rank left out",
        BEXLEY,
        f"{SCA}_07",
        "scg:rank 2",
        "scg:rank 3",
        {("level-follows-next-rank", f"{SCA}_07")},
        at={"level-follows-next-rank": "scg:rank 3"},
    ),
    Mutation(
        "a level that adds nothing",
        BEXLEY,
        f"{SCA}_values-6",
        "",
        "",
        {("level-adds", f"{SCA}_08")},
    ),
    Mutation(
        "a level that falls back",
        BEXLEY,
        f"{SCA}_07_relevant-technical-experience-and-knowledge-2",
        "prof:working",
        "prof:awareness",
        {("level-falls-back", f"{SCA}_07")},
    ),
    Mutation(
        "a fall that its note does not name",
        COUNTY,
        "county:social-worker_band-c_education-and-knowledge-6",
        "    scg:explains shape:level-falls-back ;\n",
        "",
        {("level-falls-back", "county:social-worker_band-c")},
        {("level-falls-back-noted", "county:social-worker_band-c")},
    ),
    Mutation(
        "a repetition that its note does not name",
        KENT,
        "kent-medway:social-care-officer_level-c_experience-2",
        "    scg:explains shape:level-repeats ;\n",
        "",
        {("level-repeats", "kent-medway:social-care-officer_level-c_experience-2")},
        {("level-repeats-noted", "kent-medway:social-care-officer_level-c_experience-2")},
    ),
    Mutation(
        "a level that follows itself",
        BEXLEY,
        f"{SCA}_06",
        "    scg:rank 1 ;",
        f"    scg:follows {SCA}_06 ;\n    scg:rank 1 ;",
        {("level-not-above-itself", f"{SCA}_06")},
    ),
    Mutation(
        "a level that follows one of another ladder",
        "data/turtle/derbyshire.ttl",
        "derbyshire:social-care-and-inclusion_sci05",
        "scg:follows derbyshire:social-care-and-inclusion_sci04",
        "scg:follows <https://w3id.org/scgraph/id/bexley/social-care-assistant_06>",
        {("level-follows-own-ladder", "derbyshire:social-care-and-inclusion_sci05")},
        at={"level-follows-own-ladder": "scg:follows"},
    ),
    # provenance
    Mutation(
        "two statements in one place",
        BEXLEY,
        f"{SCA}_values-2",
        "Values / 2",
        "Values / 1",
        {("identifier-ordinal", f"{SCA}_values-2")},
    ),
    Mutation(
        "a statement of another document",
        BEXLEY,
        f"{SCA}_values-2",
        "source:bexley",
        "source:county",
        {("statement-source-of-ladder", f"{SCA}_values-2")},
        at={"statement-source-of-ladder": "source:county"},
    ),
    Mutation(
        "a locator with a part too few",
        BEXLEY,
        f"{SCA}_values-4",
        " / - / Values / 4",
        " / Values / 4",
        {("locator-form", f"{SCA}_values-4")},
        at={"locator-form": "scg:locator"},
    ),
    Mutation(
        "a statement of the wrong level",
        BEXLEY,
        f"{SCA}_07_education-and-formal-training-1",
        f"scg:statedBy {SCA}_07",
        f"scg:statedBy {SCA}_06",
        {("identifier-nests", f"{SCA}_07_education-and-formal-training-1")},
    ),
    # legislation
    Mutation(
        "a provision of no Act",
        LAW,
        ACT,
        "    eli:is_part_of <http://www.legislation.gov.uk/id/ukpga/2014/23> ;\n",
        "",
        {("provision-part-of", PROVISION)},
    ),
    Mutation(
        "a provision of which nobody knows whether it binds",
        LAW,
        ACT,
        "    eli:in_force eli:InForce-inForce ;\n",
        "",
        {("provision-in-force", PROVISION)},
    ),
    Mutation(
        "a local identifier of another section",
        LAW,
        ACT,
        'eli:id_local "ukpga/2014/23/section/42"',
        'eli:id_local "ukpga/2014/23/section/24"',
        {("provision-local-id", PROVISION)},
        at={"provision-local-id": "section/24"},
    ),
    Mutation(
        "a reading of the law without a reason",
        "ontology/groundings.ttl",
        "grounding:recognising-abuse_ukpga-2014-23-section-42",
        "scg:reason",
        "scg:expected",
        {("property-domain", "grounding:recognising-abuse_ukpga-2014-23-section-42")},
        at={"property-domain": "scg:expected"},
    ),
    # vocabulary
    Mutation(
        "a misspelt property",
        BEXLEY,
        f"{SCA}_values-2",
        "skos:definition",
        "skos:defnition",
        {("property-declared", f"{SCA}_values-2")},
        at={"property-declared": "skos:defnition"},
    ),
    Mutation(
        "a misspelt competency",
        RICHMOND,
        "richmond-wandsworth:social-care-assessor_skills-2",
        "comp:workload-management",
        "comp:workload-managment",
        {("name-known", "comp:workload-managment")},
        at={"name-known": "comp:workload-managment"},
    ),
    Mutation(
        "an undeclared class",
        BEXLEY,
        f"{SCA}_values-2",
        "a scg:PersonalRequirement",
        "a scg:PersonalRequirement , scg:Valu",
        {("class-declared", f"{SCA}_values-2")},
        at={"class-declared": "scg:Valu"},
    ),
    Mutation(
        "a locator on a competency",
        COMPETENCIES,
        "comp:recognising-abuse",
        "    skos:broader",
        '    scg:locator "here" ;\n    skos:broader',
        {("property-domain", "comp:recognising-abuse")},
        at={"property-domain": 'scg:locator "here"'},
    ),
    Mutation(
        "a topic of a level",
        BEXLEY,
        f"{SCA}_07",
        "    scg:rank",
        "    scg:concernsAtWorking comp:travel ;\n    scg:rank",
        {("property-domain", f"{SCA}_07")},
        at={"property-domain": "scg:concernsAtWorking"},
    ),
    # style
    Mutation(
        "a definition without a full stop",
        BEXLEY,
        f"{SCA}_values-2",
        'its staff."@en',
        'its staff"@en',
        {("sentence-ends", f"{SCA}_values-2")},
        at={"sentence-ends": 'its staff"@en'},
    ),
    Mutation(
        "a label with a space at its end",
        BEXLEY,
        f"{SCA}_values-2",
        '"@en ;\n    skos:definition',
        ' "@en ;\n    skos:definition',
        {("spaces-tidy", f"{SCA}_values-2")},
        at={"spaces-tidy": '"Council value: leadership "'},
    ),
    Mutation(
        "a label in no language",
        BEXLEY,
        f"{SCA}_values-2",
        '"@en ;\n    skos:definition',
        '" ;\n    skos:definition',
        {("language-tagged", f"{SCA}_values-2")},
        at={"language-tagged": '"Council value: leadership" ;'},
    ),
    # competencies
    Mutation(
        "a statement about a whole group of topics",
        RICHMOND,
        "richmond-wandsworth:social-care-assessor_skills-2",
        "comp:workload-management",
        "comp:workload-management , comp:safeguarding",
        {("concerns-narrow", "richmond-wandsworth:social-care-assessor_skills-2")},
        at={"concerns-narrow": "comp:safeguarding"},
    ),
    Mutation(
        "a topic under no other",
        COMPETENCIES,
        "comp:impact-of-abuse",
        "    skos:broader comp:safeguarding ;\n",
        "",
        {("competency-under-top", "comp:impact-of-abuse")},
    ),
    # files
    Mutation(
        "a no-break space",
        BEXLEY,
        f"{SCA}_values-2",
        "Council value: leadership",
        "Council value:\u00a0leadership",
        {("text-clean", f"{SCA}_values-2")},
        at={"text-clean": "skos:prefLabel"},
    ),
    Mutation(
        "the locator of another post",
        BEXLEY,
        f"{SCA}_06_education-and-formal-training-1",
        "Social Care Assistant / Bexley06",
        "Chief Executive / Band Z",
        {("locator-agrees", f"{SCA}_06")},
        at={"locator-agrees": "scg:statedBy"},
    ),
]


@pytest.fixture
def copy(project: Project, tmp_path: Path) -> Path:
    """A copy of the project to break."""
    for part in ("ontology", "data", "shapes"):
        shutil.copytree(project.root / part, tmp_path / part)
    return tmp_path


def findings(project: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and the findings of the command."""
    code = run(["validate", "--project", str(project), "--format", "json"])
    return code, json.loads(capsys.readouterr().out)["findings"]


def keys(found: list[dict[str, Any]]) -> Found:
    """The rules and focus nodes of findings."""
    return {(each["rule"], contract(each["focus"])) for each in found}


@pytest.fixture(scope="module")
def clean(project: Project) -> Found:
    """What the command finds in the real graph as it is: oddities of the sources, each with its note."""
    from scgraph.questions.door import open_graph
    from scgraph.validation.validator import validate

    report = validate(open_graph(project))
    assert not report.fails(), report.summary
    assert report.noted == len(report.findings)
    assert report.unmatched == ()
    return {
        (finding.rule.name, contract(finding.result.focus.value))
        for finding in report.findings
        if finding.result
    }


def test_there_are_enough_and_of_every_family(project: Project) -> None:
    from scgraph.validation.shapes import read_shapes

    concerns = {rule.name: rule.concern for rule in read_shapes(project.shape_files).rules.values()}
    broken = {concerns[rule] for mutation in MUTATIONS for rule, _ in mutation.expects}
    assert broken == set(concerns.values())
    assert len(MUTATIONS) >= 25


def test_no_topic_is_asked_outright_and_by_an_option(project: Project) -> None:
    """Rule option-topic-apart cannot see plain ``scg:concerns``, which follows from the option too."""
    store = ox.Store()
    for path in project.data_files:
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    concerns = "<https://w3id.org/scgraph/ontology#concerns>"
    found = store.query(f"""SELECT ?statement ?topic {{
        ?statement <https://w3id.org/scgraph/ontology#oneOf> ?option ; {concerns} ?topic .
        ?option ?on ?topic }}""")
    assert list(found) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name.replace(" ", "-"))
def test_a_mutation_is_found_exactly(
    mutation: Mutation, copy: Path, clean: Found, capsys: pytest.CaptureFixture[str]
) -> None:
    mutation.apply(copy)
    if mutation.name == "a level that adds nothing":
        with (copy / mutation.file).open("a", encoding="utf-8") as file:
            file.write(LEVEL_8)
    code, found = findings(copy, capsys)
    assert code == 1
    assert keys(found) == (clean - mutation.ends) | mutation.expects
    for each in found:
        if (each["rule"], contract(each["focus"])) in mutation.expects:
            text = (copy / each["file"]).read_text(encoding="utf-8").splitlines()
            line = text[each["line"] - 1]
            if each["rule"] in mutation.at:
                assert mutation.at[each["rule"]] in line
            else:
                assert re.match(rf"\S*{re.escape(each['focus'].rpartition('/')[2])}>? a ", line)
            assert each["severity"] == "error"
            assert each["remedy"]
