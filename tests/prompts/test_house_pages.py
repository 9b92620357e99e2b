"""Bringing a programme to one's house: kept, checked, looked at, published, changed, put away."""

import html
import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.ticking import tick
from journals.models import Entry
from people import audit
from people.kept import MOST
from people.models import AuditEvent, Membership
from prompts.brought_posts import bind
from prompts.models import Programme, ProgrammeDraft, Prompt, PromptVersion
from prompts.schema.brought import read_brought
from prompts.schema.writing import as_yaml
from prompts.services import houses as services
from tests.makers import make_house_programme, make_membership, make_programme, make_team, make_user
from tests.prompts.files import HOSTILE, QUESTIONS, TEA

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast):
    return cast.team.organisation


@pytest.fixture
def leader(client, dev, sign_in):
    return sign_in(client, dev)


def page(name, house):
    return reverse(f"prompts:{name}", args=[house.pk])


def bring(client, house, brought, **more):
    """As a file if it is bytes, and typed if it is text."""
    fields: dict[str, Any] = {"do": "check", **more}
    if isinstance(brought, bytes):
        fields["file"] = SimpleUploadedFile("tea.yaml", brought)
    else:
        fields["text"] = brought
    response = client.post(page("house_add", house), fields)
    assert response.status_code == 303
    return response["Location"]


def publish(client, house, brought=TEA):
    assert bring(client, house, brought) == page("house_preview", house)
    shown = client.get(page("house_preview", house)).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', shown)[1]
    response = client.post(page("house_preview", house), {"seen": seen})
    assert response.status_code == 303
    return response["Location"]


def faults(client, house):
    text = client.get(page("house_add", house)).content.decode()
    return re.findall(r"<li>(.*?)</li>", text.split('id="faults-title"')[1].split("</ul>")[0])


def rows():
    return [model.objects.count() for model in (Programme, Prompt, PromptVersion)]


@pytest.mark.parametrize("brought", [TEA, TEA.encode(), TEA.replace("\n", "\r\n").encode()])
def test_a_file_is_looked_at_and_published(leader, house, dev, brought):
    where = publish(leader, house, brought)
    programme = Programme.objects.get()
    assert where == programme.get_absolute_url()
    assert (programme.organisation, programme.house_key) == (house, "tea")
    assert re.fullmatch(r"tea-[a-z0-9]{16}", programme.key)
    assert PromptVersion.objects.get().number == 1
    assert (
        "Which leaves"
        in leader.get(
            reverse("prompts:prompt_preview", args=[Prompt.objects.get().pk])
        ).content.decode()
    )
    assert not ProgrammeDraft.objects.exists()
    event = AuditEvent.objects.filter(person=dev).first()
    assert (event.action, event.object_id) == (audit.Action.PROGRAMME_PUBLISHED, programme.pk)


def test_the_preview_shows_it_as_it_will_be_and_stores_nothing(leader, house):
    bring(leader, house, TEA)
    shown = leader.get(page("house_preview", house)).content.decode()
    for words in ["Tea", "To think about tea.", "First", "Which leaves", "Nowhere.", "Nurses"]:
        assert words in shown
    assert rows() == [0, 0, 0]


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_and_nothing_stored(leader, house, what):
    brought, lines = HOSTILE[what]
    before = rows()
    begun = time.thread_time()
    where = bring(leader, house, brought if isinstance(brought, bytes) else brought.encode())
    assert time.thread_time() - begun < 2
    assert where == page("house_add", house)
    said = leader.get(where).content.decode()
    assert rows() == before
    first = lines[0] if what != "nothing" else "Please choose a file, or paste its text."
    assert html.escape(first) in said
    assert leader.get(page("house_preview", house)).status_code == 302


