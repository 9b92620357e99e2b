"""What an organisation has set down for its own people: brought, ticked, put away, left."""

import html
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk.take_out.gather import everything
from people import audit
from people.models import AuditEvent, Membership
from portfolio.coverage import coverage_of
from portfolio.forms import CycleForm
from prompts.models import Framework, Programme, ProgrammeDraft, Standard
from prompts.schema.brought import read_for_house
from prompts.services import codes as services
from tests.journals import pages
from tests.makers import make_entry
from tests.portfolio.makers import make_cycle, make_framework
from tests.portfolio.test_coverage import asking, standards
from tests.prompts.code_makers import ASKED, VALUES, make_house_code
from tests.prompts.test_house_pages import bring, faults, page, publish

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def house(cast):
    return cast.team.organisation


@pytest.fixture
def leader(dev, sign_in):
    return sign_in(Client(), dev)


@pytest.fixture
def asked(db):
    """The wording of a prompt that asks for parts of a regulator's code."""
    framework = make_framework()
    standards(framework)
    return asking(framework)


def later(first="2026-06-01", **swaps):
    text = VALUES.replace("2026-01-01", first)
    for old, new in swaps.items():
        text = text.replace(old, new)
    return text


def tick(client, entry, *ids):
    """Post the page with what is ticked in it, and these; what is stored then."""
    fields = pages.opened(client, entry)
    shown = client.get(reverse("journals:entry_write", args=[entry.pk])).content.decode()
    boxes = [box for box in re.findall(r"<input[^>]*>", shown) if 'type="checkbox"' in box]
    for box in boxes:
        said = dict(re.findall(r'(name|value)="([^"]*)"', box))
        if said.get("value") in ids or " checked" in box:
            fields.setdefault(said["name"], []).append(said.get("value", "on"))
    assert pages.post(client, entry, fields).status_code in (302, 303)
    entry.refresh_from_db()
    return entry.answers.get("code", {}).get("standards", [])


