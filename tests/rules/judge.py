"""Independent judges of what follows from a graph: OWLAPI's profile checkers and HermiT."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from pyoxigraph import RdfFormat, Triple, serialize

WORKER = Path(__file__).with_name("owlapi.py")


@dataclass(frozen=True)
class Entailed:
    """What HermiT derives from a graph; nothing is compared if it is inconsistent."""

    consistent: bool
    types: frozenset[tuple[str, str]] = frozenset()
    values: frozenset[tuple[str, str, str]] = frozenset()


class Judge:
    """One Java process, asked line by line."""

    def __init__(self, directory: Path) -> None:
        self.file = directory / "judged.nt"
        self.log = (directory / "judge.log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, str(WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def violations(self, triples: Iterable[Triple], profile: str) -> list[tuple[str, str]]:
        """The violations of an OWL 2 profile: the kind and the text of each."""
        return [(kind, text) for kind, text in self._ask(triples, ask="profile", name=profile)["violations"]]

    def entailments(self, triples: Iterable[Triple]) -> Entailed:
        """What HermiT derives from triples."""
        found = self._ask(triples, ask="entailments")
        if not found["consistent"]:
            return Entailed(False)
        types = frozenset((node, name) for node, name in found["types"])
        return Entailed(True, types, frozenset((s, p, o) for s, p, o in found["values"]))

    def close(self) -> None:
        """End the process."""
        cast("IO[str]", self.process.stdin).close()
        self.process.wait(30)
        self.log.close()

    def _ask(self, triples: Iterable[Triple], **request: str) -> dict[str, Any]:
        serialize(triples, str(self.file), format=RdfFormat.N_TRIPLES)
        send, receive = cast("IO[str]", self.process.stdin), cast("IO[str]", self.process.stdout)
        send.write(json.dumps({"file": str(self.file), **request}) + "\n")
        send.flush()
        line = receive.readline()
        if not line:
            self.log.seek(0)
            raise RuntimeError(f"the judge died: {self.log.read()[-2000:]}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer
