"""What may become of an agreement, who is told, and what the trails of both show of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desk.ticking import tick
from notices.models import Notice
from notices.services import send_due
from people.audit import verify_trail
from people.models import AuditEvent, User
from supervision import terms
from supervision.models import Agreement, Signature, Supervision
from supervision.services import agreements as services
from supervision.services.agreements import (
    ChangedMeanwhile,
    NoDraft,
    NotNowError,
    NotReady,
    PairIsOver,
    Seen,
    begin_draft,
    records_more,
    tell_reviews_due,
)
from tests.conftest import suspend
from tests.makers import make_supervision, make_user
from tests.notices.makers import make_wish
from tests.supervision.agreeing import READY, agreed, change, draft_of, end, sign
from vault.models import KeyHolder

TODAY = timezone.localdate()
State = Agreement.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(amara: User, ben: User) -> Supervision:
    return Supervision.objects.current().get(supervisor=ben, supervisee=amara)


def told(person: User) -> list[str]:
    found = Notice.objects.filter(person=person, kind__startswith="agreement-")
    return sorted(found.values_list("kind", flat=True))


def trail(person: User) -> list[tuple[str, bool]]:
    rows = AuditEvent.objects.filter(person=person, action__startswith="agreement-")
    return [(row.action, row.actor_id == person.pk) for row in rows.order_by("number")]


def test_drafted_by_one_changed_by_the_other_signed_by_both(
    pair: Supervision, amara: User, ben: User
) -> None:
    draft = begin_draft(supervision_id=pair.pk, actor=amara)
    assert (draft.number, draft.revision, draft.state) == (1, 0, State.DRAFT)
    assert "stays between us" in draft.terms["confidentiality"]
    draft = change(draft, ben, **READY, review_on=TODAY + timedelta(days=90))
    assert draft.revision == 1
    signed = sign(draft, amara, "  Amara A. Nurse ")
    assert (signed.state, told(ben), told(amara)) == (
        State.SIGNED_BY_ONE,
        ["agreement-to-sign"],
        [],
    )
    done = sign(draft, ben, "Ben B. Senior")
    assert done.state == State.IN_FORCE and done.in_force_at
    assert (told(ben), told(amara)) == ([], ["agreement-in-force"])
    names = [one.name for one in Signature.objects.visible_to(amara)]
    assert names == ["Amara A. Nurse", "Ben B. Senior"]
    changed, signed_it = "agreement-changed", "agreement-signed"
    assert trail(amara) == [
        (changed, True),
        (changed, False),
        (signed_it, True),
        (signed_it, False),
    ]
    assert trail(ben) == [(action, not own) for action, own in trail(amara)]
    assert verify_trail(amara) is None and verify_trail(ben) is None


def test_the_key_of_a_pair_is_made_once_and_by_a_draft(pair: Supervision, amara: User) -> None:
    assert pair.key_holder_id is None
    before = KeyHolder.objects.count()
    first = begin_draft(supervision_id=pair.pk, actor=amara)
    again = begin_draft(supervision_id=pair.pk, actor=pair.supervisor)
    pair.refresh_from_db()
    assert first.pk == again.pk
    assert first.key_holder_id == pair.key_holder_id
    assert KeyHolder.objects.count() == before + 1


def test_a_stale_page_never_writes_over_the_other_s_words(
    pair: Supervision, amara: User, ben: User
) -> None:
    draft = draft_of(pair, amara)
    change(draft, ben, aims="Ben's aims")
    with pytest.raises(ChangedMeanwhile):
        change(draft, amara, aims="Amara's aims")
    assert Agreement.objects.visible_to(amara).get().terms["aims"] == "Ben's aims"


def test_the_same_words_twice_are_one_change(pair: Supervision, amara: User) -> None:
    draft = draft_of(pair, amara)
    for _time in range(2):
        changed = change(draft, amara, aims="Other aims")
    assert changed.revision == draft.revision + 1
    assert len(trail(amara)) == 3  # begun, changed, changed


def test_nobody_signs_a_wording_that_they_did_not_see(
    pair: Supervision, amara: User, ben: User
) -> None:
    draft = draft_of(pair, amara)
    change(draft, ben, aims="Ben's aims")
    with pytest.raises(ChangedMeanwhile):
        sign(draft, amara)
    assert not Signature.objects.exists()


def test_signing_twice_is_signing_once(pair: Supervision, amara: User) -> None:
    draft = draft_of(pair, amara)
    for name in ("Amara", "Amara again"):
        assert sign(draft, amara, name).state == State.SIGNED_BY_ONE
    assert [one.name for one in Signature.objects.visible_to(amara)] == ["Amara"]
    assert len(trail(amara)) == 3


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"also": []}, "Amara"),
        ({"aims": "  "}, "Amara"),
        ({"how_often": ""}, "Amara"),
        ({"confidentiality": ""}, "Amara"),
        ({}, " \t "),
    ],
)
def test_what_has_to_be_said_before_anybody_signs(
    pair: Supervision, amara: User, values: dict[str, Any], name: str
) -> None:
    draft = draft_of(pair, amara, **values)
    with pytest.raises(NotReady):
        sign(draft, amara, name)
    assert not Signature.objects.exists()


def test_what_one_has_signed_is_fixed_and_a_new_draft_takes_its_place(
    pair: Supervision, amara: User, ben: User
) -> None:
    signed = sign(draft_of(pair, amara, aims="Amara's aims"), amara)
    with pytest.raises(NoDraft):
        change(signed, ben, aims="Ben's aims")
    with pytest.raises(NoDraft):  # a page from before the signature
        begin_draft(supervision_id=pair.pk, actor=ben)
    assert Agreement.objects.visible_to(ben).get().state == State.SIGNED_BY_ONE
    fresh = begin_draft(supervision_id=pair.pk, actor=ben, drops=signed.pk)
    assert (fresh.number, fresh.terms["aims"]) == (2, "Amara's aims")
    signed.refresh_from_db()
    assert signed.state == State.REPLACED and signed.replaced_at and not signed.in_force_at
    assert told(ben) == []
    with pytest.raises(NoDraft):  # the page of the first version is still open somewhere
        sign(signed, ben)
    assert begin_draft(supervision_id=pair.pk, actor=amara, drops=signed.pk).pk == fresh.pk


def test_the_one_in_force_holds_until_both_signed_the_next(
    pair: Supervision, amara: User, ben: User
) -> None:
    first = agreed(pair, review_on=TODAY + timedelta(days=3), aims="The first aims")
    tell_reviews_due()
    second = begin_draft(supervision_id=pair.pk, actor=ben)
    assert second.terms["aims"] == "The first aims"
    assert second.review_on == TODAY + timedelta(days=3)
    sign(second, ben)
    first.refresh_from_db()
    assert first.is_in_force
    sign(second, amara)
    first.refresh_from_db()
    assert first.state == State.REPLACED
    assert Agreement.objects.visible_to(amara).in_force().get().pk == second.pk
    # What was told of the first is news no more.
    assert set(Notice.objects.values_list("about_id", flat=True)) == {second.pk}


def test_a_day_that_has_passed_is_not_carried_into_a_new_version(
    pair: Supervision, amara: User
) -> None:
    done = agreed(pair)
    Agreement.objects.filter(pk=done.pk).update(review_on=TODAY)
    assert begin_draft(supervision_id=pair.pk, actor=amara).review_on is None


def test_what_is_over_can_be_read_by_both_and_changed_by_nobody(
    pair: Supervision, amara: User, ben: User
) -> None:
    draft = draft_of(pair, amara)
    end(pair)
    for person in (amara, ben):
        assert Agreement.objects.visible_to(person).get().terms["aims"] == READY["aims"]
        for attempt in _everything(draft, person):
            with pytest.raises(PairIsOver):
                attempt()


def _everything(draft: Agreement, person: User) -> list[Callable[[], Any]]:
    return [
        lambda: begin_draft(supervision_id=draft.supervision_id, actor=person, drops=draft.pk),
        lambda: change(draft, person, aims="Late"),
        lambda: sign(draft, person),
    ]


def test_of_other_pairs_nothing_is_seen_or_moved(pair: Supervision, amara: User) -> None:
    draft = draft_of(pair, amara)
    stranger = make_user("Stranger")
    beside = make_supervision(make_user("Another"), stranger)
    draft_of(beside, stranger)
    assert draft.pk not in {one.pk for one in Agreement.objects.visible_to(stranger)}
    for attempt in _everything(draft, stranger):
        with pytest.raises(Supervision.DoesNotExist):
            attempt()


@pytest.mark.parametrize("state", ["held", "suspended"])
def test_who_is_held_or_suspended_opens_and_moves_nothing(
    pair: Supervision, amara: User, state: str
) -> None:
    draft = draft_of(pair, amara)
    if state == "held":
        amara.held_until = timezone.now() + timedelta(days=9)
        amara.save(update_fields=["held_until"])
    else:
        suspend(amara)
    assert not Agreement.objects.visible_to(amara).exists()
    for attempt in _everything(draft, amara):
        with pytest.raises(Supervision.DoesNotExist):
            attempt()


def test_one_moved_to_another_pair_in_the_database_stays_shut(
    pair: Supervision, amara: User, ben: User
) -> None:
    other = make_supervision(make_user("Another"), amara)
    moved = draft_of(other, amara)
    Agreement.objects.filter(pk=moved.pk).update(supervision=pair, number=9)
    assert not Agreement.objects.visible_to(ben).exists()


def test_both_are_told_a_week_before_it_is_looked_at_again(
    pair: Supervision, amara: User, ben: User
) -> None:
    done = agreed(pair, review_on=TODAY + timedelta(days=8))
    assert tell_reviews_due() == 0
    Agreement.objects.filter(pk=done.pk).update(review_on=TODAY + timedelta(days=7))
    assert [tick()["agreements to be looked at"] for _round in range(2)] == [1, 0]
    assert "agreement-review" in told(amara) and "agreement-review" in told(ben)


def test_a_mail_goes_only_to_who_wants_one_and_says_nothing_of_it(
    pair: Supervision, amara: User, ben: User
) -> None:
    make_wish(amara)
    make_wish(ben, paused_until=TODAY + timedelta(days=5))
    agreed(pair, aims="Aims canary", review_on=TODAY + timedelta(days=2))
    assert tell_reviews_due() == 1
    with time_machine.travel(timezone.now().replace(hour=12)):
        assert send_due() == 1
    [sent] = mail.outbox
    assert sent.to == [amara.email]
    for words in ("canary", "Amara A. Nurse", "Ben B. Senior"):
        assert words not in f"{sent.subject} {sent.body}"


def test_a_session_to_restore_records_more_only_once_both_agreed(
    pair: Supervision, amara: User, ben: User
) -> None:
    draft = draft_of(pair, amara, records_more=True)
    sign(draft, amara)
    pair.refresh_from_db()
    assert not records_more(pair)
    sign(draft, ben)
    assert records_more(pair)
    assert not records_more(make_supervision(make_user("Another"), amara))


def test_nobody_is_told_of_a_supervision_that_is_over_or_of_a_draft(
    pair: Supervision, amara: User
) -> None:
    other = make_supervision(make_user("Another"), amara)
    change(draft_of(other, amara), amara, review_on=TODAY + timedelta(days=2))
    agreed(pair, review_on=TODAY + timedelta(days=2))
    end(pair)
    assert tell_reviews_due() == 0
    assert "agreement-review" not in told(amara)


def test_what_a_page_says_it_showed_is_read_strictly() -> None:
    assert Seen.read("3.12") == Seen(3, 12) and str(Seen(3, 12)) == "3.12"
    for text in ("", ".", "3", "3.", ".1", "-1.2", "a.b", "1.2.3", "²." + "1", "9" * 30 + ".1"):
        assert Seen.read(text) is None


def test_what_is_kept_is_read_as_the_kind_it_has() -> None:
    """Whatever stands in a row, a page of it can be made."""
    odd = {"aims": ["x"], "kind": "no such", "functions": "formative", "records_more": "yes"}
    found = terms.cleaned(odd | {"also": ["none", "boss"], "unknown": 1})
    assert found["aims"] == found["kind"] == "" and found["functions"] == []
    assert found["records_more"] is False and found["also"] == ["none"]
    assert set(found) == set(terms.TERMS)


class AgreementMachine(RuleBasedStateMachine):
    """Two people, each with pages of any age, and a model that says what must come of it."""

    def __init__(self) -> None:
        super().__init__()
        self.people = [make_user("One"), make_user("Two")]
        self.pair = make_supervision(*self.people)
        self.pages: list[tuple[Seen, dict[str, Any]]] = []
        self.state: dict[int, str] = {}  # by number, as the model has it
        self.signed: dict[int, set[int]] = {}
        self.count = self.over = 0

    def _newest(self) -> Agreement | None:
        return Agreement.objects.filter(supervision=self.pair).newest_first().first()

    def _open(self) -> None:
        if found := self._newest():
            self.pages.append((Seen.of(found), found.terms))

    @rule(who=st.integers(0, 1), knows=st.booleans())
    def begin(self, who: int, knows: bool) -> None:
        before = self._newest()
        drops = before.pk if knows and before else None
        try:
            made = begin_draft(supervision_id=self.pair.pk, actor=self.people[who], drops=drops)
        except PairIsOver:
            assert self.over
            return
        except NoDraft:
            assert before and not knows and self.state[before.number] == State.SIGNED_BY_ONE
            return
        if made != before:
            if before and self.state[before.number] == State.SIGNED_BY_ONE:
                self.state[before.number] = State.REPLACED
            self.state[made.number], self.signed[made.number] = State.DRAFT, set()
        self._open()

    @precondition(lambda self: self.pages)
    @rule(who=st.integers(0, 1), which=st.integers(0, 9), ready=st.booleans())
    def change(self, who: int, which: int, ready: bool) -> None:
        seen, values = self.pages[-1 - which % len(self.pages)]
        self.count += 1
        words = values | {"aims": f"Aims {self.count}", "also": ["none"] if ready else []}
        before = self._newest()
        try:
            services.change_draft(
                supervision_id=self.pair.pk,
                actor=self.people[who],
                seen=seen,
                values=words,
                review_on=None,
            )
        except NotNowError as error:
            now = self._newest()
            assert now and before and Seen.of(now) == Seen.of(before)
            self._explain(error, seen, before)
            return
        assert before and seen == Seen.of(before) and self.state[seen.number] == State.DRAFT
        self._open()

    @precondition(lambda self: self.pages)
    @rule(who=st.integers(0, 1), which=st.integers(0, 9))
    def sign(self, who: int, which: int) -> None:
        seen, _values = self.pages[-1 - which % len(self.pages)]
        before = self._newest()
        assert before
        try:
            signed = services.sign(
                supervision_id=self.pair.pk, actor=self.people[who], seen=seen, name="A name"
            )
        except NotReady:
            assert terms.left_open(before.terms)
            return
        except NotNowError as error:
            self._explain(error, seen, before)
            return
        if who in self.signed[seen.number]:
            return  # pressed again
        assert Seen.of(signed) == seen and self.state[seen.number] in ("draft", "signed")
        self.signed[seen.number].add(who)
        if len(self.signed[seen.number]) == 1:
            self.state[seen.number] = State.SIGNED_BY_ONE
            return
        for number, state in self.state.items():
            if state == State.IN_FORCE:
                self.state[number] = State.REPLACED
        self.state[seen.number] = State.IN_FORCE

    def _explain(self, error: NotNowError, seen: Seen, newest: Agreement) -> None:
        """A refusal has its reason in the model."""
        if isinstance(error, PairIsOver):
            assert self.over
        elif isinstance(error, ChangedMeanwhile):
            assert seen.number == newest.number and seen.revision != newest.revision
        else:
            assert isinstance(error, NoDraft)
            assert seen.number != newest.number or self.state[seen.number] != State.DRAFT

    @precondition(lambda self: self.count > 12)
    @rule()
    def end_it(self) -> None:
        end(self.pair)
        self.over = 1

    @invariant()
    def it_stands_as_the_model_says(self) -> None:
        rows = list(Agreement.objects.filter(supervision=self.pair).newest_first())
        assert {one.number: one.state for one in rows} == self.state
        assert [one.number for one in rows] == list(range(len(rows), 0, -1))
        for one in rows:
            signers = set(one.signatures.values_list("person_id", flat=True))
            assert signers == {self.people[who].pk for who in self.signed[one.number]}
            assert (one.in_force_at is not None) == (len(signers) == 2)
        assert Notice.objects.filter(kind="agreement-to-sign").count() == sum(
            state == State.SIGNED_BY_ONE for state in self.state.values()
        )


def test_every_way_through_ends_where_the_table_says() -> None:
    class Undone(AgreementMachine):
        def __init__(self) -> None:
            self.point = transaction.atomic()
            self.point.__enter__()
            super().__init__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    run_state_machine_as_test(
        Undone,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
