"""Ways from level to level."""

from __future__ import annotations

from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scgraph.careers.gaps import gap
from scgraph.careers.network import Network, load_network
from scgraph.careers.paths import HIGH_ENTRY, LONG, PREFERENCES, SKIPS, Hop, Path, Paths, find_paths
from scgraph.domain.moves import Direction
from scgraph.errors import UnknownName, UsageError
from scgraph.graph import Node
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from tests.careers.alike import iri, make_graph


@pytest.fixture(scope="module")
def network(graph: KnowledgeGraph) -> Network:
    return load_network(graph)


def ways(graph: KnowledgeGraph, network: Network, start: str, end: str, **options: Any) -> Paths:
    first, last = (graph.find(name, "scg:Level").iri for name in (start, end))
    return find_paths(graph, first, last, network=network, **options)


def sampled(network: Network, step: int) -> list[tuple[Node, Node]]:
    """Some pairs of levels, the same each time."""
    nodes = [Node(level.iri, level.name) for level in network.levels.values()]
    return list(permutations(nodes, 2))[::step]


def set_back(path: Path) -> int:
    """How many moves of a way put it behind those without."""
    return sum(bool({HIGH_ENTRY, SKIPS} & set(hop.marks)) for hop in path.hops)


def costs(path: Path) -> dict[str, int]:
    """What each preference looks at."""
    return {
        "hops": len(path.hops),
        "learning": sum(hop.gap.steps for hop in path.hops),
        "stated": sum(hop.gap.steps for hop in path.hops if hop.is_computed),
    }


def beats(one: Path, other: Path) -> bool:
    """Whether one way is nowhere worse than another, and somewhere better."""
    ours, theirs = costs(one), costs(other)
    return ours != theirs and all(ours[each] <= theirs[each] for each in ours)


def test_hops_follow_one_another_along_moves_that_there_are(graph: KnowledgeGraph, network: Network) -> None:
    found = [find_paths(graph, *ends, network=network) for ends in sampled(network, 67)]
    assert any(len(each.paths) > 1 for each in found)
    for each in found:
        assert each.paths
        assert each.obstacle is None
        for path in each.paths:
            assert path.levels[0] == each.origin
            assert path.levels[-1] == each.target
            assert [(hop.origin, hop.target) for hop in path.hops] == list(pairwise(path.levels))
            assert len(set(path.levels)) == len(path.levels)
            for hop in path.hops:
                assert len(hop.added) + len(hop.raised) + len(hop.kept) == len(hop.gap.rows)
                _check_grounds(network, hop, len(path.hops) == 1)


def _check_grounds(network: Network, hop: Hop, is_direct: bool) -> None:
    ends = hop.origin.iri, hop.target.iri
    if network.moves.has_edge(*ends):
        assert set(hop.kinds) == set(network.moves[ends[0]][ends[1]])
        assert hop.marks == ()
    else:
        # Only the direct move may be one that the network does not hold; then it is told why.
        assert is_direct
        assert hop.kinds == ("computed",)
        down = Direction("down", "the order of the ladder")
        assert hop.marks or hop.direction == down


def test_each_preference_gives_what_it_promises(graph: KnowledgeGraph, network: Network) -> None:
    different = 0
    for start, end in sampled(network, 71):
        best = {}
        for p in PREFERENCES:
            (best[p],) = find_paths(graph, start, end, count=1, prefer=p, network=network).paths
        assert len({set_back(path) for path in best.values()}) == 1
        for p, preferred in best.items():
            assert all(costs(preferred)[p] <= costs(other)[p] for other in best.values())
        different += len({path.levels for path in best.values()}) > 1
    assert different, "the preferences are never told apart"


@pytest.mark.parametrize("prefer", PREFERENCES)
def test_ways_stand_in_the_order_preferred_and_those_set_back_behind(
    graph: KnowledgeGraph, network: Network, prefer: str
) -> None:
    backs = set()
    for start, end in sampled(network, 41):
        paths = find_paths(graph, start, end, count=9, prefer=prefer, network=network).paths
        keys = [(set_back(path), costs(path)[prefer]) for path in paths]
        assert keys == sorted(keys)
        backs |= {set_back(path) for path in paths}
    assert backs == {0, 1}