def test_what_was_typed_stays_until_it_is_right(leader, house):
    typed = TEA.replace("kind: list", "kind: magic") + "# a remark of mine </textarea><b>\n"
    assert bring(leader, house, typed) == page("house_add", house)
    shown = leader.get(page("house_add", house)).content.decode()
    assert "kind: magic" in shown
    assert "# a remark of mine &lt;/textarea&gt;&lt;b&gt;" in shown
    assert faults(leader, house)[0].startswith("Line 14, prompt &quot;first&quot;")
    assert bring(leader, house, TEA) == page("house_preview", house)
    assert 'id="faults-title"' not in leader.get(page("house_add", house)).content.decode()


def test_the_first_line_of_a_text_is_not_eaten(leader, house):
    bring(leader, house, "\n\n" + TEA.replace("key: tea", "kye: tea"))
    assert faults(leader, house)[0].startswith("Line 3:")
    shown = leader.get(page("house_add", house)).content.decode()
    assert re.search(r"<textarea[^>]*>\n\n\nkye: tea", shown)


def test_a_text_that_is_too_long_to_publish_is_kept_all_the_same(leader, house):
    bring(leader, house, "x" * 120_000)
    assert len(ProgrammeDraft.objects.get().text) == 120_000
    assert faults(leader, house) == ["This is longer than 100 kB, the most for one file."]


@pytest.mark.parametrize("brought", [b"x" * 100_001, b"x" * 3_000_000, "x" * 500_001, b"\xff", ""])
def test_what_cannot_even_be_kept_takes_no_draft_away(leader, house, brought):
    bring(leader, house, TEA)
    assert bring(leader, house, brought) == page("house_add", house)
    assert "messages__item--error" in leader.get(page("house_add", house)).content.decode()
    assert ProgrammeDraft.objects.get().text == TEA


def test_a_file_counts_before_what_stands_in_the_field(leader, house):
    bring(leader, house, TEA.replace("Tea", "Milk").encode(), text=TEA)
    assert "title: Milk" in ProgrammeDraft.objects.get().text


def test_a_draft_is_for_whoever_wrote_it(leader, house, hana, sign_in):
    bring(leader, house, TEA)
    other = sign_in(Client(), hana)
    assert "Which leaves" not in other.get(page("house_add", house)).content.decode()
    assert other.get(page("house_preview", house)).status_code == 302
    publish(other, house, TEA.replace("key: tea", "key: milk"))
    assert ProgrammeDraft.objects.count() == 1


def test_a_draft_can_be_thrown_away(leader, house):
    bring(leader, house, TEA)
    assert "not published" in leader.get(page("house_detail", house)).content.decode()
    asked = leader.post(page("house_add", house), {"do": "ask-discard", "text": "typed since"})
    assert asked.status_code == 303
    shown = leader.get(asked["Location"]).content.decode()
    assert "Throw this draft away for good?" in shown and "typed since" in shown
    assert ProgrammeDraft.objects.get().text == "typed since"
    emptied = leader.post(page("house_add", house), {"do": "ask-discard", "text": ""})
    assert emptied["Location"] == asked["Location"]
    drop = {"do": "discard", "parked": ProgrammeDraft.objects.get().pk.hex}
    response = leader.post(page("house_add", house), drop)
    assert response["Location"] == page("house_detail", house)
    assert "The draft is thrown away." in leader.get(response["Location"]).content.decode()
    assert not ProgrammeDraft.objects.exists()
    assert "for good?" not in leader.get(asked["Location"]).content.decode()


def test_a_title_that_the_library_has_already_is_pointed_out(leader, house):
    bring(leader, house, TEA)
    assert "stands there twice" not in leader.get(page("house_preview", house)).content.decode()
    title = read_brought(TEA).title
    make_programme("tea-of-the-library", title=title)
    assert "stands there twice" in leader.get(page("house_preview", house)).content.decode()


