"""The network of moves."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import pytest

from scgraph.careers.network import Network, load_network
from scgraph.careers.reading import load_demands, load_nesting, node_of
from scgraph.domain.gap import measure
from scgraph.domain.holder import Holder
from scgraph.domain.moves import Direction
from scgraph.questions.door import KnowledgeGraph
from tests.careers.making import make_network


@pytest.fixture(scope="module")
def network(graph: KnowledgeGraph) -> Network:
    return load_network(graph)


def edges(network: Network, kind: str) -> set[tuple[str, str]]:
    return {(start, end) for start, end, found in network.moves.edges(keys=True) if found == kind}


def test_ladders_are_the_next_rungs(graph: KnowledgeGraph, network: Network) -> None:
    rungs = [
        (str(r["level"]), str(r["target"])) for r in graph.ask("stated-moves") if r["basis"] == "next rung"
    ]
    assert edges(network, "ladder") == set(rungs)
    assert len(rungs) == 30 - 9, "30 levels on 9 ladders"


def test_what_is_stated_is_what_the_sources_state(network: Network) -> None:
    named = {(network.levels[a].name, network.levels[b].name) for a, b in edges(network, "stated")}
    assert named == {
        ("Social Care Assistant, Bexley 06", "Social Care Assistant, Bexley 07"),
        ("Social Care Assessor, Scale 6", "Social Care Assessor, SO1"),
        ("Social Care Assessor, SO1", "Social Care Assessor, SO2"),
        ("Social Worker, Band B", "Social Worker, Band C"),
        ("Occupational Therapist, Band B", "Occupational Therapist, Senior Practitioner"),
    }


def test_the_network_and_the_saved_question_agree_on_every_pair_of_levels(
    graph: KnowledgeGraph, network: Network
) -> None:
    """The two combine the same facts, each in its own way: which moves there are, and how far each is."""
    asked: dict[tuple[str, str], dict[str, Any]] = {
        (start, str(row["target"])): row
        for start in network.levels
        for row in graph.ask("career-moves", level=start)
    }
    of_ladders = edges(network, "ladder") | edges(network, "stated")
    for start, end in product(network.levels, repeat=2):
        basis = asked.get((start, end), {"basis": None})["basis"]
        kinds = {
            "next rung": ((start, end) in edges(network, "ladder")),
            "stated": ((start, end) in edges(network, "stated")),
            "computed": start != end and (start, end) not in of_ladders and network.is_near(start, end),
        }
        named = {
            "next rung, and stated": {"next rung", "stated"},
            None: set(),
        }.get(basis, {basis})
        assert {kind for kind, found in kinds.items() if found} == named, (start, end)
        assert network.moves.has_edge(start, end, "computed") == kinds["computed"]
    known = load_demands(graph, [node_of(level) for level in network.levels.values()])
    nesting = load_nesting(graph)
    words = set()
    for (start, end), row in asked.items():
        found = measure(Holder.at(known[start], nesting), known[end])
        assert (len(found.to_learn), len(found.to_extend)) == (row["missing"], row["lower"])
        assert network.lacking(start, end) == found.steps
        assert network.share(start, end) == pytest.approx(float(row["held"]), abs=1e-4)
        assert network.share(end, start) == pytest.approx(float(row["asked"]), abs=1e-4)
        assert network.direction(start, end) == Direction(str(row["direction"]), str(row["by"]))
        words.add(row["direction"])
        gained = network.registers.get(end, frozenset()) - network.registers.get(start, frozenset())
        assert bool(gained) == bool(row["registration"])
    assert words == {"up", "level", "down"}, "who holds most of a level is never told that it is other work"


def test_a_computed_move_keeps_the_bound_and_leaves_the_ladder(network: Network) -> None:
    for start, end in edges(network, "computed"):
        assert network.share(start, end) >= network.bounds.near
        assert network.levels[start].ladder != network.levels[end].ladder
        assert not network.moves.has_edge(start, end, "ladder")


def test_a_wider_bound_finds_fewer_moves(graph: KnowledgeGraph, network: Network) -> None:
    strict = load_network(graph, bound=0.8)
    assert edges(strict, "computed") < edges(network, "computed")
    assert edges(strict, "ladder") == edges(network, "ladder")


def test_a_share_counts_steps() -> None:
    network = make_network(
        {"low": {"a": 2, "b": 3}, "high": {"a": 4, "c": 1}}, {"one": ("low",), "two": ("high",)}
    )
    assert network.lacking("low", "high") == 3
    assert network.share("low", "high") == 2 / 5
    assert network.share("high", "low") == 2 / 5


def test_a_narrower_topic_alone_is_the_lowest_step_of_what_is_asked() -> None:
    network = make_network(
        {"low": {"b": 3}, "high": {"a": 4, "b": 2}}, {"one": ("low",), "two": ("high",)}, parts={"low": ["a"]}
    )
    assert network.lacking("low", "high") == 3
    assert network.share("low", "high") == 3 / 6
    assert network.share("high", "low") == 2 / 3, "what is held in part is not asked"


@pytest.mark.parametrize("tenths", range(1, 11))
def test_who_holds_just_the_bound_is_near(tenths: int) -> None:
    network = make_network(
        {"low": {f"t{n}": 1 for n in range(tenths)}, "high": {f"t{n}": 1 for n in range(10)}},
        {"one": ("low",), "two": ("high",)},
        bound=tenths / 10,
    )
    assert network.is_near("low", "high")


def test_what_was_gained_before_is_not_learnt_again() -> None:
    network = make_network(
        {"one": {"a": 2}, "two": {"b": 3}, "three": {"a": 3, "b": 4}},
        {"first": ("one",), "second": ("two",), "third": ("three",)},
    )
    held = network.learnt("one", "two") | network.held("one")
    assert network.learnt("two", "three").bit_count() == 3 + 1
    assert network.learnt("two", "three", held).bit_count() == 1 + 1


def test_every_pair_of_levels_has_a_direction_and_the_way_back_the_other_one(network: Network) -> None:
    back = {"up": "down", "down": "up", "level": "level", "other work": "other work"}
    words = set()
    for start, end in permutations(network.levels, 2):
        found = network.direction(start, end)
        assert network.direction(end, start) == Direction(back[found.word], found.by)
        words.add(found.word)
    assert words == set(back)


def test_a_register_that_is_asked_where_it_is_needed_tells_no_direction() -> None:
    """Who manages registered staff may be registered too; that is no step up for them, nor back one down."""
    made = {"manager": {"a": 5, "b": 5}, "worker": {"a": 4, "b": 1}, "officer": {"a": 4, "b": 1}}
    ladders = {name: (name,) for name in made}
    network = make_network(made, ladders, {"worker": "a register"}, frozenset({"manager"}))
    assert network.direction("manager", "worker") == Direction("down", "what each asks")
    assert network.direction("worker", "manager") == Direction("up", "what each asks")
    assert network.direction("officer", "worker") == Direction("up", "registration")
    assert network.direction("worker", "officer") == Direction("down", "registration")


def test_a_large_network_that_keeps_all_has_the_moves_of_a_small_one(
    graph: KnowledgeGraph, network: Network
) -> None:
    large = load_network(graph, nearest=len(network.levels) - 1)
    assert edges(large, "computed") == edges(network, "computed")


PROFILES = {name: {"a": 3} for name in ("officer", "band a", "band b")}
LADDERS = {"officers": ("officer",), "workers": ("band a", "band b")}
WORKERS = {"band a": "a register", "band b": "a register"}


def test_a_register_is_joined_at_its_lowest_rung() -> None:
    network = make_network(PROFILES, LADDERS, WORKERS)
    assert network.is_near("officer", "band a")
    assert not network.is_near("officer", "band b")
    assert network.barred("officer", "band b")
    assert not network.barred("officer", "band a")


def test_who_is_on_the_register_or_may_be_joins_higher_too() -> None:
    assert make_network(PROFILES, LADDERS, {**WORKERS, "officer": "a register"}).is_near("officer", "band b")
    assert make_network(PROFILES, LADDERS, WORKERS, frozenset({"officer"})).is_near("officer", "band b")
    assert not make_network(PROFILES, LADDERS, {**WORKERS, "officer": "another"}).is_near("officer", "band b")


def test_a_rung_above_an_unregistered_one_may_be_joined() -> None:
    network = make_network(PROFILES, LADDERS, {"band b": "a register"})
    assert network.is_near("officer", "band b")


def test_a_large_graph_keeps_the_nearest_and_gives_both_ends_all_of_theirs() -> None:
    names = [f"level {number}" for number in range(6)]
    profiles = {name: {"a": 3, **{f"t{n}": 1 for n in range(number)}} for number, name in enumerate(names)}
    network = make_network(profiles, {name: (name,) for name in names}, bound=0.2, nearest=1)
    with network.roads("level 0", "level 5") as roads:
        assert roads.has_edge("level 0", "level 3")
        assert roads.has_edge("level 3", "level 5")
        assert not roads.has_edge("level 3", "level 1")
    with network.roads("level 1", "level 2") as roads:
        assert not roads.has_edge("level 0", "level 3"), "what was lent to one search is taken back"
