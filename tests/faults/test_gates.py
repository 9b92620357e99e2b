"""Each gate of script/proof tells each fault that it is there for, and lets pass what is well."""

from typing import Any

import pytest

from tests.faults import gates

WELL = {"acknowledged": 9, "faults": [], "twice": [], "busy": 1.0}
KILLED = WELL | {
    "trouble": [],
    "unfinished": 0,
    "answers": {"200": 9, "503": 4, "none": 7},
    "yardstick": 0.3,
    "until_good_page": {"median": 1.7, "longest": 4.0},
}
STARVED = WELL | {"what": "away", "tries": 4, "refused": 4, "trouble": [], "heals_within": 1.0}
SYNCED = WELL | {"without_a_sync": 0, "found_without_a_sync_when_switched_off": 9}
WARD = WELL | {
    "unanswered": 0,
    "trouble": [],
    "unfinished": 0,
    "answers": {"200": 30, "303": 2},
    "read": {"200": 20},
    "signed_in": 2,
    "sign_in": {"count": 2},
}
GATES = [
    (gates.no_page_fell_over, KILLED),
    (gates.late, KILLED),
    (gates.calm, STARVED),
    (gates.slow, STARVED),
    (gates.synced, SYNCED),
    (gates.no_error, WARD),
]
OF_LOSSES = [(gate, found) for gate, found in GATES if gate not in (gates.late, gates.slow)]


@pytest.mark.parametrize(("gate", "found"), GATES)
def test_what_is_well_passes(gate: Any, found: dict[str, Any]) -> None:
    assert gate(found) == []


@pytest.mark.parametrize(
    "fault",
    [
        {"faults": ["lost: happened"]},
        {"twice": ["5 revisions of 4 saves"]},
        {"trouble": ["TimeoutError"]},
        {"unfinished": 1},
        {"acknowledged": 0},
    ],
)
@pytest.mark.parametrize(("gate", "found"), OF_LOSSES)
def test_every_gate_tells_a_loss(gate: Any, found: dict[str, Any], fault: dict[str, Any]) -> None:
    assert len(gate(found | fault)) == 1


@pytest.mark.parametrize("key", ["faults", "twice"])
@pytest.mark.parametrize(("gate", "found"), OF_LOSSES)
def test_every_gate_wants_that_it_was_looked_for(
    gate: Any, found: dict[str, Any], key: str
) -> None:
    without = {name: value for name, value in found.items() if name != key}
    assert gate(without) == [f"nobody looked for {key}"]


@pytest.mark.parametrize(
    ("gate", "found", "fault"),
    [
        (gates.no_page_fell_over, KILLED, {"answers": {"500": 1}}),
        (gates.calm, STARVED, {"refused": 3}),
        (gates.calm, STARVED, {"what": "read-only", "refused": 3}),
        (gates.calm, STARVED, {"what": "full", "tries": 50, "refused": 6}),
        (gates.slow, STARVED, {"heals_within": 5.1}),
        (gates.synced, SYNCED, {"without_a_sync": 1}),
        (gates.synced, SYNCED, {"found_without_a_sync_when_switched_off": 0}),
        (gates.no_error, WARD, {"unanswered": 1}),
        (gates.no_error, WARD, {"answers": {"200": 30, "500": 1}}),
        (gates.no_error, WARD, {"answers": {"200": 30, "none": 1}}),
        (gates.no_error, WARD, {"read": {"200": 20, "302": 1}}),
        (gates.no_error, WARD, {"read": {"200": 20, "404": 1}}),
        (gates.no_error, WARD, {"read": {}}),
        (gates.no_error, WARD, {"signed_in": 1}),
    ],
)
def test_a_gate_tells_its_own_faults(
    gate: Any, found: dict[str, Any], fault: dict[str, Any]
) -> None:
    assert len(gate(found | fault)) == 1


def until_good(median: float, longest: float, **more: Any) -> list[str]:
    until = {"median": median, "longest": longest}
    return gates.late(KILLED | {"until_good_page": until} | more)


def test_a_start_may_take_what_the_machine_takes_and_no_more() -> None:
    assert len(until_good(2.9, 4.0)) == 1
    assert until_good(3.5, 6.0, yardstick=0.6) == []
    assert until_good(4.0, 6.0, busy=2.0) == []
    assert len(until_good(2.1, 4.0, yardstick=None)) == 1  # of PostgreSQL, which starts quickly
    assert len(until_good(gates.WITHIN_AT_MOST + 0.1, 7.0, yardstick=60.0)) == 1


def test_no_single_kill_may_take_for_ever() -> None:
    assert len(until_good(1.0, gates.LONGEST + 0.1, yardstick=60.0)) == 1
    assert until_good(1.0, gates.LONGEST + 0.1, busy=2.0) == []
