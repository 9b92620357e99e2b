"""What a proof must have found to hold: of each fault one line.

Those about what was lost are judged always; those about time (`late`, `slow`) only where the
machine has time (tests/faults/prove.py).
"""

from __future__ import annotations

from typing import Any

HEALS_WITHIN = 5.0  # seconds until a save is taken again, when there is room again
WITHIN = 2.0  # seconds from a kill to the first good page, in the middle of all kills;
WITHIN_YARDS = 6.0  # on a slow machine, as many times what a start of others' code takes there,
WITHIN_AT_MOST = 6.0  # and more on no machine
LONGEST = 10.0  # and after any one kill: by then she has given up and written on paper
REFUSED_OF_FULL = 1 / 8  # of the tries on a full disk (10 to 14 of 50 are usual): others had room
Found = dict[str, Any]


def nothing_lost(found: Found) -> list[str]:
    told = [f"{key}: {found[key]}" for key in ("faults", "trouble", "twice") if found.get(key)]
    told += [f"nobody looked for {key}" for key in ("faults", "twice") if key not in found]
    if found.get("unfinished"):
        told.append(f"{found['unfinished']} never came to an end")
    if not found["acknowledged"]:
        told.append("nothing was acknowledged: nothing was tried")
    return told


def no_page_fell_over(found: Found) -> list[str]:
    told = nothing_lost(found)
    if found["answers"].get("500"):
        told.append(f"{found['answers']['500']} times a page of ours fell over")
    return told


def late(found: Found) -> list[str]:
    """Back soon after each kill: in the middle by what the machine can do, at worst by the clock.

    The yardstick is none of our code, or a start made slower would loosen its own gate.
    """
    until, busy, told = found["until_good_page"], found["busy"], []
    yards = WITHIN_YARDS * (found["yardstick"] or 0)
    limit = min(max(WITHIN, yards), WITHIN_AT_MOST) * busy
    if until["median"] > limit:
        told.append(f"{until['median']} s from a kill to a good page, not {limit:.1f}")
    if until["longest"] > LONGEST * busy:
        told.append(f"{until['longest']} s from one kill to a good page, not {LONGEST * busy:.1f}")
    return told


def calm(found: Found) -> list[str]:
    """Refused in need, as often as it should be, or nothing was tried."""
    share = REFUSED_OF_FULL if found["what"] == "full" else 1
    told = nothing_lost(found)
    if found["refused"] < share * found["tries"]:
        told.append(f"only {found['refused']} of {found['tries']} were refused")
    return told


def slow(found: Found) -> list[str]:
    """Taken again soon after the need is over."""
    if found["heals_within"] > HEALS_WITHIN * found["busy"]:
        return [f"{found['heals_within']} s until a save was taken again"]
    return []


def synced(found: Found) -> list[str]:
    told = nothing_lost(found)
    if found["without_a_sync"]:
        told.append(f"{found['without_a_sync']} were acknowledged before they were on the disk")
    if not found["found_without_a_sync_when_switched_off"]:
        told.append("with syncing off nothing is noticed: the look proves nothing")
    return told


def no_error(found: Found) -> list[str]:
    told = nothing_lost(found)
    told += [f"{count} answers were {status}" for status, count in found["answers"].items()
             if status == "none" or status >= "500"]  # fmt: skip
    told += [f"{count} pages of a supervisor's were {status}"
             for status, count in found["read"].items() if status != "200"]  # fmt: skip
    if not found["read"].get("200"):
        told.append("no supervisor read anything")
    if found["unanswered"]:
        told.append(f"{found['unanswered']} saves were never answered")
    if found["signed_in"] != found["sign_in"].get("count"):
        told.append(f"{found['signed_in']} of {found['sign_in'].get('count')} could sign in")
    return told
