"""One's own progress in pictures: counted from one's own entries, before beside after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from journals.models import Entry
from people.models import User
from portfolio.pictures import picture_of
from prompts.models import PromptVersion
from tests.makers import make_entry
from tests.portfolio.makers import make_account, make_cycle, make_framework
from tests.portfolio.test_coverage import asking, standards, ticked
from tests.portfolio.test_cycles import shown

PAGE = "/portfolio/picture/"
pytestmark = pytest.mark.django_db


def version_of(programme: str, prompt: str) -> PromptVersion:
    found = PromptVersion.objects.filter(
        prompt__programme__key=programme, prompt__key=prompt
    ).first()
    assert found is not None
    return found


def test_who_wrote_nothing_is_told_what_will_stand_there(
    amara: User, sign_in: Callable[..., Client]
) -> None:
    assert picture_of(amara).is_empty
    assert "nothing to show yet" in shown(sign_in(Client(), amara), PAGE)


def test_entries_are_counted_by_the_month_of_their_own_calendar(amara: User, ben: User) -> None:
    amara.time_zone = "Pacific/Auckland"
    amara.save(update_fields=["time_zone"])
    with timezone.override(amara.time_zone):
        first = timezone.localdate().replace(day=1)
    evening = datetime(first.year, first.month, 1, tzinfo=UTC) - timedelta(hours=1)
    made = [make_entry(amara, answers={"story": "zq"}) for _number in range(3)]
    Entry.objects.filter(pk=made[0].pk).update(started_at=evening)  # there it is the first
    Entry.objects.filter(pk=made[1].pk).update(started_at=evening - timedelta(days=3))
    make_entry(ben, answers={"story": "zq"})
    with timezone.override(amara.time_zone):
        months = dict(picture_of(amara).months)
    assert months[first] == 2 and sum(months.values()) == 3


def test_before_stands_beside_after(
    library: None, amara: User, sign_in: Callable[..., Client]
) -> None:
    six = version_of("attach", "six")
    for day, step in ((2, 1), (30, 3)):
        make_entry(amara, six, answers={"elements": {"authentic": step, "honest": 2}},
                   happened_on=timezone.localdate() - timedelta(days=40 - day))  # fmt: skip
    (attach,) = picture_of(amara).before
    summaries = {one.key: one.summary for one in attach.ladder.practices}
    assert summaries == {
        "authentic": "From “hardly ever” to “often”.",
        "honest": "“now and then”.",
    }
    page = sign_in(Client(), amara).get(PAGE).text
    assert "From “hardly ever” to “often”." in page and "<polyline" in page


def test_what_should_not_come_back_is_in_no_ladder(library: None, amara: User) -> None:
    six = version_of("attach", "six")
    entry = make_entry(amara, six, answers={"elements": {"honest": 2}})
    Entry.objects.filter(pk=entry.pk).update(stays_away=True)
    assert picture_of(amara).before == []


def test_themes_are_counted_in_words_and_figures(amara: User) -> None:
    framework = make_framework()
    standards(framework)
    cycle = make_cycle(amara, framework=framework)
    version = asking(framework)
    make_account(cycle, make_entry(amara, version, answers=ticked(framework, "1"), finished=True))
    make_entry(amara, version, answers=ticked(framework, "1", "3"))
    (themes,) = picture_of(amara).themes
    counted = {one.name: (len(one.whole.accounts), len(one.whole.entries)) for one in themes.themes}
    assert counted == {"People": (1, 1), "Safety": (0, 1)}
    assert [chart.words for chart in themes.charts] == [
        "People: 1, Safety: 0",
        "People: 1, Safety: 1",
    ]


def test_nobody_else_sees_it(amara: User, ben: User) -> None:
    make_entry(amara, answers={"story": "zq"})
    assert picture_of(ben).is_empty
