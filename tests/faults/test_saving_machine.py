"""Every order of saving that two or three pages of one person can come to."""

import os
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from journals import merging, saving
from journals.merging import Save, Saved
from journals.models import Clash, Entry, EntryRevision
from journals.saving import part_of, save_entry
from journals.services import entries as services
from tests.faults.checker import Notes, find_faults, mark
from tests.faults.devices import Device, new_text
from tests.makers import make_entry, make_prompt_version, make_user

# Orders of saving that are tried: few in every run, many by script/proof, each time others.
ORDERS = int(os.environ.get("REFLECT_ORDERS", "40"))
PARTS = ["happened", "in_a_line", "about-private_note"]
pages = st.integers(min_value=0, max_value=2)
parts = st.sampled_from(PARTS)


class SavingMachine(RuleBasedStateMachine):
    @initialize()
    def open_pages(self) -> None:
        self.author = make_user("Amara")
        self.entry = make_entry(self.author, make_prompt_version(), answers={}, revision=0)
        self.notes = Notes()
        self.devices = [self._device() for _number in range(3)]
        self.submitted: dict[int, dict[str, Any]] = {}
        self.joined: list[tuple[str, str]] = []  # by the program, so that no save sent it

    def _device(self) -> Device:
        return Device(self.entry.pk, self.author, self.notes)

    @rule(page=pages, part=parts)
    def type(self, page: int, part: str) -> None:
        self.devices[page].type(part, new_text())

    @rule(page=pages, part=parts)
    def empty(self, page: int, part: str) -> None:
        self.devices[page].type(part, "")

    @rule(page=pages, reply_is_lost=st.booleans())
    def autosave(self, page: int, reply_is_lost: bool) -> None:
        self.devices[page].autosave(reply_is_lost=reply_is_lost)

    @rule(page=pages, part=parts, reply_is_lost=st.booleans())
    def write(self, page: int, part: str, reply_is_lost: bool) -> None:
        """Both at once: each order leaves many rules out, and mostly one of the two."""
        self.type(page, part)
        self.autosave(page, reply_is_lost)

    @rule(page=pages)
    def open_again(self, page: int) -> None:
        self.devices[page].reload()

    @rule(page=pages, part=parts)
    def submit_plain_form(self, page: int, part: str) -> None:
        device = self.devices[page]
        if device.typed or device.waiting:  # then its script has the words
            return
        fields = {part: new_text()}
        device.submit(fields)
        self.submitted[page] = fields

    @rule(page=pages)
    def submit_twice(self, page: int) -> None:
        if page in self.submitted:
            self.devices[page].submit(self.submitted[page])

    @rule(page=pages, part=parts)
    def go_back_and_change(self, page: int, part: str) -> None:
        if page in self.submitted:
            fields = self.submitted[page] | {part: new_text()}
            self.devices[page].submit(fields)
            self.submitted[page] = fields

    @rule(page=pages)
    def open_after_submit(self, page: int) -> None:
        self.submitted.pop(page, None)
        self.devices[page].reload()

    @precondition(lambda self: Clash.objects.open().filter(entry=self.entry).exists())
    @rule(data=st.data(), use=st.sampled_from(["current", "other", "both"]))
    def settle(self, data: st.DataObject, use: str) -> None:
        clashes = list(Clash.objects.open().filter(entry=self.entry).order_by("part", "made_at"))
        clash = data.draw(st.sampled_from(clashes))
        if use == "both":
            current = part_of(Entry.objects.get(pk=self.entry.pk), clash.part)
            whole = "\n\n".join(text for text in (current, clash.text) if text)
            self.joined.append((clash.part, mark(whole)))
        services.settle_clash(clash=clash, actor=self.author, use=use)

    @rule()
    def finish(self) -> None:
        entry = Entry.objects.get(pk=self.entry.pk)
        services.finish_entry(entry=entry, actor=self.author)

    @precondition(lambda self: EntryRevision.objects.filter(entry=self.entry).exists())
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        kept = list(EntryRevision.objects.filter(entry=self.entry).order_by("made_at"))
        services.restore_revision(revision=data.draw(st.sampled_from(kept)), actor=self.author)

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        if hasattr(self, "notes"):
            assert find_faults(self.notes.attempts, self.joined) == []


