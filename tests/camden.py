"""A council of one's own: what an example council states under another name, with grades of its own."""

from __future__ import annotations

from scgraph.project import Project

SUBJECT = "camden:social-care-assistant"
_GRADES = """
<https://w3id.org/scgraph/grade/camden> a scg:GradeScheme , skos:ConceptScheme ;
    skos:prefLabel "Grades of Camden"@en ;
    skos:definition "The grades of Camden that its career-graded post spans."@en ;
    dcterms:source source:camden .
"""
_GRADE = """
<https://w3id.org/scgraph/grade/camden/{0}> a scg:Grade , skos:Concept ;
    skos:prefLabel "Camden {0}"@en ;
    skos:inScheme <https://w3id.org/scgraph/grade/camden> ;
    skos:notation "{0}" ;
    dcterms:source source:camden .
"""


def camden(project: Project) -> str:
    """The Turtle of the council, in which nothing is wrong."""
    text = (project.root / "data" / "turtle" / "bexley.ttl").read_text(encoding="utf-8")
    text = text.replace("bexley", "camden").replace("Bexley", "Camden")
    return text + _GRADES + "".join(_GRADE.format(grade) for grade in ("06", "07"))