def test_no_way_offered_is_beaten_by_another(graph: KnowledgeGraph, network: Network) -> None:
    several = 0
    for start, end in sampled(network, 59):
        paths = find_paths(graph, start, end, count=9, network=network).paths
        ahead = [path for path in paths if not set_back(path)]
        several += len(ahead) > 1
        assert not any(beats(one, other) for one, other in permutations(ahead, 2)), (start, end)
    assert several


def test_a_way_that_only_adds_a_detour_is_left_out(graph: KnowledgeGraph, network: Network) -> None:
    found = ways(graph, network, "Bexley 06", "SCI11", count=9)
    assert len(found.paths) > 1
    for better, worse in permutations(found.paths, 2):
        if set(better.levels) < set(worse.levels) and not set_back(better):
            ours, theirs = costs(better), costs(worse)
            assert theirs["learning"] < ours["learning"] or theirs["stated"] < ours["stated"]


LEVELS = ("a1", "a2", "b1", "b2", "c1")
COUNCILS = {"north": LEVELS[:2], "south": LEVELS[2:4], "west": LEVELS[4:]}
# c is within b.
NESTED = f"<{iri('tc')}> skos:broader <{iri('tb')}> ."
steps = st.dictionaries(
    st.sampled_from(["ta", "tb", "tc", "td", "te"]), st.none() | st.integers(1, 5), min_size=1, max_size=4
)


