"""What an organisation has beside the library: who sees it, and that nothing else touches it."""

import shutil
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from desk.take_out.gather import everything
from journals.models import Entry
from people.models import Membership
from prompts.models import Programme, PromptVersion
from prompts.services import load_library
from prompts.shelf import FOLDER
from tests.makers import (
    make_house_programme,
    make_programme,
    make_prompt,
    make_prompt_version,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cast):
    """A prompt of the house of Ward 7."""
    programme = make_house_programme(cast.team.organisation, title="Tea on Ward 7")
    return make_prompt_version(prompt=make_prompt(programme), title="The first cup")


def sees(person, version):
    programmes = Programme.objects.visible_to(person)
    versions = PromptVersion.objects.visible_to(person).current()
    found = (programmes.filter(prompts=version.prompt_id).exists(), version in versions)
    assert found[0] == found[1]
    return found[0]


def leave(person):
    Membership.objects.filter(user=person).update(ended_on=timezone.localdate())


def test_its_people_see_it_and_nobody_else(cast, version):
    for name in ("amara", "ben", "dev", "hana", "ife"):
        assert sees(getattr(cast, name), version), name
    for person in (cast.efua, cast.grace, make_user("New"), AnonymousUser()):
        assert not sees(person, version)


def test_the_library_is_for_everybody_who_is_signed_in(cast):
    version = make_prompt_version()
    assert sees(cast.efua, version) and sees(cast.grace, version)
    assert not sees(AnonymousUser(), version)


def test_it_is_seen_on_the_days_of_a_membership(cast, version):
    today = timezone.localdate()
    own = Membership.objects.filter(user=cast.amara)
    own.update(started_on=today, ended_on=today + timedelta(days=1))
    assert sees(cast.amara, version)
    own.update(ended_on=today)
    assert not sees(cast.amara, version)
    own.update(started_on=today + timedelta(days=1), ended_on=None)
    assert not sees(cast.amara, version)


def test_another_membership_does_not_open_it(cast, version):
    leave(cast.amara)
    team = make_team()
    Membership.objects.create(user=cast.amara, organisation=team.organisation, roles=["leader"])
    assert not sees(cast.amara, version)


def pages(version):
    programme = version.prompt.programme
    return [
        programme.get_absolute_url(),
        reverse("prompts:prompt_preview", args=[version.prompt_id]),
    ]


def test_pages_and_shelf_show_it_to_its_people(client, amara, sign_in, version):
    sign_in(client, amara)
    for page in pages(version):
        assert "The first cup" in client.get(page).content.decode()
    shelf = client.get(reverse("prompts:programme_list")).content.decode()
    assert "Tea on Ward 7" in shelf


def test_pages_are_missing_for_others_and_the_shelf_is_silent(client, efua, sign_in, version):
    sign_in(client, efua)
    for page in pages(version):
        assert client.get(page).status_code == 404
    assert "Tea on Ward 7" not in client.get(reverse("prompts:programme_list")).content.decode()
    started = client.post(reverse("journals:entry_start", args=[version.prompt_id]))
    assert started.status_code == 404
    assert not Entry.objects.exists()


def test_what_was_written_stays_with_who_left(client, amara, sign_in, version):
    sign_in(client, amara)
    begun = client.post(reverse("journals:entry_start", args=[version.prompt_id]))
    entry = Entry.objects.get()
    entry.answers = {"happened": "Words of my own."}
    entry.revision = 1
    entry.save()
    leave(amara)
    assert client.get(begun["Location"]).status_code == 200
    read = client.get(reverse("journals:entry_read", args=[entry.pk]))
    assert "Words of my own." in read.content.decode()
    assert pages(version)[0] not in read.content.decode()
    (taken,) = everything(amara)["entries"]
    assert taken["programme"]["title"] == "Tea on Ward 7"
    assert taken["reads"][0]["text"] == "What happened?"
    again = client.post(reverse("journals:entry_start", args=[version.prompt_id]))
    assert again.status_code == 404


def rows():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Programme, PromptVersion)
    ]  # fmt: skip


def test_loading_the_library_touches_no_house(cast, tmp_path):
    folder = shutil.copytree(FOLDER, tmp_path / "library")
    load_library(folder=folder)
    house = make_house_programme(cast.team.organisation, position=1)
    Programme.objects.filter(pk=house.pk).update(house_key="gibbs")  # as the library calls one
    make_prompt_version(prompt=make_prompt(house))
    before = rows()
    assert load_library(folder=folder) == []
    assert rows() == before
    (folder / "gibbs.yaml").unlink()
    assert load_library(folder=folder) == ["programme gibbs: retired"]
    house.refresh_from_db()
    assert house.retired_at is None
    shutil.copy(FOLDER / "gibbs.yaml", folder)
    assert load_library(folder=folder) == ["programme gibbs: brought back"]
    house.refresh_from_db()
    assert house.title != Programme.objects.get(key="gibbs").title


def test_a_house_has_a_key_once_and_the_library_none(cast):
    def refused(**fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_programme(**fields)

    house, other = cast.team.organisation, cast.elsewhere.organisation
    make_programme(organisation=house, house_key="tea")
    make_programme(organisation=other, house_key="tea")
    refused(organisation=house, house_key="tea")
    refused(organisation=house)
    refused(house_key="tea")


def test_a_house_has_no_say_in_where_the_library_stands(client, amara, sign_in, cast):
    held = make_programme("held", title="What is held")
    make_house_programme(cast.team.organisation, title="Ours", holds=["held"])
    sign_in(client, amara)
    assert 'class="around"' not in client.get(held.get_absolute_url()).content.decode()
    make_programme("holder", title="The holder", holds=["held"])
    page = client.get(held.get_absolute_url()).content.decode()
    assert "The holder" in page and "Ours" not in page


def test_a_house_shows_what_it_holds_of_the_library_only(client, amara, efua, sign_in, cast):
    make_programme("held", title="What is held")
    foreign = make_house_programme(cast.elsewhere.organisation, title="Theirs")
    ours = make_house_programme(cast.team.organisation, holds=["held", foreign.key])
    sign_in(client, amara)
    page = client.get(ours.get_absolute_url()).content.decode()
    assert "What is held" in page and "Theirs" not in page
