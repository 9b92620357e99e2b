"""The demonstration people: ready to sign in, believable, and never beside real ones."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from desk.demo import load, supervising
from desk.demo.answers import DemoError, stored_answers
from journals.models import Entry, EntryRevision
from people import audit
from people.models import Membership, User
from portfolio.models import (
    AccountSource,
    Cpd,
    Cycle,
    Feedback,
    PracticeHours,
    ReflectiveAccount,
)
from promises.models import HandOver, Promise
from supervision.models import Agreement, PeerRequest, Supervision, SupervisionSession
from tests.makers import make_prompt_version, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
NAMES = [
    "amara",
    "ben",
    "chloe",
    "dev",
    "efua",
    "farid",
    "grace",
    "hana",
    "ife",
    "jo",
    "kit",
    "lou",
]


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def said(capsys):
    call_command("load_demo")
    return capsys.readouterr().out


def entries_of(name):
    return Entry.objects.filter(author__email=f"{name}@demo.example")


def test_everybody_is_there_with_their_relations(said):
    assert [u.email for u in User.objects.order_by("email")] == [
        f"{name}@demo.example" for name in NAMES
    ]
    assert all(u.is_demo and u.welcomed_at for u in User.objects.all())
    amara, ben, farid, jo, grace = (
        User.objects.get(email=f"{n}@demo.example")
        for n in ("amara", "ben", "farid", "jo", "grace")
    )
    current = Supervision.objects.current().filter(supervisee=amara)
    assert [pair.supervisor for pair in current] == [ben]
    assert Supervision.objects.filter(supervisor=farid, ended_on__isnull=False).exists()
    assert not jo.is_active
    assert grace.is_superuser
    assert Membership.objects.filter(roles__isnull=False).count() == 12


def test_the_password_line_is_true_and_kept(said, client, own_var):
    password = re.search(r"^Password: (.+)$", said, re.MULTILINE)[1]
    assert len(password) >= 12
    kept = Path(own_var) / "demo-password"
    assert kept.read_text().strip() == password == load.demo_password()
    assert kept.stat().st_mode & 0o777 == 0o600
    for name in NAMES:
        assert User.objects.get(email=f"{name}@demo.example").check_password(password)


def test_the_entries_are_spread_over_weeks_and_read_well(said):
    counts = {name: entries_of(name).count() for name in NAMES}
    assert counts["amara"] >= 14
    assert all(counts.values())
    amara = list(entries_of("amara").order_by("started_at"))
    span = amara[-1].touched_at - amara[0].started_at
    assert 40 <= span.days <= 60
    assert all(e.touched_at < timezone.now() for e in Entry.objects.all())
    assert all(e.started_at <= e.touched_at for e in Entry.objects.all())
    assert sum(not e.is_finished for e in amara) == 3  # one is an account that is being made
    assert sum(e.was_shock and e.stays_away for e in amara) == 1
    assert any(e.private_note for e in amara)
    assert EntryRevision.objects.filter(reason="pause").exists()
    assert any("to4" in str(e.prompt_version) and e.answers["shift"] for e in amara)


def test_a_promise_of_each_sort_can_be_looked_at(said, client):
    dev, kit = (User.objects.get(email=f"{name}@demo.example") for name in ("dev", "kit"))
    own = Promise.objects.visible_to(dev)
    assert {promise.outcome for promise in own} == {"", "yes", "no", "not-yet"}
    assert own.overdue(timezone.localdate()).exists()
    assert all(promise.made_at < timezone.now() for promise in own)
    assert HandOver.objects.visible_to(dev).offered_to(dev).open().get().promise.owner == kit
    assert PeerRequest.objects.visible_to(dev).waiting().get().asker == kit
    client.force_login(dev)
    text = client.get(reverse("desk:leading")).text
    assert "Kit Rowland asks you to be peers" in text and "Its day has passed" in text


def test_a_portfolio_has_something_of_everything(said):
    amara = User.objects.get(email="amara@demo.example")
    cycle = Cycle.objects.visible_to(amara).with_sums().get()
    assert cycle.framework.key == "nmc-2018" and cycle.has_begun and not cycle.is_over
    assert cycle.hours > 450 and 0 < cycle.participatory_hours < cycle.cpd_hours < 35
    assert cycle.feedback_count == 2 and cycle.account_count == 1
    making = ReflectiveAccount.objects.visible_to(amara).get(done_at=None)
    assert AccountSource.objects.visible_to(amara).filter(account=making).count() == 2
    assert making.entry.answers["nature"] and making.placed_at < timezone.now()
    for model in (PracticeHours, Cpd, Feedback):
        assert all(row.made_at < timezone.now() for row in model.objects.visible_to(amara))


def test_a_pair_that_agreed_met_and_meets_again(said, client):
    amara = User.objects.get(email="amara@demo.example")
    pair = Supervision.objects.current().get(supervisee=amara)
    agreement = Agreement.objects.visible_to(amara).get(supervision=pair)
    assert agreement.is_in_force and agreement.signatures.count() == 2
    held, coming = SupervisionSession.objects.visible_to(amara).order_by("starts_at")
    assert held.is_recorded and held.starts_at < timezone.now() < coming.starts_at
    made = [*held.actions.values_list("made_at", flat=True), agreement.made_at, coming.made_at]
    assert all(moment < timezone.now() - timedelta(days=13) for moment in made)
    client.force_login(amara)
    page = client.get(pair.get_absolute_url()).text
    assert supervising.WAITS in page and supervising.TAKEN_ON in page
    assert supervising.TALKED_ABOUT not in page
    assert Membership.objects.current().holding(Membership.Role.SAFEGUARDING).exists()


def test_the_trail_of_each_holds(said):
    for person in User.objects.all():
        assert audit.verify_trail(person) is None


def test_every_entry_can_be_opened_by_its_author(said, client):
    for name in ("amara", "ife", "efua"):
        client.force_login(User.objects.get(email=f"{name}@demo.example"))
        assert client.get(reverse("desk:home")).status_code == 200
        for entry in entries_of(name):
            assert client.get(entry.get_absolute_url()).status_code == 200


def test_nobody_is_named_and_no_age_or_date_is_given():
    """The texts show how it is done, so they must be done well."""
    people = load.read_yaml(load.FILES / "cast.yaml")["people"]
    names = {part for person in people for part in person["name"].split()}
    months = "January|February|March|April|June|July|August|September|October|November|December"
    for row in load.writings():
        for entry in row["entries"]:
            text = " ".join(_strings([entry, entry.get("earlier", [])]))
            assert not [name for name in names if re.search(rf"\b{name}\b", text)]
            assert not re.search(rf"\b({months})\b|\b\d+[- ]years?[- ]old\b|\baged \d", text)
            assert not re.search(r"\b(Mr|Mrs|Ms|Dr|Sister) [A-Z]", text)


def _strings(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [s for key, v in value.items() if key != "prompt" for s in _strings(v)]
    return [s for v in value for s in _strings(v)] if isinstance(value, list) else []


def test_a_database_with_real_people_is_left_alone(capsys, own_var):
    make_user()
    call_command("load_demo")
    assert capsys.readouterr().out.count("\n") == 1
    assert User.objects.count() == 1
    assert not list(own_var.iterdir())


def test_a_second_time_changes_nothing(said, capsys):
    call_command("load_demo")
    again = capsys.readouterr().out
    assert "kept" in again
    assert again.splitlines()[-1] == said.splitlines()[-1]
    assert "amara@demo.example" in again
    assert "jo@demo.example" not in again  # suspended: nobody can sign in as Jo
    assert User.objects.count() == 12


def test_the_server_profile_refuses(settings):
    settings.PROFILE_IS_EMBEDDED = False
    with pytest.raises(CommandError, match="no demonstration people"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_a_wrong_file_makes_nobody(monkeypatch):
    bad = [{"person": "amara", "entries": [_entry(answers={"no_such": "x"})]}]
    monkeypatch.setattr(load, "writings", lambda: bad)
    with pytest.raises(DemoError, match="no question is called no_such"):
        call_command("load_demo")
    assert not User.objects.exists()


def _entry(**fields):
    return {"prompt": "spark/spark", "days_ago": 3, "at": "12:00"} | fields


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"felt": ["grim"]}, "not one of its choices"),
        ({"how_sure": {"sure": 3}}, "not one of its choices"),
        ({"happened": "  "}, "blank"),
        ({"nothing": "x"}, "no question"),
    ],
)
def test_what_a_prompt_does_not_offer_is_named(answers, problem):
    version = make_prompt_version()
    with pytest.raises(DemoError, match=problem):
        stored_answers(version, answers, today=timezone.localdate())
