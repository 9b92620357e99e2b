"""One of everything, for the walk over every page."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from journals.models import Entry
from journals.preparing import Choices, keep
from journals.services.entries import park_form
from people.models import Address, Hold, HoldNotice
from people.services.invitations import invite
from people.services.resets import tokens
from people.tokens import digest, new_token
from supervision.models import Handing
from tests.access.outside import OUTSIDE
from tests.browser.deeds.concerns import worry
from tests.browser.deeds.meetings import led_meetings
from tests.browser.deeds.portfolio import kept
from tests.browser.deeds.rows import plain_version, user_of
from tests.browser.deeds.shares import link_outside
from tests.browser.deeds.supervision import sessions_of
from tests.desk.bringing_makers import brought_ids
from tests.makers import (
    make_clash,
    make_entry,
    make_factor,
    make_membership,
    make_promise,
    make_revision,
    make_share,
    make_supervision,
    make_team,
    make_user,
)
from tests.prompts.measure_makers import make_measure, make_sitting
from tests.supervision.agreeing import draft_of
from tests.supervision.telling import make_kept
from vault.ids import short


def gallery(id: str) -> dict[str, str]:
    """One of everything that pages show, and the path of each page."""
    user, team = user_of(id), make_team(name="Ward 7 East")
    make_membership(user, team)
    pair = make_supervision(make_user("Ben Adeyemi"), user)
    shown = {
        "answers": {"happened": "I sat with him until his daughter came.", "barriers": ["Noise"]},
        "private_note": "I was angry, too.",
    }

    ages = iter(range(20))

    def entry(title: str, **fields: Any) -> Entry:
        fields["touched_at"] = timezone.now() - timedelta(days=next(ages))
        return make_entry(user, plain_version(), **shown | {"title": title}, **fields)

    draft = entry("A long night")
    entry("")  # without a name they are called by their prompt, both of them
    entry("")
    finished = entry("The daughter", finished=True)
    binned, fought = entry("Not this one", deleted=True), entry("From two places")
    make_clash(fought)
    make_clash(fought, "about-title", text="Another name")
    parked = entry("Too long")
    park_form(
        entry=parked,
        fields={"asked": ["happened", "in_a_line"], "q-happened": ["Too many words. " * 1_260],
                "q-in_a_line": ["A line that waits"]},
    )  # fmt: skip
    history = make_revision(finished, text=finished.text())
    address = Address.objects.create(
        user=user, address=f"besides.{short(user.pk).lower()}@example.test",
        key=f"besides.{short(user.pk).lower()}@example.test", confirmed_at=timezone.now(),
    )  # fmt: skip
    Address.objects.create(
        user=user, address="soon@example.test", key="soon@example.test", code_digest="x",
        code_expires_at=timezone.now() + timedelta(hours=1), tries_left=3,
    )  # fmt: skip
    link, _sent = invite(address=user.email, base_url="http://testserver",
                         organisation=make_team().organisation)  # fmt: skip
    stop = new_token()
    second_step = make_factor(user)
    held = make_user("Held", held_until=timezone.now() + timedelta(days=9))
    until = timezone.now() + timedelta(days=9)
    HoldNotice.objects.create(
        hold=Hold.objects.create(user=held, until=until), token_digest=digest("hold-notice", stop)
    )
    given = make_share(entry("Shown to two"), pair)
    outside = link_outside(given.entry)
    keep(finished, Choices(parts=["happened"], supervisions=[short(pair.pk)], outside=OUTSIDE))
    promise = make_promise(user, "When the hoist comes back", due_on=timezone.localdate())
    peer = make_supervision(make_user("Kofi Mensah"), user, is_peer=True)
    led = make_supervision(user, make_user("Efua Owusu"))
    asked = Handing.objects.create(
        kind=Handing.Kind.HAND_ON, supervision=led, to=make_user("Grace Obi")
    )
    sessions = sessions_of(make_user("Farid Haddad"), user)
    measure = make_measure(team.organisation)
    sitting = make_sitting(user, measure, answers={"t1": 3, "t2": 1, "t3": 4, "c1": 0})
    return led_meetings(user, team) | {
        "measure": short(measure.pk),
        "sitting": short(sitting.pk),
        **{name: short(pk) for name, pk in brought_ids(user, "A quiet week").items()},
        **{f"session {name}": one for name, one in sessions.items()},
        "promise": short(promise.pk),
        **kept(user),
        "peer": short(peer.pk),
        "pair": short(pair.pk),
        "led": short(led.pk),
        "handing": short(asked.pk),
        "agreement": short(draft_of(pair, user).pk),
        "feedback": short(make_kept(pair).pk),
        "share": short(given.pk),
        "concern": worry(short(given.pk)),
        "link": outside,
        "entry": short(draft.pk),
        "finished": short(finished.pk),
        "binned": short(binned.pk),
        "fought": short(fought.pk),
        "parked": short(parked.pk),
        "revision": short(history.pk),
        "address": short(address.pk),
        "invitation": link.rstrip("/").rpartition("/")[2],
        "hold": stop,
        "factor": short(second_step.pk),
        "reset": f"{held.pk.hex}-{tokens.make_token(held)}",
    }


def calm_page(template: str) -> str:
    from django.template.loader import render_to_string

    return render_to_string(template)
