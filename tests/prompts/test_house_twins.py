"""Whatever of another house's is put wherever it could be read, it is as if it were not there."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from journals.models import Entry
from people.models import AuditEvent
from prompts.models import Programme, ProgrammeDraft, Prompt, PromptVersion
from prompts.services.houses import keep_draft
from tests.makers import make_house_programme, make_prompt, make_prompt_version
from tests.prompts.files import TEA
from vault.ids import new_id, short

pytestmark = pytest.mark.django_db
TOKENS = re.compile(rb'csrfmiddlewaretoken" value="\w+|csrf="\w+|binding" value="[^"]+')
NAMES = [
    "id",
    "pk",
    "key",
    "change",
    "organisation",
    "house",
    "programme",
    "prompt",
    "draft",
    "next",
]


class House:
    def __init__(self, name, person, organisation):
        self.organisation = organisation
        programme = make_house_programme(organisation, title=f"{name} title", source_label=name)
        self.version = make_prompt_version(prompt=make_prompt(programme), title=f"{name} prompt")
        keep_draft(person=person, organisation=organisation, text=TEA)

    @property
    def ids(self):
        """Each with one of the same shape that nobody has."""
        programme = self.version.prompt.programme
        return [
            (short(self.organisation.pk), short(new_id())),
            (short(programme.pk), short(new_id())),
            (short(self.version.prompt_id), short(new_id())),
            (short(self.version.pk), short(new_id())),
            (short(ProgrammeDraft.objects.get(organisation=self.organisation).pk), short(new_id())),
            (programme.key, f"{programme.key[:-1]}{'a' if programme.key[-1] != 'a' else 'b'}"),
            (programme.house_key, "tea-never"),
        ]


@pytest.fixture
def twin(cast):
    return House("Theirs", cast.efua, cast.elsewhere.organisation)


@pytest.fixture
def own(cast):
    return House("Ours", cast.dev, cast.team.organisation)


def paths(own, thing):
    """Every address of the library and of houses, with the thing in it, or beside it."""
    house = short(own.organisation.pk)
    names = ["programme_detail", "programme_file", "programme_print",
             "programme_retire", "programme_bring_back"]  # fmt: skip
    for name in names:
        yield reverse(f"prompts:{name}", args=[thing])
    if len(thing) == 22:
        yield f"/your-journal/start/{thing}/"
        for rest in ("", "file/", "print/"):
            yield f"/library/prompt/{thing}/{rest}"
        for rest in ("", "add/", "preview/"):
            yield f"/house/{thing}/{rest}"
    query = "&".join(f"{name}={thing}" for name in NAMES)
    for path in (
        "/library/",
        f"/house/{house}/",
        f"/house/{house}/add/",
        f"/house/{house}/preview/",
    ):
        yield f"{path}?{query}"


def said(client, method, path, body, thing):
    client.get("/privacy/")  # which shows what the request before had to say
    response = getattr(client, method)(path, body) if body else getattr(client, method)(path)
    content = TOKENS.sub(b"", response.content).replace(thing.encode(), b"ID")
    return response.status_code, response.headers.get("Location", "").replace(thing, "ID"), content


def rows():
    found = []
    for model in (Programme, Prompt, PromptVersion, ProgrammeDraft, Entry, AuditEvent):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY 1')
            for row in cursor.fetchall():
                found.append([bytes(v) if isinstance(v, memoryview) else v for v in row])
    return found


@pytest.mark.parametrize("person", ["dev", "amara"])
def test_no_swap_leads_to_the_twin(client, cast, sign_in, own, twin, person):
    sign_in(client, getattr(cast, person))
    client.get("/library/")
    before, faults = rows(), []
    for theirs, nobodys in twin.ids:
        for mine, never in zip(paths(own, theirs), paths(own, nobodys), strict=True):
            for method in ("get", "post"):
                body = dict.fromkeys(NAMES, theirs) if method == "post" else None
                other = dict.fromkeys(NAMES, nobodys) if method == "post" else None
                first = said(client, method, mine, body, theirs)
                second = said(client, method, never, other, nobodys)
                if first != second:
                    faults.append(f"{method} {mine}: {first[:2]} is not {second[:2]}")
                if b"Theirs" in first[2]:
                    faults.append(f"{method} {mine} shows what is theirs")
    assert faults == []
    assert rows() == before


def test_the_house_in_the_body_is_not_the_house_in_the_path(client, dev, sign_in, own, twin):
    sign_in(client, dev)
    body = {"text": TEA.replace("Tea", "Milk"), "do": "check"}
    body |= dict.fromkeys(NAMES, short(twin.organisation.pk))
    client.post(reverse("prompts:house_add", args=[own.organisation.pk]), body)
    assert "Milk" in ProgrammeDraft.objects.get(organisation=own.organisation).text
    assert "Milk" not in ProgrammeDraft.objects.get(organisation=twin.organisation).text
