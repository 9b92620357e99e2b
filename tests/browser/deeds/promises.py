"""A leader's promises."""

from datetime import timedelta

from django.utils import timezone

from promises import services as promise_services
from tests.browser.deeds.rows import user_of
from tests.makers import make_membership, make_promise, make_team, make_user
from vault.ids import short


def promises(id: str) -> dict[str, str]:
    """A leader with promises in every state, and one that a colleague offers."""
    user, beside, team = user_of(id), make_user("Kofi Mensah"), make_team(name="Ward 7 East")
    for one in (user, beside):
        make_membership(one, team, "leader")
    today = timezone.localdate()
    found = {
        "overdue": make_promise(user, "A lamp for Mrs Adeyemi", due_on=today - timedelta(days=3)),
        "unsaid": make_promise(user, "Whether students can join in", due_on=None, to_role=""),
    }
    for name, answer in (("yes", "yes"), ("no", "no"), ("later", "not-yet")):
        found[name] = make_promise(user, f"Something for {name}", due_on=today)
        promise_services.answer_promise(
            promise_id=found[name].pk, actor=user, answer=answer, reason="There is a reason.",
            received="With a nod.", due_on=today + timedelta(days=5),
        )  # fmt: skip
    theirs = make_promise(beside, "Whether the fridge is mended")
    offer = promise_services.offer_hand_over(promise_id=theirs.pk, actor=beside, to_id=user.pk)
    mine = make_promise(user, "Who covers on Friday")
    promise_services.offer_hand_over(promise_id=mine.pk, actor=user, to_id=beside.pk)
    ids = {name: short(promise.pk) for name, promise in found.items()}
    return ids | {"offered": short(offer.pk), "mine": short(mine.pk)}
