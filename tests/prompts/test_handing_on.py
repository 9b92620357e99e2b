"""A programme or a prompt handed to a colleague: by link, as a file, as pages of paper."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from prompts.models import Programme, Prompt, PromptVersion
from prompts.schema.brought import read_brought
from prompts.schema.writing import as_yaml
from prompts.shelf import FOLDER, read_library
from tests.makers import make_house_programme, make_prompt, make_prompt_version
from tests.prompts.questions import EVERY_KIND

pytestmark = pytest.mark.django_db
KEYS = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@pytest.fixture
def reader(client, amara, sign_in):
    return sign_in(client, amara)


@pytest.fixture
def version(cast):
    """A prompt of the house of Ward 7, with a question of every kind."""
    programme = make_house_programme(cast.team.organisation, title="Tea on Ward 7")
    return make_prompt_version(EVERY_KIND, prompt=make_prompt(programme), title="The first cup")


def of_prompt(name, version):
    return reverse(f"prompts:prompt_{name}", args=[version.prompt_id])


def of_programme(name, version):
    return reverse(f"prompts:programme_{name}", args=[version.prompt.programme.key])


def test_every_programme_of_the_library_comes_as_it_was_brought(reader, library):
    for file in read_library().programmes:
        response = reader.get(reverse("prompts:programme_file", args=[file.key]))
        assert read_brought(response.content) == file
        assert response.content.decode() == as_yaml(file)


def test_every_prompt_of_the_library_is_a_file_by_itself(reader, library):
    for version in PromptVersion.objects.in_library().select_related("prompt__programme"):
        alone = read_brought(reader.get(of_prompt("file", version)).content)
        assert [prompt.key for prompt in alone.prompts] == [version.prompt.key]
        assert alone.title == version.title
        assert alone.holds == []
        asked = [question.model_copy(update={"shows": []}) for question in version.asked]
        assert alone.prompts[0].questions == asked


def test_a_file_is_a_download_and_no_page(reader, library):
    response = reader.get(reverse("prompts:programme_file", args=["gibbs"]))
    assert response["Content-Type"] == "application/yaml"
    assert response["Content-Disposition"] == 'attachment; filename="gibbs.yaml"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_what_a_container_holds_comes_with_it(reader, library):
    holds = {file.key: file.holds for file in read_library().programmes if file.holds}
    for key, held in holds.items():
        response = reader.get(reverse("prompts:programme_file", args=[key]))
        assert read_brought(response.content).holds == held


def test_a_house_s_file_has_its_own_key_and_nothing_by_chance(reader, version):
    response = reader.get(of_programme("file", version))
    programme = version.prompt.programme
    assert read_brought(response.content).key == programme.house_key
    alone = reader.get(of_prompt("file", version))
    assert alone["Content-Disposition"].startswith(f'attachment; filename="{programme.house_key}-')


def test_the_key_of_a_prompt_alone_is_never_too_long(reader, cast):
    programme = make_house_programme(cast.team.organisation)
    Programme.objects.filter(pk=programme.pk).update(house_key=f"{'long-' * 11}end")
    version = make_prompt_version(prompt=make_prompt(programme, key="-".join(["key"] * 15)))
    assert len(read_brought(reader.get(of_prompt("file", version)).content).key) <= 60


def test_a_programme_without_a_prompt_has_no_file(reader, version):
    Prompt.objects.update(retired_at=timezone.now())
    assert reader.get(of_programme("file", version)).status_code == 404
    assert reader.get(of_programme("print", version)).status_code == 200


@pytest.mark.parametrize("of", [of_programme, of_prompt])
@pytest.mark.parametrize("name", ["file", "print"])
def test_what_others_have_is_not_there(efua, sign_in, version, of, name):
    client = sign_in(Client(), efua)
    assert client.get(of(name, version)).status_code == 404


# By link.


def test_a_page_gives_its_whole_address_to_copy(reader, library):
    version = PromptVersion.objects.current().get(prompt__key="spark")
    pages = ["/library/spark/", reverse("prompts:prompt_preview", args=[version.prompt_id])]
    for path in pages:
        shown = reader.get(path).content.decode()
        assert f'id="send-link" value="http://testserver{path}" readonly' in shown
        assert re.search(r'<button[^>]*data-copy="send-link"[^>]* hidden>', shown)
        assert "It opens for everybody who is signed in here." in shown
        assert f'href="{path}print/"' in shown and f'href="{path}file/"' in shown


def test_a_link_of_a_house_says_for_whom_it_opens(reader, version, efua, sign_in):
    path = version.prompt.programme.get_absolute_url()
    shown = reader.get(path).content.decode()
    assert f"It opens for the people of {version.prompt.programme.organisation}" in shown
    assert sign_in(Client(), efua).get(path).status_code == 404


def test_a_link_leads_through_the_sign_in_to_its_page(library):
    response = Client().get("/library/spark/")
    assert response["Location"] == "/sign-in/?next=%2Flibrary%2Fspark%2F"


# On paper.


def sheet(client, url):
    return client.get(url).content.decode()


def test_every_kind_of_question_has_room_on_paper(reader, version):
    shown = sheet(reader, of_prompt("print", version))
    parts = re.split(r'<section class="sheet__question">', shown)[1:]
    assert len(parts) == len(EVERY_KIND)
    for question, part in zip(EVERY_KIND, parts, strict=True):
        part = part.split("</section>")[0]
        assert question["text"] in part
        room = ('class="ruled', 'class="blank', 'class="ticks', 'class="ends"')
        assert (question["kind"] == "read") != any(one in part for one in room), question["key"]


def test_a_question_for_each_thing_has_room_for_some(reader, version):
    shown = sheet(reader, of_prompt("print", version))
    part = shown.split("Can it shift?")[1].split("</section>")[0]
    assert "For each thing that you wrote to: What is in the way?" in part
    assert part.count("About:") == 3


def test_paper_is_light_has_no_places_to_go_and_says_where_it_comes_from(reader, version, amara):
    amara.theme = "dark"
    amara.save()
    shown = sheet(reader, of_programme("print", version))
    assert 'data-theme="light"' in shown and '<meta name="color-scheme" content="light">' in shown
    assert "<nav" not in shown
    assert "Where it comes from: Nobody, nowhere." in shown
    assert f"Published by {version.prompt.programme.organisation}." in shown
    assert "Amara" not in shown.split("<main")[1].split("</main>")[0]  # it is passed round


def test_every_programme_of_the_library_is_printed_whole(reader, library):
    for key in KEYS:
        shown = sheet(reader, reverse("prompts:programme_print", args=[key]))
        versions = PromptVersion.objects.in_library().filter(prompt__programme__key=key)
        assert shown.count('<article class="sheet"') == versions.count()
        assert shown.split("</main>")[0].count("<h1") == 1
        ids = re.findall(r' id="([^"]+)"', shown)
        assert len(ids) == len(set(ids))


def test_query_counts_do_not_grow(reader, version):
    def queries(url):
        with CaptureQueriesContext(connection) as caught:
            assert reader.get(url).status_code == 200
        return len(caught)

    programme = version.prompt.programme
    urls = [of_programme("file", version), of_programme("print", version),
            programme.get_absolute_url(), reverse("prompts:programme_list")]  # fmt: skip
    for url in urls:  # the first page of a session also finds out who shares with one
        queries(url)
    before = [queries(url) for url in urls]
    for _n in range(10):
        make_prompt_version(prompt=make_prompt(programme))
        make_house_programme(programme.organisation)
    assert [queries(url) for url in urls] == before
    assert max(before) <= 7
