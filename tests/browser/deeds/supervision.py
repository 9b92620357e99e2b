"""Pairs, and supervision sessions in every state that their pages show."""

from datetime import timedelta

from django.utils import timezone

from journals.services.before_groups import put_before_group
from people.models import User
from supervision.models import Supervision, SupervisionSession
from supervision.peers import ask_peer
from supervision.records import ActionRow
from supervision.services import coming, recording, topics
from tests.browser.deeds.people import fellow_leader
from tests.browser.deeds.rows import user_of
from tests.makers import (
    make_entry,
    make_membership,
    make_share,
    make_supervision,
    make_team,
    make_user,
)
from tests.supervision import agreeing
from tests.supervision.makers import (
    make_data,
    make_drop_in,
    make_group,
    make_past_session,
    make_recorded,
    make_session,
)
from vault.ids import short


def sessions_of(supervisor: User, supervisee: User) -> dict[str, str]:
    team, second = make_team(name="Ward 7 East"), make_user("Kofi Mensah")
    make_membership(supervisor, team, "supervisor")
    make_membership(supervisee, team)
    pair = make_supervision(supervisor, supervisee)
    make_supervision(supervisor, second)
    for by, text in ((supervisee, "Saying no at handover"), (supervisor, "Your leave in March")):
        topics.add_topic(supervision=pair, by=by, text=text)
    held = make_past_session(pair, timedelta(days=30))
    late = timezone.localdate() - timedelta(days=3)
    make_recorded(held, actions=[
        ActionRow("Read the lone working policy", supervisee.pk, late),
        ActionRow("Ask the matron for the rota", supervisor.pk),
    ])  # fmt: skip
    recording.acknowledge(
        session_id=held.pk, actor=supervisee, revision=1, remark="We did not speak of guilt."
    )
    read = make_recorded(make_past_session(pair, timedelta(days=12)))
    waits, draft = make_past_session(pair, timedelta(days=2)), make_past_session(pair)
    recording.save_record(
        session_id=draft.pk, actor=supervisor, revision=0, show=False,
        data=make_data(draft, record={"functions": ["formative"], "themes": "Mrs Okafor's fall"}),
    )  # fmt: skip
    planned = make_session(pair, place="Room 4, or https://meet.example/us")
    off = make_session(pair, starts_at=timezone.now() + timedelta(days=8))
    SupervisionSession.objects.filter(pk=off.pk).update(state="called-off")
    group = make_group(supervisor, [supervisee, second])
    shared = make_share(make_entry(supervisee), pair)
    put_before_group(
        share_id=shared.pk,
        session_id=group.pk,
        writer=supervisee,
        plan=group.plan_revision,
        named={supervisor.pk, second.pk},
    )
    drop_in = make_drop_in(supervisor, team.organisation)
    down = make_drop_in(supervisor, team.organisation, starts_at=timezone.now() + timedelta(days=9))
    coming.put_down(session_id=down.pk, person=supervisee)
    found = {
        "pair": pair, "held": held, "read": read, "waits": waits, "draft": draft,
        "planned": planned, "off": off, "group": group, "drop-in": drop_in, "down": down,
        "shared": shared,
    }  # fmt: skip
    return {name: short(thing.pk) for name, thing in found.items()}


def peers(id: str) -> None:
    """One peer, one who asks, and one who was asked."""
    me, [peer, asking, asked] = user_of(id), [fellow_leader(id, n) for n in ("Kofi", "Lin", "Mo")]
    make_supervision(user_of(peer["id"]), me, is_peer=True)
    ask_peer(asker=user_of(asking["id"]), asked_id=me.pk)
    ask_peer(asker=me, asked_id=user_of(asked["id"]).pk)


def agreed(id: str, supervisor: str) -> dict[str, str]:
    """What the two have in force, to be looked at again soon; and their pair."""
    pair = Supervision.objects.current().get(supervisor=user_of(supervisor), supervisee=user_of(id))
    soon = timezone.localdate() + timedelta(days=3)
    agreement = agreeing.agreed(pair, review_on=soon)
    return {"pair": short(pair.pk), "agreement": short(agreement.pk)}


def sessions(supervisor: str, supervisee: str) -> dict[str, str]:
    """Supervision sessions of two people, in every state."""
    return sessions_of(user_of(supervisor), user_of(supervisee))