def test_it_is_brought_looked_at_and_published(leader, dev, house, amara, efua, sign_in):
    assert bring(leader, house, VALUES) == page("house_preview", house)
    shown = leader.get(page("house_preview", house)).content.decode()
    assert "We thank who told us" in shown and "In force from 1 January 2026 on." in shown
    assert not Framework.objects.exists()
    where = publish(leader, house, VALUES)
    code = Framework.objects.get()
    assert (code.organisation, code.house_key, code.regulator) == (house, "our-values", house.name)
    assert code.key.startswith("our-values-") and len(code.key) == len("our-values-") + 16
    assert [one.code for one in code.standards.all()] == ["V1", "V2", "V3"]
    assert not ProgrammeDraft.objects.exists() and not Programme.objects.exists()
    event = AuditEvent.objects.filter(person=dev).first()
    assert (event.action, event.object_id) == (audit.Action.CODE_PUBLISHED, code.pk)
    member, other = sign_in(Client(), amara), sign_in(Client(), efua)
    listed = reverse("prompts:framework_list")
    assert "Our values" in member.get(listed).content.decode()
    assert "We listen first" in member.get(where).content.decode()
    assert "Our values" not in other.get(listed).content.decode()
    gone, never = other.get(where), other.get(where.replace("our-values-", "our-valuex-"))
    assert gone.status_code == never.status_code == 404
    assert "Our values" in leader.get(page("house_detail", house)).content.decode()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("effective_from: 2026-01-01\n", "", "needs &quot;effective_from&quot;"),
        ("code: V2", "code: V1", "two standards have the code &quot;V1&quot;"),
        ("title: Kindness", "title: Courage", "two themes are called"),
        ("near: {}", "near: {nmc-2018: ['1']}", "there is no other framework &quot;nmc-2018&quot;"),
        ("about: Written", "regulator: NMC\nabout: Written", "Line 5"),
        ("about: Written", "effective_to: 2025-01-01\nabout: Written", "is before"),
        ("heading: We listen first", "heading: 5", "Line 13"),
        ("key: our-values", "key: Our Values", "Line 1"),
        ("- {code: V3", "- &a {code: V3", "anchors"),
        ("We listen first", "We \u202elisten", "does not show"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(leader, house, old, new, said):
    assert old in VALUES
    assert bring(leader, house, VALUES.replace(old, new)) == page("house_add", house)
    assert len(faults(leader, house)) == 1
    assert said in faults(leader, house)[0]
    assert not Framework.objects.exists()


def test_too_many_to_choose_from_are_refused(leader, house):
    lines = [f'      - {{code: "{number}", heading: Be kind}}' for number in range(102)]
    themes = [["  - title: One", "    standards:", *lines[:51]],
              ["  - title: Two", "    standards:", *lines[51:]]]  # fmt: skip
    text = "\n".join(line for theme in themes for line in theme)
    bring(leader, house, VALUES.partition("  - title")[0] + text)
    assert "more than 100 standards" in faults(leader, house)[0]


def test_it_may_say_what_of_a_regulators_is_near_and_nothing_of_another_house(
    leader, house, cast, asked
):
    theirs = make_house_code(cast.elsewhere.organisation)
    near = VALUES.replace("near: {}", "near: {code-of-tests: ['2']}")
    code = Framework.objects.get(key=publish(leader, house, near).split("/")[-2])
    shown = leader.get(code.get_absolute_url()).content.decode()
    assert "Near it in Short code-of-tests: 2" in shown
    bring(leader, house, later().replace("near: {}", f"near: {{{theirs.key}: [V1]}}"))
    assert "there is no other framework" in faults(leader, house)[0]


def test_the_next_edition_leaves_what_was_ticked(leader, house, amara, sign_in, asked):
    publish(leader, house, VALUES)
    first = Framework.objects.get(organisation=house)
    member, entry = sign_in(Client(), amara), make_entry(amara, asked, answers={})
    before = tick(member, entry, f"{first.key}:V1", "code-of-tests:1")
    assert {"framework": first.key, "code": "V1", "of": "Our values",
            "heading": "We say when something is wrong"} in before  # fmt: skip
    publish(
        leader, house, later(**{"We say when": "Everybody says when", "{code: V3": "{code: V9"})
    )
    second = Framework.objects.exclude(pk=first.pk).get(organisation=house)
    first.refresh_from_db()
    assert (first.effective_to, second.follows) == (date(2026, 5, 31), first.key)
    assert first.standards.get(code="V1").heading == "We say when something is wrong"
    now = tick(member, entry, f"{second.key}:V9")
    assert {row["framework"] for row in now} == {"code-of-tests", first.key, second.key}
    assert before[1] in now and before[0] in now
    for again in ("2026-06-01", "2026-03-01"):
        assert bring(leader, house, later(again)) == page("house_preview", house)
        shown = leader.get(page("house_preview", house)).content.decode()
        assert "a later first day" in shown and ">Publish<" not in shown
    assert Framework.objects.filter(organisation=house).count() == 2


def test_a_second_press_publishes_nothing_more(leader, house):
    bring(leader, house, VALUES)
    address = page("house_preview", house)
    seen = leader.get(address).content.decode().split('name="seen" value="')[1].split('"')[0]
    leader.post(address, {"seen": "another"})
    assert not Framework.objects.exists()
    for _time in range(2):
        leader.post(address, {"seen": seen})
    assert Framework.objects.count() == 1


def test_only_what_holds_today_is_offered_and_to_members_alone(
    amara, efua, house, cast, sign_in, asked
):
    make_house_code(house, short_name="Now", key="now")
    make_house_code(house, short_name="Over", key="over", effective_to=TODAY - timedelta(days=1))
    make_house_code(house, short_name="Soon", key="soon", effective_from=TODAY + timedelta(days=1))
    make_house_code(house, short_name="Away", key="away", retired_at=timezone.now())
    make_house_code(cast.elsewhere.organisation, short_name="Theirs", key="theirs")
    found = {}
    for person in (amara, efua):
        entry = make_entry(person, asked, answers={})
        address = reverse("journals:entry_write", args=[entry.pk])
        text = sign_in(Client(), person).get(address).content.decode()
        keys = ("code-of-tests", "now", "over", "soon", "away", "theirs")
        found[person] = [key for key in keys if f'value="{key}:' in text]
        assert 'value="Courage"' not in text  # themes to tick are those of the question's code
    assert found == {amara: ["code-of-tests", "now"], efua: ["code-of-tests", "theirs"]}


def test_what_is_another_houses_cannot_be_ticked_by_hand(amara, cast, sign_in, asked, house):
    theirs = make_house_code(cast.elsewhere.organisation)
    make_house_code(house)
    client, entry = sign_in(Client(), amara), make_entry(amara, asked, answers={})
    fields = pages.opened(client, entry)
    for number in range(6):
        fields[f"q-code-theme-{number}"] = f"{theirs.key}:V1"
    pages.post(client, entry, fields)
    entry.refresh_from_db()
    assert "standards" not in (entry.answers.get("code") or {})


def test_put_away_or_left_it_reads_as_it_did(leader, house, amara, sign_in, asked):
    publish(leader, house, VALUES)
    code = Framework.objects.get(organisation=house)
    client, entry = sign_in(Client(), amara), make_entry(amara, asked, answers={})
    ticked = tick(client, entry, f"{code.key}:V1")
    for _time in range(2):
        leader.post(reverse("prompts:code_retire", args=[code.key]))
    assert AuditEvent.objects.filter(action=audit.Action.CODE_RETIRED).count() == 1
    address = reverse("journals:entry_write", args=[entry.pk])
    said = "Our values: V1. We say when something is wrong"
    assert tick(client, entry) == ticked  # saved again from a page that offers it no more
    assert "Chosen earlier" in client.get(address).content.decode()
    assert f'value="{code.key}:V2"' not in client.get(address).content.decode()
    leader.post(reverse("prompts:code_bring_back", args=[code.key]))
    assert f'value="{code.key}:V2"' in client.get(address).content.decode()
    Membership.objects.filter(user=amara).update(ended_on=TODAY - timedelta(days=1))
    assert client.get(code.get_absolute_url()).status_code == 404
    text = client.get(address).content.decode()
    assert "We say when something is wrong" in text and f'value="{code.key}:V2"' not in text
    reads = everything(amara)["entries"][0]["reads"]
    assert said in [line for one in reads for line in one["lines"]]


def test_the_coverage_page_shows_it_beside_the_regulators(amara, house, sign_in, asked):
    code = make_house_code(house, short_name="Our way")
    rows = [{"framework": code.key, "code": "V1", "heading": "As it read", "of": "Our way"}]
    cycle = make_cycle(amara)
    make_entry(amara, asked, answers={"code": {"standards": rows}})
    (shown,) = coverage_of(cycle, amara).houses
    assert shown.framework == code
    assert [len(part.touches) for theme in shown.themes for part in theme.parts] == [1, 0]
    client = sign_in(Client(), amara)
    address = reverse("portfolio:coverage", args=[cycle.pk])
    assert "Our way" in client.get(address).content.decode()
    Framework.objects.filter(pk=code.pk).update(retired_at=timezone.now())
    assert len(coverage_of(cycle, amara).houses) == 1  # it is touched
    Membership.objects.filter(user=amara).update(ended_on=TODAY - timedelta(days=1))
    assert coverage_of(cycle, amara).houses == []
    assert "Our way" not in client.get(address).content.decode()


def test_a_cycle_stands_under_one_only_if_it_asks_for_something(
    leader, house, amara, efua, sign_in
):
    make_house_code(house)
    publish(leader, house, VALUES + ASKED)
    code = Framework.objects.get(house_key="our-values")

    def offered(person, **kwargs):
        return {one.key for one in CycleForm(person=person, **kwargs).fields["framework"].queryset}

    assert offered(amara) == {code.key}
    assert offered(efua) == set()
    cycle = make_cycle(amara, code)
    Membership.objects.filter(user=amara).update(ended_on=TODAY - timedelta(days=1))
    assert offered(amara) == {code.key}  # their cycle stands under it
    assert offered(efua, initial={"framework": code.key}) == set()
    client = sign_in(Client(), amara)
    for name in ("cycle_detail", "cycle_edit", "coverage"):
        address = reverse(f"portfolio:{name}", args=[cycle.pk])
        assert client.get(address).status_code == 200
    assert coverage_of(cycle, amara).themes


@pytest.mark.parametrize("person", ["dev", "amara", "efua"])
def test_another_houses_is_as_if_it_were_not_there(client, cast, sign_in, person):
    here, away = cast.team.organisation, cast.elsewhere.organisation
    house = here if person == "efua" else away
    code = make_house_code(house, short_name="zq-theirs")
    sign_in(client, getattr(cast, person))
    for name in ("framework_detail", "code_retire", "code_bring_back"):
        for method in ("get", "post"):
            answers = []
            for key in (code.key, "nobodys-at-all"):
                answer = getattr(client, method)(reverse(f"prompts:{name}", args=[key]))
                answers.append(answer.status_code)
                assert "zq-theirs" not in answer.content.decode()
            assert answers[0] == answers[1]
    code.refresh_from_db()
    assert code.retired_at is None
    assert "zq-theirs" not in client.get(reverse("prompts:framework_list")).content.decode()


def test_one_house_may_use_the_key_of_another_or_of_the_library(leader, house, cast, dev):
    make_framework("our-values")
    make_house_code(cast.elsewhere.organisation, house_key="our-values")
    publish(leader, house, VALUES)
    assert Framework.objects.filter(house_key="our-values", follows="").count() == 2
    code = Framework.objects.get(organisation=house)
    file, draft = read_for_house(VALUES), ProgrammeDraft(person=dev, organisation=house)
    with pytest.raises(services.NotLaterError):
        services.publish_code(organisation=house, file=file, actor=dev, draft=draft)
    assert Standard.objects.filter(framework=code).count() == 3


def test_more_codes_of_a_house_cost_no_more_queries(dev, house, sign_in, asked):
    client, entry = sign_in(Client(), dev), make_entry(dev, asked, answers={})
    cycle = make_cycle(dev)
    addresses = [
        reverse("journals:entry_write", args=[entry.pk]),
        reverse("prompts:framework_list"),
        page("house_detail", house),
        reverse("portfolio:coverage", args=[cycle.pk]),
    ]
    counts = []
    for more in (2, 20):
        for _time in range(more):
            code = make_house_code(house)
        counts.append([])
        for address in [*addresses, code.get_absolute_url()]:
            client.get(address)
            with CaptureQueriesContext(connection) as asked_of:
                client.get(address)
            counts[-1].append(len(asked_of))
    assert counts[0] == counts[1]


def test_the_next_edition_begins_from_the_text_of_this_one(leader, house, cast):
    near = {"code-of-tests": ["2"]}
    standards(make_framework())
    text = VALUES.replace("near: {}", "near: {code-of-tests: ['2']}") + ASKED
    publish(leader, house, text)
    code = Framework.objects.get(house_key="our-values")
    assert code.standards.get(code="V2").near == near
    shown = leader.get(page("house_add", house), {"change": code.key}).content.decode()
    again = html.unescape(shown.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0])
    assert read_for_house(again.removeprefix("\n")) == read_for_house(text)
    theirs = make_house_code(cast.elsewhere.organisation)
    for key in (theirs.key, "code-of-tests", "nobodys"):
        assert leader.get(page("house_add", house), {"change": key}).status_code == 404
