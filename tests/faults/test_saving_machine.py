"""Every order of saving that two or three pages of one person can come to."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
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
from journals.models import Clash, Entry, EntryRevision
from journals.services import entries as services
from tests.faults.checker import Notes, find_faults
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
            # A settled clash may hold two texts joined, which no save sent.
            faults = [f for f in find_faults(self.notes.attempts) if not f.startswith("invented")]
            assert faults == []


@pytest.mark.django_db
def test_every_order_of_saving_keeps_what_was_acknowledged() -> None:
    run_state_machine_as_test(
        SavingMachine,
        settings=settings(
            max_examples=ORDERS,
            stateful_step_count=20,
            deadline=None,
            derandomize="REFLECT_ORDERS" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )


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
