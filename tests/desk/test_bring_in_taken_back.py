"""A portfolio that came in is taken back, but for what was changed or stands in it since."""

from __future__ import annotations

import pytest

from desk.bring_in import services
from journals.models import Entry
from people.models import User
from portfolio import services as portfolio
from portfolio.models import Cycle, PracticeHours, ReflectiveAccount
from tests.desk.brought_rows import ALL, Data, counts
from tests.desk.copies import bring
from tests.makers import make_entry
from tests.portfolio.makers import make_account

pytestmark = pytest.mark.django_db


def test_taking_back_takes_what_was_not_changed(journal: Data, later: User) -> None:
    bringing = bring(later, journal)
    changed = PracticeHours.objects.visible_to(later).first()
    portfolio.change_line(PracticeHours, line_id=changed.pk, actor=later, work="Mine now")
    assert services.take_back(bringing_id=bringing.pk, person=later) == 2
    assert [line.pk for line in PracticeHours.objects.visible_to(later)] == [changed.pk]
    assert PracticeHours.objects.in_bin_of(later).count() == 2
    assert counts(later) == ALL | {"cycles": 0, "accounts": 0, "forms": 0}
    assert not Entry.objects.visible_to(later).exists()
    # And in once more: what lies in the bin is here, and cycles come again. The line that is
    # another now is another: what an import made of which line goes with it.
    bring(later, journal)
    assert counts(later) == ALL | {"hours": 4}


def test_a_cycle_in_which_something_stands_since_stays(journal: Data, later: User) -> None:
    bringing = bring(later, journal)
    cycle = Cycle.objects.visible_to(later).open().get()
    mine = make_account(cycle, make_entry(later, title="Mine"))
    services.take_back(bringing_id=bringing.pk, person=later)
    assert [one.pk for one in ReflectiveAccount.objects.visible_to(later)] == [mine.pk]
    assert counts(later)["forms"] == 0
    assert Cycle.objects.visible_to(later).get().pk == cycle.pk


def test_an_account_that_was_written_on_keeps_its_place(journal: Data, later: User) -> None:
    bringing = bring(later, journal)
    entry = ReflectiveAccount.objects.visible_to(later).get().entry
    Entry.objects.filter(pk=entry.pk).update(revision=entry.revision + 1)
    services.take_back(bringing_id=bringing.pk, person=later)
    assert ReflectiveAccount.objects.visible_to(later).get().entry_id == entry.pk


def test_an_import_of_before_there_were_several_kinds_is_taken_back(
    journal: Data, later: User
) -> None:
    bringing = bring(later, journal)
    about = bringing.about
    says = about.pop("says")
    about |= {"revisions": says["entries"], "steps": says["promises"]}
    bringing.about = about
    bringing.save()
    assert services.take_back(bringing_id=bringing.pk, person=later) == 2