def try_orders(count: int, **more: Any) -> None:
    run_state_machine_as_test(
        SavingMachine,
        settings=settings(
            max_examples=count,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )


@pytest.mark.django_db
def test_every_order_of_saving_keeps_what_was_acknowledged() -> None:
    try_orders(ORDERS, derandomize="REFLECT_ORDERS" not in os.environ)


@pytest.mark.django_db
@pytest.mark.parametrize("broken", ["last write wins", "clash forgotten"])
def test_the_checker_sees_a_loss(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if broken == "last write wins":
        monkeypatch.setattr(merging, "sort_out", lambda entry, save, now: (dict(save.parts), {}))
    else:
        monkeypatch.setattr(saving, "_keep_clash", lambda *arguments: None)
    author = make_user("Amara")
    entry = make_entry(author, make_prompt_version(), answers={}, revision=0)
    notes = Notes()
    first, second = Device(entry.pk, author, notes), Device(entry.pk, author, notes)
    first.type("happened", "the first text")
    second.type("happened", "the second text")
    first.autosave()
    assert find_faults(notes.attempts) == []
    second.autosave()
    assert [fault.split(":")[0] for fault in find_faults(notes.attempts)] == ["lost"]


@pytest.mark.django_db
def test_the_orders_see_a_half_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was never answered need not be there, but half of it must not be."""
    sends = Device._send

    def send(device: Device, save: Save, reply_is_lost: bool) -> Saved | None:
        if not reply_is_lost:
            return sends(device, save, reply_is_lost)
        device.notes.sent(device.entry_id, save)
        halves = {part: value[: len(value) // 2] for part, value in save.parts.items()}
        half = replace(save, parts=halves)
        save_entry(entry_id=device.entry_id, author=device.author, save=half)
        return None

    monkeypatch.setattr(Device, "_send", send)
    with pytest.raises(AssertionError, match="holds a text that nobody sent"):
        try_orders(40, derandomize=True, phases=[Phase.generate])


@pytest.mark.django_db
def test_the_checker_sees_an_emptying_undone() -> None:
    author = make_user("Amara")
    entry = make_entry(author, make_prompt_version(), answers={}, revision=0)
    notes = Notes()
    device = Device(entry.pk, author, notes)
    device.type("happened", "a text")
    device.autosave()
    device.type("happened", "")
    device.autosave()
    assert find_faults(notes.attempts) == []
    entry.refresh_from_db()
    entry.answers = {"happened": "a text"}
    entry.save(update_fields=["answers"])
    assert [fault.split(":")[0] for fault in find_faults(notes.attempts)] == ["lost"]


@pytest.mark.django_db
def test_an_empty_part_saved_as_empty_may_be_written_by_a_page_of_before() -> None:
    """Nothing changed by it, so a page that had not seen it had seen all there was."""
    author = make_user("Amara")
    entry = make_entry(author, make_prompt_version(), answers={}, revision=0)
    notes = Notes()
    first, second = Device(entry.pk, author, notes), Device(entry.pk, author, notes)
    for part, text in [("happened", "a text"), ("about-private_note", "")]:
        first.type(part, text)
        first.autosave()
    second.type("about-private_note", "a note")
    saved = second.autosave()
    assert saved is not None and saved.clashes == []
    assert find_faults(notes.attempts) == []


@pytest.mark.django_db
def test_a_clash_sent_again_is_no_newer_than_when_it_came_first() -> None:
    """Its page's next text has taken its place by then, as it would without the second sending."""
    author = make_user("Amara")
    entry = make_entry(author, make_prompt_version(), answers={}, revision=0)
    notes = Notes()
    first, second = Device(entry.pk, author, notes), Device(entry.pk, author, notes)
    first.type("happened", "the first text")
    first.autosave()
    second.submit({"happened": "the second text"})
    second.type("happened", "the second text, and more")
    second.autosave()
    second.submit({"happened": "the second text"})
    assert Clash.objects.get().text == "the second text, and more"
    assert find_faults(notes.attempts) == []
    Clash.objects.all().delete()
    assert {fault.split(":")[0] for fault in find_faults(notes.attempts)} == {"lost"}


@pytest.mark.django_db
def test_what_changed_nothing_answers_as_it_did_when_it_is_sent_again() -> None:
    author = make_user("Amara")
    entry = make_entry(author, make_prompt_version(), answers={}, revision=0)
    notes = Notes()
    first, second = Device(entry.pk, author, notes), Device(entry.pk, author, notes)
    first.submit({"happened": "the first text"})
    first.reload()
    first.submit({"happened": "the first text"})
    second.reload()
    second.submit({"happened": "the second text"})
    first.submit({"happened": "the first text"})
    assert not Clash.objects.exists()
    assert find_faults(notes.attempts) == []
    assert Entry.objects.get().answers == {"happened": "the second text"}


@pytest.mark.django_db
def test_what_the_program_joined_is_known_by_its_very_words() -> None:
    author = make_user("Amara")
    entry = make_entry(author, make_prompt_version(), answers={}, revision=0)
    notes = Notes()
    for text in ("the first text", "the second text"):
        device = Device(entry.pk, author, notes)
        device.base = 0  # opened before either
        device.type("happened", text)
        device.autosave()
    services.settle_clash(clash=Clash.objects.get(), actor=author, use="both")
    whole = mark("the first text\n\nthe second text")
    assert find_faults(notes.attempts, [("happened", whole)]) == []
    for other in ([], [("in_a_line", whole)], [("happened", mark("the first text"))]):
        assert [fault.split(":")[0] for fault in find_faults(notes.attempts, other)] == ["invented"]
