"""An earlier journal comes in without loss, once, and can be taken back."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from desk.bring_in import services
from desk.bring_in.planning import plan_for
from desk.models import Bringing, BroughtPart
from desk.services import erase_journal
from desk.take_out.archive import as_json
from desk.take_out.gather import everything
from journals.models import ComingBack, Entry, LookingBack
from journals.services.coming_back import choose
from people.models import AuditEvent, User
from promises.models import Promise
from prompts.models import Programme, PromptVersion
from prompts.schema import read_questions
from tests.desk.copies import bring, whole
from tests.desk.makers import make_full_journal
from tests.makers import (
    make_clash,
    make_entry,
    make_house_programme,
    make_membership,
    make_prompt,
    make_prompt_version,
    make_revision,
    make_share,
    make_supervision,
    make_team,
    make_user,
)
from vault.ids import new_id, short

pytestmark = pytest.mark.django_db


def test_taken_out_brought_in_and_taken_out_is_the_same():
    first = everything(make_full_journal("markerone"))
    second_person = make_user("Later", "later@example.test")
    bring(second_person, first)
    second = everything(second_person)
    assert whole(second) == whole(first)
    third_person = make_user("Third", "third@example.test")
    bring(third_person, second)
    third = everything(third_person)
    assert whole(third) == whole(second)
    trails = [record["parts"].get("trail") for record in third["earlier_journals"]]
    assert first["trail"] in trails
    assert second["trail"] in trails


def house_version():
    house = make_team().organisation
    return make_prompt_version(prompt=make_prompt(make_house_programme(house)))


def simple_journal(mark="one", **fields):
    """A journal of one entry, as its copy, and who wrote it."""
    person = make_user(f"Writer {mark}", f"writer{mark}@example.test")
    version = fields.pop("version", None) or make_prompt_version()
    entry = make_entry(person, version, title=f"Title {mark}", **fields)
    return person, entry, everything(person)


def test_the_same_journal_twice_doubles_nothing():
    person, entry, journal = simple_journal()
    make_revision(entry)
    other = make_user("Other", "other@example.test")
    bring(other, journal)
    before = everything(other)
    plan = plan_for(other, as_json(journal))
    assert (len(plan.entries), plan.here) == (0, ["Title one"])
    assert not plan.is_new
    bring(other, journal)
    after = everything(other)
    assert after["entries"] == before["entries"]
    assert after["earlier_journals"] == before["earlier_journals"]
    # Into the journal that it came from: it is all here.
    assert plan_for(person, as_json(journal)).entries == []


def test_an_entry_that_was_changed_since_is_known_again():
    _person, _entry, journal = simple_journal()
    other = make_user("Other", "other@example.test")
    bring(other, journal)
    entry = Entry.objects.get(author=other)
    entry.title, entry.revision = "Another title", entry.revision + 1
    entry.save()
    assert plan_for(other, as_json(journal)).entries == []


def test_a_wording_that_is_not_here_comes_along_for_its_owner_alone():
    team = make_team()
    programme = make_house_programme(team.organisation)
    person = make_user("Writer", "w@example.test")
    version = make_prompt_version(prompt=make_prompt(programme))
    make_entry(person, version, answers={"happened": "It rained."})
    journal = everything(person)
    other, third = make_user("Other", "o@example.test"), make_user("Third", "t@example.test")
    bring(other, journal)
    mine = Entry.objects.get(author=other)
    assert mine.prompt_version_id != version.pk
    assert everything(other)["entries"][0]["reads"] == journal["entries"][0]["reads"]
    asked = [read_questions(row["questions"]) for row in everything(other)["wordings"]]
    assert asked == [version.asked]
    for somebody in (other, third):
        seen = PromptVersion.objects.visible_to(somebody)
        assert not seen.filter(pk=mine.prompt_version_id).exists()
        assert not Programme.objects.visible_to(somebody).filter(brought_by=other).exists()
    bring(third, journal)
    theirs = Entry.objects.get(author=third)
    assert theirs.prompt_version_id != mine.prompt_version_id
    # Who belongs to the house finds its own wording.
    member = make_user("Member", "m@example.test")
    make_membership(member, team, "member")
    bring(member, journal)
    assert Entry.objects.get(author=member).prompt_version_id == version.pk


def test_a_copy_without_its_wordings_comes_in_as_it_reads():
    version = house_version()
    journal = simple_journal(version=version, answers={"happened": "A.\nB."})[2]
    del journal["wordings"], journal["earlier_journals"], journal["waiting_to_come_in"]
    other = make_user("Other", "other@example.test")
    bring(other, journal)
    assert everything(other)["entries"][0]["reads"] == journal["entries"][0]["reads"]


def test_undo_bins_what_was_not_changed_and_keeps_what_was():
    person, _entry, _journal = simple_journal()
    changed = make_entry(person, make_prompt_version(), title="Will change")
    other = make_user("Other", "other@example.test")
    bringing = bring(other, everything(person))
    mine = next(e for e in Entry.objects.filter(author=other) if e.title == "Will change")
    Entry.objects.filter(pk=mine.pk).update(revision=mine.revision + 1)
    assert services.take_back(bringing_id=bringing.pk, person=other) == 1
    assert services.take_back(bringing_id=bringing.pk, person=other) == 0  # twice
    left = Entry.objects.visible_to(other)
    assert [entry.title for entry in left] == ["Will change"]
    assert Entry.objects.in_bin_of(other).count() == 1
    assert not BroughtPart.objects.exists()
    assert Entry.objects.visible_to(person).filter(pk=changed.pk).exists()
    actions = list(AuditEvent.objects.filter(person=other).values_list("action", flat=True))
    assert "journal-brought-in" in actions
    assert "journal-taken-back" in actions


def test_undo_leaves_what_was_shared_and_ends_after_its_days():
    _person, _entry, journal = simple_journal(answers={"happened": "It rained."})
    other = make_user("Other", "other@example.test")
    bringing = bring(other, journal)
    mine = Entry.objects.get(author=other)
    make_share(mine, make_supervision(make_user("Ben", "ben@example.test"), other), "happened")
    assert services.take_back(bringing_id=bringing.pk, person=other) == 0
    assert Entry.objects.visible_to(other).exists()
    again = bring(make_user("Late", "late@example.test"), journal)
    Bringing.objects.filter(pk=again.pk).update(done_at=timezone.now() - timedelta(days=8))
    assert services.take_back(bringing_id=again.pk, person=again.person) is None


def test_nothing_that_comes_in_is_shown_to_anybody():
    journal = everything(make_full_journal("m"))
    for promise in journal["promises"]:
        promise["shown_to_facilitator"] = True
    other = make_user("Other", "other@example.test")
    bring(other, journal)
    assert Promise.objects.filter(owner=other).exists()
    assert not Promise.objects.filter(owner=other, shown_to_facilitator=True).exists()


def test_a_row_that_cannot_come_in_is_named_and_kept_in_the_record():
    person, _entry, _journal = simple_journal()
    make_clash(make_entry(person, make_prompt_version(), title="Sound"))
    journal = everything(person)
    bad = next(row for row in journal["entries"] if row["title"] == "Title one")
    bad["touched_at"] = "9999-12-31T23:59:59+00:00"
    other = make_user("Other", "other@example.test")
    plan = plan_for(other, as_json(journal))
    assert [(one.name, "touched_at" in one.why) for one in plan.refused] == [("Title one", True)]
    bring(other, journal)
    assert [e.title for e in Entry.objects.visible_to(other)] == ["Sound"]
    record = everything(other)["earlier_journals"][0]
    assert bad in record["parts"]["entries"]


def test_what_changed_since_the_look_brings_nothing_in():
    _person, _entry, journal = simple_journal()
    other = make_user("Other", "other@example.test")
    bringing = services.wait_for_yes(person=other, text=as_json(journal))
    with pytest.raises(services.ChangedMeanwhile):
        services.bring_in(bringing_id=bringing.pk, person=other, seen="9-0-0-0-0")
    assert not Entry.objects.filter(author=other).exists()


def test_erasing_takes_imports_and_wordings_along():
    version = house_version()
    journal = simple_journal(version=version)[2]
    other = make_user("Other", "other@example.test")
    bring(other, journal)
    services.wait_for_yes(person=other, text=as_json(journal))
    due = timezone.now() - timedelta(days=1)
    User.objects.filter(pk=other.pk).update(erase_after=due)
    assert erase_journal(person_id=other.pk, now=timezone.now())
    assert not Bringing.objects.exists()
    assert not BroughtPart.objects.exists()
    assert not Programme.objects.filter(brought_by=other).exists()


def test_what_waits_goes_after_a_day():
    journal = simple_journal()[2]
    bringing = services.wait_for_yes(
        person=make_user("Other", "o@example.test"), text=as_json(journal)
    )
    assert services.drop_old_bringings() == 0
    Bringing.objects.filter(pk=bringing.pk).update(made_at=timezone.now() - timedelta(hours=25))
    assert services.drop_old_bringings() == 1
    assert not BroughtPart.objects.exists()


def test_a_thousand_entries_are_quick():
    _person, _entry, journal = simple_journal(answers={"happened": "A quiet night. " * 200})
    one = journal["entries"][0]
    journal["entries"] = [
        one | {"id": short(new_id()), "title": f"Night {number}"} for number in range(1000)
    ]
    other = make_user("Other", "other@example.test")
    began = time.process_time()
    bring(other, journal)
    assert Entry.objects.filter(author=other).count() == 1000
    assert time.process_time() - began < 8


def test_what_looks_back_looks_back_here_too():
    person, version = make_user("Looker", "looker@example.test"), make_prompt_version()
    earlier, later = make_entry(person, version), make_entry(person, version)
    LookingBack.objects.create(entry=later, earlier=earlier)
    choose(person=person, on_this_day=False, six_weeks=True)
    journal = everything(person)
    here = make_user("Here", "here@example.test")
    bring(here, journal)
    tie = LookingBack.objects.visible_to(here).get()
    assert (tie.entry.author, tie.earlier.author) == (here, here)
    assert tie.entry.started_at == later.started_at.replace(microsecond=0)
    choice = ComingBack.objects.get(person=here)
    assert choice.on_this_day_since is None
    before = ComingBack.objects.get(person=person)
    assert choice.six_weeks_since == before.six_weeks_since.replace(microsecond=0)
    assert not Bringing.objects.get(person=here).about["refused"]


def test_a_choice_that_was_made_here_stays():
    journal = everything(make_full_journal("markerback"))
    here = make_user("Chooses", "chooses@example.test")
    choose(person=here, on_this_day=True, six_weeks=False)
    bring(here, journal)
    assert ComingBack.objects.get(person=here).six_weeks_since is None
    record = everything(here)["earlier_journals"][0]["parts"]
    assert record["comes_back"] == journal["comes_back"]


@pytest.mark.parametrize(
    "said", ["x", [], {"six_weeks_on_since": "2026"}, {"on_this_day_since": 5}, {}]
)
def test_a_choice_that_says_nothing_is_none(said):
    _person, _entry, journal = simple_journal("oddly")
    here = make_user("Odd", "odd@example.test")
    bring(here, journal | {"comes_back": said})
    assert not ComingBack.objects.exists()


def test_an_entry_that_looks_back_on_nothing_here_keeps_its_line():
    _person, _entry, journal = simple_journal("alone")
    row = journal["entries"][0]
    for said in (short(new_id()), row["id"]):
        row["looks_back_on"] = said
        here = make_user("Alone", f"{said}@example.test".lower())
        bring(here, journal)
        assert not LookingBack.objects.exists()
        kept = everything(here)["earlier_journals"][0]["parts"]["entries"]
        assert {"id": row["id"], "looks_back_on": said} in kept