def test_a_draft_is_sealed_and_forgotten_after_a_while(leader, house, settings):
    bring(leader, house, TEA)
    draft = ProgrammeDraft.objects.get()
    raw = ProgrammeDraft.objects.filter(pk=draft.pk).values_list("text", flat=True).get()
    assert b"leaves" not in bytes(raw) if isinstance(raw, bytes) else "leaves" not in repr(raw)
    tick()
    assert ProgrammeDraft.objects.exists()
    past = timezone.now() - settings.BIN_TIME
    ProgrammeDraft.objects.update(kept_at=past)
    assert tick()["old drafts dropped"] == 1


def test_the_same_key_again_is_a_new_wording_of_the_same(leader, house, amara, sign_in):
    publish(leader, house)
    programme, old = Programme.objects.get(), PromptVersion.objects.get()
    reader = sign_in(Client(), amara)
    reader.post(reverse("journals:entry_start", args=[old.prompt_id]))
    changed = TEA.replace("Which leaves", "Which leaves now").replace("title: Tea", "title: Green")
    bring(leader, house, changed)
    shown = leader.get(page("house_preview", house)).content.decode()
    assert "“First” gets a new wording." in shown
    assert publish(leader, house, changed) == programme.get_absolute_url()
    programme.refresh_from_db()
    old.refresh_from_db()
    assert programme.title == "Green"
    assert old.asked[0].text == "Which leaves"
    new = PromptVersion.objects.current().get()
    assert (new.number, new.asked[0].text) == (2, "Which leaves now")
    assert Entry.objects.get().prompt_version == old


def test_what_a_file_no_longer_has_is_no_longer_offered(leader, house):
    second = (
        TEA + "  - {key: second, title: Second, minutes: 5,\n"
        "     questions: [{key: q, kind: action, text: X}]}\n"
    )
    publish(leader, house, second)
    bring(leader, house, TEA)
    assert (
        "“Second” is no longer offered."
        in leader.get(page("house_preview", house)).content.decode()
    )
    publish(leader, house, TEA)
    assert [one.prompt.key for one in PromptVersion.objects.current()] == ["first"]
    bring(leader, house, second)
    assert "“Second” is offered again." in leader.get(page("house_preview", house)).content.decode()


def test_two_houses_may_use_one_key_and_do_not_hear_of_it(leader, house, efua, sign_in):
    Membership.objects.filter(user=efua).update(roles=["leader"])
    theirs = Membership.objects.get(user=efua).organisation
    other = sign_in(Client(), efua)
    publish(leader, house)
    bring(other, theirs, TEA)
    assert (
        "has a programme with this key"
        not in other.get(page("house_preview", theirs)).content.decode()
    )
    publish(other, theirs)
    assert Programme.objects.filter(house_key="tea").count() == 2


def test_a_key_of_the_library_is_free_for_a_house(leader, house, library):
    before = list(Programme.objects.filter(organisation=None).order_by("pk").values())
    publish(leader, house, TEA.replace("key: tea", "key: gibbs"))
    assert list(Programme.objects.filter(organisation=None).order_by("pk").values()) == before
    assert Programme.objects.get(house_key="gibbs").organisation == house


def test_it_cannot_be_published_when_it_changed_since_it_was_seen(leader, house, hana, sign_in):
    bring(leader, house, TEA)
    shown = leader.get(page("house_preview", house)).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', shown)[1]
    publish(sign_in(Client(), hana), house, TEA.replace("Which leaves", "What else"))
    for stale in (seen, "", "x"):
        response = leader.post(page("house_preview", house), {"seen": stale})
        assert response["Location"] == page("house_preview", house)
    assert PromptVersion.objects.get().asked[0].text == "What else"
    assert (
        "It was changed since you looked."
        in leader.get(page("house_preview", house)).content.decode()
    )


def test_a_second_press_publishes_nothing_twice(leader, house):
    bring(leader, house, TEA)
    shown = leader.get(page("house_preview", house)).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', shown)[1]
    leader.post(page("house_preview", house), {"seen": seen})
    again = leader.post(page("house_preview", house), {"seen": seen})
    assert again["Location"] == page("house_add", house)
    assert rows() == [1, 1, 1]