@given(
    made=st.fixed_dictionaries(dict.fromkeys(LEVELS, steps)),
    registers=st.dictionaries(st.sampled_from(LEVELS), st.just("a register"), max_size=2),
    ends=st.permutations(LEVELS).map(lambda names: names[:2]),
    prefer=st.sampled_from(list(PREFERENCES)),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_holds_of_ways_whatever_the_levels_are(
    project: Project,
    made: dict[str, dict[str, int | None]],
    registers: dict[str, str],
    ends: list[str],
    prefer: str,
) -> None:
    graph = make_graph(project, COUNCILS, made, registers, said=NESTED)
    start, end = (Node(iri(name), name) for name in ends)
    paths = find_paths(graph, start, end, count=9, prefer=prefer).paths
    assert sum(len(path.hops) == 1 for path in paths) == 1, "the direct move is one of them"
    ahead = [path for path in paths if not set_back(path)]
    assert not any(beats(one, other) for one, other in permutations(ahead, 2))
    straight = gap(graph, start, end)
    for path in paths:
        apart = [gap(graph, *(Node(each.iri, each.name) for each in pair)) for pair in pairwise(path.levels)]
        for hop, alone in zip(path.hops, apart, strict=True):
            assert hop.gap.steps <= alone.steps
            assert set(hop.conditions) <= set(alone.conditions)
        assert costs(path)["learning"] <= sum(alone.steps for alone in apart)
        # On the way a narrower topic may come first, which is a part of the wider one.
        in_part = any("tc" in made[level.name] for level in path.levels[1:-1]) and "tb" in made[ends[1]]
        assert straight.steps <= costs(path)["learning"] + in_part


def test_whoever_goes_a_way_keeps_what_each_rung_brought(graph: KnowledgeGraph, network: Network) -> None:
    saved = 0
    for start, end in sampled(network, 97):
        for path in find_paths(graph, start, end, count=5, network=network).paths:
            held: set[str] = set()
            new: list[str] = []
            for hop in path.hops:
                topics = {row.competency for row in hop.added}
                assert topics.isdisjoint(held), "what a hop brought is not learnt again"
                alone = gap(graph, Node(hop.origin.iri, ""), Node(hop.target.iri, ""))
                assert hop.gap.steps <= alone.steps
                saved += alone.steps - hop.gap.steps
                held |= {row.competency for row in hop.gap.rows}
                new += [f"{each.kind} {each.says}" for each in hop.conditions]
            assert len(new) == len(set(new)), "no condition is met twice"
    assert saved, "nothing that was gained on a way was ever of use"


def test_topics_are_counted_once_over_all_hops(graph: KnowledgeGraph, network: Network) -> None:
    found = ways(graph, network, "Community Care Officer", "Advanced Social Work Practitioner", count=1)
    (path,) = found.paths
    added = [row.competency for hop in path.hops for row in hop.added]
    raised = {row.competency for hop in path.hops for row in hop.raised}
    assert len(path.hops) == 3
    assert path.to_learn == len(added) == len(set(added))
    assert path.to_extend == len(raised - set(added))


def test_the_direct_move_is_always_shown(graph: KnowledgeGraph, network: Network) -> None:
    marked = set()
    for start, end in sampled(network, 37):
        for count in (2, 3):
            found = find_paths(graph, start, end, count=count, network=network)
            assert 1 <= len(found.paths) <= count
            (direct,) = (path for path in found.paths if len(path.hops) == 1)
            marked |= set(direct.hops[0].marks)
    assert marked == {HIGH_ENTRY, SKIPS, LONG}


@pytest.mark.parametrize(
    ("start", "end", "marks"),
    [
        ("Scale 6", "SO1", ()),
        ("SO2", "Scale 6", ()),
        ("Scale 6", "SO2", (SKIPS,)),
        ("SCI08", "Social Worker, Band A", (LONG,)),
        ("Bexley 07", "Advanced Social Work Practitioner", (HIGH_ENTRY, LONG)),
        ("SCI09", "Social Worker, Band B", (LONG,)),
        ("SCI04", "SCI14", (SKIPS, LONG)),
    ],
)
def test_a_direct_move_is_marked_with_what_a_planner_should_see(
    graph: KnowledgeGraph, network: Network, start: str, end: str, marks: tuple[str, ...]
) -> None:
    """Who is on the register, or whose post may need it, joins higher too: SCI09 asks it where needed."""
    found = ways(graph, network, start, end, count=9)
    (direct,) = (path for path in found.paths if len(path.hops) == 1)
    assert direct.hops[0].marks == marks
    assert (direct.hops[0].gap.share < network.bounds.near) is (LONG in marks)


def test_the_ladder_goes_before_passing_over_its_rungs(graph: KnowledgeGraph, network: Network) -> None:
    found = ways(graph, network, "Scale 6", "SO2")
    by_rungs, at_once = found.paths[0], found.paths[-1]
    assert [level.name.rpartition(" ")[2] for level in by_rungs.levels] == ["6", "SO1", "SO2"]
    assert by_rungs.is_stated
    assert at_once.hops[0].marks == (SKIPS,)


def test_without_computed_moves_nothing_is_computed(graph: KnowledgeGraph, network: Network) -> None:
    found = ways(graph, network, "SCI04", "SCI14", stated_only=True)
    (path,) = found.paths
    assert len(path.hops) == 10
    assert path.is_stated
    assert {hop.kinds for hop in path.hops} == {("ladder",)}
    assert {hop.direction.told for hop in path.hops} == {"up, by the order of the ladder"}


def test_a_rule_that_is_a_condition_too_counts_its_months_once(
    graph: KnowledgeGraph, network: Network
) -> None:
    (path,) = ways(
        graph, network, "Experienced Social Worker", "Advanced Social Work Practitioner", count=1
    ).paths
    (hop,) = path.hops
    assert [rule.months for rule in hop.rules] == [24]
    assert (path.totals.least_months, path.totals.most_months) == (24, 24)


@pytest.mark.parametrize(("end", "months"), [("SO1", 6), ("SO2", 12)])
def test_time_that_a_rule_asks_for_each_step_counts_for_each(
    graph: KnowledgeGraph, network: Network, end: str, months: int
) -> None:
    totals = ways(graph, network, "Scale 6", end, count=1).paths[0].totals
    assert (totals.least_months, totals.most_months) == (months, months)


def test_years_of_experience_may_be_the_same_years(graph: KnowledgeGraph, network: Network) -> None:
    # Two years of care work for Band A, two after qualifying for Band B, two at Band B for Band C: the first
    # two name no level, so one may be part of the other; the last two follow them.
    found = ways(graph, network, "Bexley 07", "Advanced Social Work Practitioner", stated_only=False, count=9)
    (by_rungs,) = (path for path in found.paths if [hop.target.rank for hop in path.hops] == [1, 2, 3])
    totals = by_rungs.totals
    assert (totals.least_months, totals.most_months) == (48, 72)
    assert totals.registrations == ("Social Work England",)


def test_what_stands_in_the_way_is_said_where_only_stated_moves_are_wanted(
    graph: KnowledgeGraph, network: Network
) -> None:
    found = ways(graph, network, "Community Care Officer", "Social Worker, Band A", stated_only=True)
    assert found.paths == ()
    assert found.obstacle
    assert "no source states a move that closes the way" in found.obstacle.reason
    assert found.obstacle.nearest_from == found.origin
    assert found.obstacle.nearest_to == found.target
    assert found.obstacle.share == network.share(found.origin.iri, found.target.iri)
    below = ways(graph, network, "SO2", "Scale 6", stated_only=True)
    assert below.paths == ()
    assert below.obstacle
    assert below.obstacle.reason == "no source states a move that leads there."
    assert below.obstacle.nearest_from is None


def test_a_move_that_is_far_is_told_and_not_refused(graph: KnowledgeGraph, network: Network) -> None:
    far = ways(graph, network, "SCI04", "Advanced Social Work Practitioner")
    assert far.obstacle is None
    (direct,) = (path for path in far.paths if len(path.hops) == 1)
    (hop,) = direct.hops
    assert LONG in hop.marks
    assert hop.gap.share < network.bounds.near


def test_a_way_down_a_ladder_is_told_as_that(graph: KnowledgeGraph, network: Network) -> None:
    (path,) = ways(graph, network, "SO2", "Scale 6", count=1).paths
    (hop,) = path.hops
    assert hop.direction.told == "down, by the order of the ladder"
    assert hop.is_computed
    assert hop.gap.steps == 0


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("Bexley 07", "Social Worker, Band A", "up, by registration"),
        ("Social Worker, Band A", "Bexley 07", "down, by registration"),
        ("Occupational Therapist, Band A", "Social Worker, Band A", "level, by what each asks"),
        ("SCI04", "Social Care officer, Level B", "up, by what each asks"),
        ("Social Care officer, Level B", "SCI13", "other work, by what each asks"),
    ],
)
def test_a_direction_is_told_of_each_move(
    graph: KnowledgeGraph, network: Network, start: str, end: str, told: str
) -> None:
    found = ways(graph, network, start, end, count=9)
    (direct,) = (path for path in found.paths if len(path.hops) == 1)
    assert direct.hops[0].direction.told == told


def test_a_register_above_its_lowest_rung_is_marked_and_set_back(project: Project) -> None:
    councils = {"officers": ("officer",), "workers": ("band a", "band b")}
    made = {"officer": {"a": 3}, "band a": {"b": 3}, "band b": {"a": 3}}
    registers = {"band a": "a register", "band b": "a register"}
    graph = make_graph(project, councils, made, registers)
    officer, worker = (Node(iri(name), name) for name in ("officer", "band b"))
    (path,) = find_paths(graph, officer, worker).paths
    assert path.hops[0].marks == (HIGH_ENTRY,)
    made["band a"] = {"a": 3, "b": 3}
    by_rungs, at_once = find_paths(
        make_graph(project, councils, made, registers), officer, worker, bound=0.5
    ).paths
    assert [level.name for level in by_rungs.levels] == ["officer", "band a", "band b"]
    assert at_once.hops[0].marks == (HIGH_ENTRY,)
    (only,) = find_paths(graph, officer, worker, count=1).paths
    assert only.hops[0].marks == (HIGH_ENTRY,), "where there is no other way, it is still shown"


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
