"""Ways from level to level."""

from __future__ import annotations

from itertools import pairwise, permutations
from typing import Any

import pytest

from scgraph.careers.network import Network, load_network
from scgraph.careers.obstacles import find_obstacle
from scgraph.careers.paths import PREFERENCES, Paths, find_paths
from scgraph.errors import UnknownName, UsageError
from scgraph.questions.door import KnowledgeGraph
from tests.careers.making import make_network


@pytest.fixture(scope="module")
def network(graph: KnowledgeGraph) -> Network:
    return load_network(graph)


def ways(graph: KnowledgeGraph, network: Network, start: str, end: str, **options: Any) -> Paths:
    first, last = (graph.find(name, "scg:Level").iri for name in (start, end))
    return find_paths(graph, first, last, network=network, **options)


def test_hops_follow_one_another_along_moves_that_there_are(graph: KnowledgeGraph, network: Network) -> None:
    pairs = list(permutations(network.levels, 2))[::23]
    found = [find_paths(graph, start, end, network=network) for start, end in pairs]
    assert any(len(each.paths) > 1 for each in found)
    for each in found:
        assert bool(each.paths) is (each.obstacle is None)
        for path in each.paths:
            assert path.levels[0] == each.origin
            assert path.levels[-1] == each.target
            assert [(hop.origin, hop.target) for hop in path.hops] == list(pairwise(path.levels))
            assert len(set(path.levels)) == len(path.levels)
            for hop in path.hops:
                kinds = set(network.moves[hop.origin.iri][hop.target.iri])
                assert set(hop.kinds) == kinds
                assert len(hop.added) + len(hop.raised) + len(hop.kept) == len(hop.gap.rows)


def test_each_preference_gives_what_it_promises(graph: KnowledgeGraph, network: Network) -> None:
    different = 0
    for start, end in list(permutations(network.levels, 2))[::17]:
        found = {
            p: find_paths(graph, start, end, count=1, prefer=p, network=network).paths for p in PREFERENCES
        }
        if found["hops"]:
            (quick,), (easy,) = found["hops"], found["learning"]
            assert len(quick.hops) <= len(easy.hops)
            assert easy.steps <= quick.steps
            different += quick.levels != easy.levels
    assert different, "the two preferences are never told apart"


def test_a_way_that_only_adds_a_detour_is_left_out(graph: KnowledgeGraph, network: Network) -> None:
    found = ways(graph, network, "Bexley 06", "SCI11", count=5)
    passed = [[level.iri for level in path.levels] for path in found.paths]
    assert len(passed) > 1
    for better, worse in ((a, b) for n, a in enumerate(passed) for b in passed[n + 1 :]):
        assert not set(better) <= set(worse)


def test_without_computed_moves_nothing_is_computed(graph: KnowledgeGraph, network: Network) -> None:
    found = ways(graph, network, "SCI04", "SCI14", stated_only=True)
    (path,) = found.paths
    assert len(path.hops) == 10
    assert path.is_stated
    assert {hop.kinds for hop in path.hops} == {("ladder",)}


def test_a_rule_that_is_a_condition_too_counts_its_months_once(
    graph: KnowledgeGraph, network: Network
) -> None:
    (path,) = ways(
        graph, network, "Experienced Social Worker", "Advanced Social Work Practitioner", count=1
    ).paths
    (hop,) = path.hops
    assert [rule.months for rule in hop.rules] == [24]
    assert path.totals.months == 24


def test_time_that_a_rule_asks_for_each_step_counts_for_each(graph: KnowledgeGraph, network: Network) -> None:
    one, two = (
        ways(graph, network, "Scale 6", end, count=1).paths[0].totals.months for end in ("SO1", "SO2")
    )
    assert (one, two) == (6, 12)


def test_what_stands_in_the_way_is_said(graph: KnowledgeGraph, network: Network) -> None:
    found = ways(graph, network, "Community Care Officer", "Social Worker, Band A", stated_only=True)
    assert found.paths == ()
    assert found.obstacle
    assert "no source states a move" in found.obstacle.reason
    assert found.obstacle.nearest_from == found.origin
    assert found.obstacle.nearest_to == found.target
    far = ways(graph, network, "SCI04", "Advanced Social Work Practitioner").obstacle
    assert far
    assert "needs 60%" in far.reason
    assert far.share < 0.6


def test_paths_do_not_lead_down_a_ladder(graph: KnowledgeGraph, network: Network) -> None:
    found = ways(graph, network, "SO2", "Scale 6")
    assert found.paths == ()
    assert found.obstacle
    assert "stands below" in found.obstacle.reason


def test_a_register_above_its_lowest_rung_is_named_as_the_obstacle() -> None:
    profiles = {"officer": {"a": 3}, "band a": {"b": 3}, "band b": {"a": 3}}
    ladders = {"officers": ("officer",), "workers": ("band a", "band b")}
    network = make_network(profiles, ladders, {"band a": "a register", "band b": "a register"})
    officer, worker = network.levels["officer"], network.levels["band b"]
    with network.roads("officer", "band b") as roads:
        found = find_obstacle(network, roads, officer, worker, stated_only=False)
    assert "lowest registered rung" in found.reason


@pytest.mark.parametrize(
    ("options", "fault"),
    [({"prefer": "money"}, "no preference"), ({"bound": 0.0}, "no share"), ({"bound": 1.5}, "no share")],
)
def test_a_bad_call_is_refused(
    graph: KnowledgeGraph, network: Network, options: dict[str, Any], fault: str
) -> None:
    with pytest.raises(UsageError, match=fault):
        ways(graph, network, "SO1", "SO2", **options)


def test_the_ends_have_to_be_two_levels(graph: KnowledgeGraph, network: Network) -> None:
    with pytest.raises(UsageError, match="both start and end"):
        ways(graph, network, "SO1", "SO1")
    with pytest.raises(UnknownName):
        find_paths(graph, "https://example.org/x", graph.find("SO1", "scg:Level").iri, network=network)