def test_a_draft_that_changed_while_it_was_published_stays(house, dev):
    services.keep_draft(person=dev, organisation=house, text=TEA)
    draft = ProgrammeDraft.objects.get()
    services.keep_draft(person=dev, organisation=house, text="a later thought")
    services.publish_programme(organisation=house, file=read_brought(TEA), actor=dev, draft=draft)
    assert ProgrammeDraft.objects.get().text == "a later thought"


def test_a_publishing_that_breaks_off_leaves_nothing(house, dev, monkeypatch):
    services.keep_draft(person=dev, organisation=house, text=TEA)

    def fail(**arguments):
        raise RuntimeError("full")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        services.publish_programme(
            organisation=house,
            file=read_brought(TEA),
            actor=dev,
            draft=ProgrammeDraft.objects.get(),
        )
    assert rows() == [0, 0, 0]
    assert ProgrammeDraft.objects.exists()


def test_it_is_put_away_and_brought_back(leader, house, amara, sign_in):
    publish(leader, house)
    programme, prompt = Programme.objects.get(), Prompt.objects.get()
    reader = sign_in(Client(), amara)
    reader.post(reverse("journals:entry_start", args=[prompt.pk]))
    entry = Entry.objects.get()
    for _twice in range(2):
        response = leader.post(reverse("prompts:programme_retire", args=[programme.key]))
        assert response["Location"] == page("house_detail", house)
    assert reader.get(programme.get_absolute_url()).status_code == 404
    assert reader.get(reverse("journals:entry_write", args=[entry.pk])).status_code == 200
    shown = leader.get(page("house_detail", house)).content.decode()
    assert "Nobody can begin with these." in shown and ">Undo<" in shown
    leader.post(reverse("prompts:programme_bring_back", args=[programme.key]))
    assert reader.get(programme.get_absolute_url()).status_code == 200


def test_publishing_it_again_brings_it_back(leader, house):
    publish(leader, house)
    leader.post(reverse("prompts:programme_retire", args=[Programme.objects.get().key]))
    bring(leader, house, TEA)
    assert "It is in use again." in leader.get(page("house_preview", house)).content.decode()
    publish(leader, house)
    assert Programme.objects.get().retired_at is None


def test_its_file_opens_in_the_field_to_be_changed(leader, house):
    publish(leader, house)
    key = Programme.objects.get().key
    shown = leader.get(page("house_add", house) + f"?change={key}").content.decode()
    assert "key: tea\ntitle: Tea" in shown
    assert key not in shown.split("<textarea")[1].split("</textarea>")[0]
    services.retire_programme(
        programme=Programme.objects.get(),
        actor=Membership.objects.get(user__email__startswith="dev").user,
    )
    assert leader.get(page("house_add", house) + f"?change={key}").status_code == 200


@pytest.mark.parametrize("wrong", ["gibbs", "nothing", "tea", "\0", "x" * 500])
def test_only_a_programme_of_the_house_opens_to_be_changed(leader, house, library, wrong):
    assert leader.get(page("house_add", house), {"change": wrong}).status_code == 404


def test_a_file_is_checked_against_what_is_here(leader, house, library):
    wrong = (
        TEA.replace("purpose", "drawing: no-such\nholds: [gibbs, kettle]\npurpose", 1)
        .replace(
            "kind: list, text: Which leaves", "kind: standards, framework: none-such, text: Which"
        )
        .replace(
            "minutes: 5\nposition",
            "minutes: 5\nsuggested_standards: {nmc-2018: ['1', '99'], x: []}\nposition",
        )
    )
    bring(leader, house, wrong)
    assert [line.replace("&quot;", '"') for line in faults(leader, house)] == [
        'Programme "tea", prompt "first", question "leaves": there is no framework "none-such".',
        'Programme "tea", "suggested_standards": nmc-2018 has no standard 99.',
        'Programme "tea", "suggested_standards": there is no framework "x".',
        'Programme "tea": there is no drawing "no-such".',
        'Programme "tea", "holds": there is no programme "kettle" in the library.',
    ]


