"""What a reader writes, when its writer sees it, and the talk that follows."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from journals.merging import Save
from journals.models import InvalidMove, ParkedWords, Reply, Review, Share, ShareMove
from journals.review_saving import is_part, save_review
from journals.services import own_words, parking, reviewing, sharing
from journals.services.endings import close_ended
from journals.services.reviewing import NotGivenError
from notices.models import Notice
from people.kept import MOST_OWN
from people.models import AuditEvent, User
from supervision.models import Supervision
from tests.makers import (
    make_entry,
    make_prompt_version,
    make_share,
    make_supervision,
    make_words,
)
from vault import sealing
from vault.ids import new_id
from vault.models import KeyHolder

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: SimpleNamespace) -> Share:
    pair = Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)
    entry = make_entry(
        cast.amara, make_prompt_version(), answers={"happened": "She sat  up\nlate."}
    )
    given = make_share(entry, pair)
    return sharing.open_share(share_id=given.pk, reader=cast.ben)


def save(share: Share, reader: User, base: int = 0, page: Any = None, **parts: Any) -> Any:
    review = Review.objects.get(share=share)
    parts = {part.replace("__", "-"): value for part, value in parts.items()}
    operation = Save(operation=new_id(), page=page or new_id(), base=base, parts=parts)
    return save_review(review_id=review.pk, reader=reader, save=operation)


def give(share: Share, reader: User, outcome: str = "acknowledged") -> Review:
    revision = Review.objects.get(share=share).revision
    return reviewing.give_review(
        share_id=share.pk, reader=reader, outcome=outcome, revision=revision
    )


def test_a_draft_is_its_readers_alone(share: Share, amara: User, ben: User) -> None:
    save(share, ben, noticed="A draft.")
    assert not Review.objects.visible_to(amara).exists()
    assert Review.objects.visible_to(ben).get().words == {"noticed": "A draft."}


def test_giving_lets_the_writer_see_it(share: Share, amara: User, ben: User) -> None:
    make_words(share)
    give(share, ben, "returned")
    assert Review.objects.visible_to(amara).get().outcome == "returned"
    assert [move.after for move in ShareMove.objects.filter(share=share)] == ["seen", "returned"]
    assert AuditEvent.objects.filter(person=amara, action="reviewed").count() == 1
    assert Notice.objects.filter(person=amara, kind="share-answered").count() == 1


def test_what_is_given_does_not_change(share: Share, ben: User) -> None:
    make_words(share)
    give(share, ben)
    with pytest.raises(Review.DoesNotExist):
        save(share, ben, noticed="Something else.")
    with pytest.raises(InvalidMove):
        give(share, ben)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"noticed": " "}, {"noticed": reviewing.MISSING}),
        ({"question": "x" * 5001}, {"question": reviewing.TOO_LONG}),
        (
            {"comment-happened-1": {"quote": "She lay down", "text": "Why?"}},
            {"comment-happened-1": reviewing.NOT_THERE},
        ),
        (
            {"comment-happened-1": {"quote": "She sat", "text": ""}},
            {"comment-happened-1": reviewing.NO_TEXT},
        ),
        (
            {"comment-elsewhere-1": {"quote": "She sat", "text": "Why?"}},
            {"comment-elsewhere-1": reviewing.NOT_THERE},
        ),
    ],
)
def test_what_keeps_a_review_back(
    share: Share, ben: User, words: dict[str, Any], problem: dict[str, str]
) -> None:
    make_words(share, **words)
    with pytest.raises(NotGivenError) as refused:
        give(share, ben)
    assert refused.value.problems == problem
    share.refresh_from_db()
    assert share.state == "seen" and not Review.objects.get(share=share).is_given


def test_a_phrase_may_run_over_lines(share: Share, ben: User) -> None:
    make_words(share, **{"comment-happened-1": {"quote": "sat up late.", "text": "Good."}})
    assert give(share, ben).is_given


def test_a_page_that_is_behind_does_not_give(share: Share, ben: User) -> None:
    review = make_words(share)
    with pytest.raises(NotGivenError):
        reviewing.give_review(
            share_id=share.pk, reader=ben, outcome="acknowledged", revision=review.revision - 1
        )


def test_two_devices_lose_nothing(share: Share, ben: User) -> None:
    save(share, ben, noticed="From the desk.")
    saved = save(share, ben, base=0, noticed="From the phone.", question="Why?")
    review = Review.objects.get(share=share)
    assert saved.clashes == ["noticed"]
    assert review.words == {"noticed": "From the desk.", "question": "Why?"}
    assert [clash["text"] for clash in review.clashes] == ["From the phone."]
    reviewing.settle_clash(
        review_id=review.pk, reader=ben, part="noticed", page=review.clashes[0]["page"], use=False
    )
    assert Review.objects.get(share=share).clashes == []


def test_an_operation_sent_again_is_one(share: Share, ben: User) -> None:
    review = Review.objects.get(share=share)
    operation = Save(operation=new_id(), page=new_id(), base=0, parts={"noticed": "Once."})
    first = save_review(review_id=review.pk, reader=ben, save=operation)
    assert save_review(review_id=review.pk, reader=ben, save=operation) == first
    assert Review.objects.get(share=share).revision == 1


def test_words_on_a_withdrawn_share_are_kept_for_who_wrote_them(
    share: Share, amara: User, ben: User
) -> None:
    sharing.withdraw_share(share_id=share.pk, author=amara)
    save(share, ben, noticed="Half a sentence")
    assert Review.objects.own_words_of(ben).get().words == {"noticed": "Half a sentence"}
    assert not Review.objects.visible_to(ben).exists()
    assert not Review.objects.visible_to(amara).exists()


@pytest.mark.parametrize("who", ["amara", "chloe", "farid", "grace", "hana", "ife", "efua"])
def test_nobody_else_saves_into_it(share: Share, cast: SimpleNamespace, who: str) -> None:
    with pytest.raises(Review.DoesNotExist):
        save(share, getattr(cast, who), noticed="Not mine.")


def test_the_talk_goes_on_both_ways(share: Share, amara: User, ben: User) -> None:
    make_words(share)
    give(share, ben, "returned")
    reviewing.add_reply(share_id=share.pk, by=amara, kind=Reply.Kind.STANDS, text="")
    reviewing.add_reply(share_id=share.pk, by=ben, kind=Reply.Kind.ANSWER, text="I see.")
    reviewing.acknowledge(share_id=share.pk, reader=ben)
    talk = Reply.objects.visible_to(amara).filter(share=share)
    assert [(reply.by_writer, reply.kind) for reply in talk] == [
        (True, "stands"),
        (False, "answer"),
    ]
    assert Notice.objects.filter(person=ben, kind="share-replied").count() == 1
    assert AuditEvent.objects.filter(person=amara, action="commented").count() == 1
    assert Share.objects.get(pk=share.pk).state == "acknowledged"


def test_nobody_else_joins_the_talk(share: Share, cast: SimpleNamespace) -> None:
    for who in (cast.chloe, cast.farid, cast.grace, cast.hana, cast.ife):
        with pytest.raises(Share.DoesNotExist):
            reviewing.add_reply(share_id=share.pk, by=who, kind="answer", text="I too.")


def test_there_is_no_talk_before_a_review_or_after_the_end(share: Share, amara: User) -> None:
    with pytest.raises(InvalidMove):
        reviewing.add_reply(share_id=share.pk, by=amara, kind="answer", text="Well?")
    sharing.withdraw_share(share_id=share.pk, author=amara)
    with pytest.raises(InvalidMove):
        reviewing.add_reply(share_id=share.pk, by=amara, kind="answer", text="Well?")


def test_a_second_round_names_the_first(share: Share, amara: User, ben: User) -> None:
    make_words(share)
    give(share, ben, "returned")
    assert share.supervision is not None
    again = make_share(share.entry, share.supervision)
    assert again.previous_id == share.pk


def test_there_is_room_for_a_few_parked_pages(share: Share) -> None:
    def park(by_writer: bool, place: str, words: str) -> bool:
        fields = {"q-noticed": [words]}
        return parking.park_words(
            share=share, by_writer=by_writer, place=place, fields=fields, alone=True
        )

    kept = [park(False, "review", f"Words {number}") for number in range(7)]
    assert kept == [True] * 5 + [False] * 2
    assert not park(True, "reply", "x" * (parking.MOST_CHARACTERS + 1))
    assert ParkedWords.objects.count() == 5


def test_which_parts_a_review_has() -> None:
    assert is_part("noticed") and is_part("comment-happened-1") and is_part("comment-a_b-12")
    for wrong in ("", "comment-happened-0", "comment--1", "comment-x-1-2", "happened", "title"):
        assert not is_part(wrong)


def test_there_is_room_for_more_pages_of_who_is_there_but_not_for_any_number(share: Share) -> None:
    kept = [
        own_words.park_own(share=share, place="review", fields={"q-noticed": [f"Words {number}"]})
        for number in range(MOST_OWN + 2)
    ]
    assert kept == [True] * MOST_OWN + [False] * 2


def test_one_share_that_cannot_be_shut_does_not_keep_the_others(share: Share, ife: User) -> None:
    assert share.reader is not None
    other = make_share(make_entry(ife), make_supervision(share.reader, ife))
    Supervision.objects.update(ended_on=timezone.localdate())
    KeyHolder.objects.filter(pk=share.key_holder_id).update(wrapped=b"torn")
    sealing.forget(share.key_holder_id)
    assert close_ended() == 1
    other.refresh_from_db()
    assert other.state == "closed"