def test_it_may_hold_what_the_library_has(leader, house, library):
    where = publish(leader, house, TEA.replace("purpose", "holds: [gibbs]\npurpose", 1))
    assert "/library/gibbs/" in leader.get(where).content.decode()


def test_it_cannot_hold_what_another_house_has(leader, house, cast):
    theirs = make_house_programme(cast.elsewhere.organisation)
    bring(leader, house, TEA.replace("purpose", f"holds: [{theirs.key}]\npurpose", 1))
    assert f"no programme &quot;{theirs.key}&quot; in the library" in faults(leader, house)[0]


def test_markup_in_a_file_stays_text(leader, house):
    nasty = "<script>alert(1)</script>{{ 7 }}"
    where = publish(leader, house, TEA.replace("title: Tea", f"title: '{nasty}'"))
    for url in (where, reverse("prompts:programme_list"), f"{where}print/"):
        shown = leader.get(url).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 }}" in shown
        assert nasty not in shown


def test_an_address_says_where_it_leads_and_tells_nothing_there(leader, house):
    where = publish(
        leader, house, TEA.replace("Nowhere.", "Nowhere., url: 'https://example.org/x'")
    )
    shown = leader.get(where).content.decode()
    link = re.search(r'<a href="https://example.org/x"([^>]*)>', shown)[1]
    assert "noreferrer" in link and "noopener" in link
    assert ">example.org<" in shown


# Who may, and who may not.


@pytest.mark.parametrize("role", ["member", "student", "supervisor"])
def test_others_of_the_house_may_not_publish(client, sign_in, house, role):
    team = make_team(house)
    person = make_user("Somebody")
    make_membership(person, team, role)
    sign_in(client, person)
    for name in ("house_detail", "house_add", "house_preview"):
        assert client.get(page(name, house)).status_code == 403
    assert client.post(page("house_add", house), {"text": TEA}).status_code == 403
    assert not ProgrammeDraft.objects.exists()
    assert "house/" not in client.get(reverse("prompts:programme_list")).content.decode()


@pytest.mark.parametrize("role", ["leader", "administrator"])
def test_leaders_and_administrators_may(client, sign_in, house, role):
    person = make_user("Somebody")
    make_membership(person, make_team(house), "member", role)
    publish(sign_in(client, person), house)


def test_a_role_in_one_house_is_none_in_another(leader, cast):
    there = cast.elsewhere.organisation
    make_membership(cast.dev, make_team(there), "member")
    assert leader.get(page("house_add", there)).status_code == 403


def test_a_role_that_has_ended_is_none(leader, house, dev):
    Membership.objects.filter(user=dev).update(ended_on=timezone.localdate())
    assert leader.get(page("house_add", house)).status_code == 404


def test_who_belongs_twice_is_counted_by_all_of_it(leader, house, dev):
    """A membership that ends next week and the one that follows it may run side by side."""
    Membership.objects.filter(user=dev).update(
        roles=["member"], ended_on=timezone.localdate() + timedelta(days=7)
    )
    Membership.objects.create(user=dev, organisation=house, roles=["leader"])
    assert leader.get(page("house_add", house)).status_code == 200


# What is brought by a page whose session ended meanwhile.


def locked(client):
    session = client.session
    session["locked"] = True
    session.save()
    return client


def test_what_is_brought_by_a_locked_page_is_kept(leader, house, dev):
    response = locked(leader).post(
        page("house_add", house), {"text": TEA, "do": "check", "binding": bind(dev, house)}
    )
    assert response.status_code == 303
    assert response["Location"].startswith("/me/lock/")
    assert ProgrammeDraft.objects.get().text == TEA


@pytest.mark.parametrize("binding", ["", "x", "other-house", "other-person"])
def test_a_page_that_is_not_theirs_keeps_nothing(leader, house, cast, binding):
    token = {
        "other-house": bind(cast.dev, cast.elsewhere.organisation),
        "other-person": bind(cast.amara, house),  # who may not publish
    }.get(binding, binding)
    locked(leader).post(page("house_add", house), {"text": TEA, "binding": token})
    assert not ProgrammeDraft.objects.exists()


@pytest.mark.parametrize("do", ["check", "keep", "ask-discard", "discard"])
def test_a_page_left_open_is_kept_for_who_opened_it(dev, house, cast, sign_in, do):
    """Hana signs in where Dev left the page open, and presses its button."""
    services.keep_draft(person=cast.hana, organisation=house, text="zq-of-hana")
    client = sign_in(Client(), cast.hana)
    left = {"do": do, "text": "zq-of-dev", "binding": bind(dev, house)}
    assert client.post(page("house_add", house), left).status_code == 303
    shown = client.get(page("house_add", house)).content.decode()
    assert "zq-of-hana" in shown and "zq-of-dev" not in shown
    assert ProgrammeDraft.objects.visible_to(dev).get().text == "zq-of-dev"


def test_what_comes_without_its_writer_stands_beside_the_draft(leader, house, dev):
    services.keep_draft(person=dev, organisation=house, text="zq-draft")
    for number in range(MOST + 1):
        post = {"text": f"zq-alone-{number}", "binding": bind(dev, house)}
        Client().post(page("house_add", house), post)
    texts = {draft.text for draft in ProgrammeDraft.objects.all()}
    assert texts == {"zq-draft"} | {f"zq-alone-{number}" for number in range(MOST)}


def test_a_draft_takes_the_place_of_the_one_that_its_page_showed(leader, house, dev):
    services.keep_draft(person=dev, organisation=house, text="zq-draft")
    services.keep_draft_alone(person=dev, organisation=house, text="zq-alone")
    shown = leader.get(page("house_add", house)).content.decode()
    assert "zq-alone" in shown
    parked = re.search(r'name="parked" value="(\w+)"', shown)[1]
    leader.post(page("house_add", house), {"do": "keep", "text": "zq-again", "parked": parked})
    assert {draft.text for draft in ProgrammeDraft.objects.all()} == {"zq-draft", "zq-again"}
    leader.post(page("house_add", house), {"do": "discard", "parked": parked})
    assert "zq-draft" in leader.get(page("house_add", house)).content.decode()


def test_the_script_that_keeps_a_page_before_it_locks(leader, house):
    response = leader.post(page("house_add", house), {"do": "keep", "text": "half a fi"})
    assert response["Location"] == page("house_add", house)
    assert ProgrammeDraft.objects.get().text == "half a fi"


def test_a_stale_form_keeps_what_was_typed(dev, house, sign_in):
    client = sign_in(Client(enforce_csrf_checks=True), dev)
    response = client.post(
        page("house_add", house), {"text": TEA, "do": "check", "binding": bind(dev, house)}
    )
    assert response.status_code == 303
    assert ProgrammeDraft.objects.get().text == TEA


def test_a_programme_as_long_as_may_be_is_published_soon(leader, house):
    many = QUESTIONS + "".join(
        f"      - {{key: q{n}, kind: long_text, text: Question {n}}}\n" for n in range(40)
    )
    prompts = "".join(
        many.partition("prompts:\n")[2].replace("key: first", f"key: p{n}") for n in range(14)
    )
    where = publish(leader, house, many.partition("prompts:\n")[0] + "prompts:\n" + prompts)
    assert leader.get(where).status_code == 200
    assert (
        as_yaml(read_brought(leader.get(f"{where}file/").content)).count("kind: long_text") == 560
    )
