import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journals.models import Entry
from prompts.models import Framework, Programme, Prompt
from tests.makers import make_programme, make_prompt, make_prompt_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, amara, sign_in, library):
    return sign_in(client, amara)


def test_programme_list_shows_every_programme(reader):
    page = reader.get(reverse("prompts:programme_list"))
    assert page.status_code == 200
    text = page.content.decode()
    for programme in Programme.objects.all():
        assert programme.title.replace("'", "&#x27;") in text


def test_whoever_cannot_choose_just_writes(reader, amara):
    page = reader.get(reverse("prompts:programme_list")).text
    before = page.split("<main")[1].split('class="filters"')[0]
    [start] = re.findall(r'action="(/your-journal/start/[^"]+)"', before)
    assert "Just write" in before
    assert reader.post(start).status_code == 303
    entry = Entry.objects.get(author=amara)
    assert entry.prompt_version.prompt.programme.key == "spark"
    assert len(entry.prompt_version.questions) == 1


def test_without_a_plain_prompt_there_is_no_such_button(client, amara, sign_in):
    make_prompt_version(title="Something else")
    page = sign_in(client, amara).get(reverse("prompts:programme_list")).text
    assert "Just write" not in page and "/start/" not in page.split("<main")[1]


HEADINGS = {
    "The helping relationship": {"article", "self_check"},
    "Models of reflection": {"model"},
    "Practices to try": {"practice"},
    "Around supervision": {"supervision"},
    "For the regulator": {"framework"},
    "For a team meeting": {"meeting"},
}


def under_headings(page):
    """What stands under each heading of the library's own shelf, in order."""
    sections = page.split("<main")[1].split("<section")[1:]
    titles = [re.search(r"<h2 id=\"[a-z]+\">([^<]+)<", one)[1] for one in sections]
    linked = [re.findall(r'shelf__title"><a href="/library/([^/"]+)/', one) for one in sections]
    return dict(zip(titles, linked, strict=True))


def test_every_programme_stands_once_and_in_its_order(reader):
    found = under_headings(reader.get(reverse("prompts:programme_list")).content.decode())
    assert list(found) == list(HEADINGS)
    for heading, kinds in HEADINGS.items():
        rows = Programme.objects.filter(kind__in=kinds).order_by("position", "key")
        assert found[heading] == [one.key for one in rows]
    linked = [key for keys in found.values() for key in keys]
    assert sorted(linked) == sorted(one.key for one in Programme.objects.all())


def test_every_kind_has_a_heading():
    assert set().union(*HEADINGS.values()) == set(Programme.Kind.values)


def test_the_shelf_says_where_each_heading_is_and_how_much_stands_there(reader):
    page = reader.get(reverse("prompts:programme_list")).content.decode()
    index = page.split('aria-label="On the shelf"')[1].split("</nav>")[0]
    places = re.findall(r'href="#([a-z]+)">[^<]+</a> <span class="meta">(\d+)', index)
    assert len(places) == len(HEADINGS)
    for place, number in places:
        assert page.count(f'<h2 id="{place}">') == 1
        section = page.split(f'<h2 id="{place}">')[1].split("</section>")[0]
        assert section.count("shelf__item") == int(number)


def test_a_narrowed_shelf_has_only_the_headings_it_needs(reader):
    page = reader.get(reverse("prompts:programme_list") + "?source=model").content.decode()
    assert list(under_headings(page)) == ["Models of reflection"]
    assert 'aria-label="On the shelf"' not in page  # there is nowhere else to go


@pytest.mark.parametrize(
    ("query", "shown", "not_shown"),
    [
        ("audience=team", "What? So what?", "Time Outs"),
        ("minutes=5", "Spark", "Gibbs"),
        ("source=framework", "NMC reflective account", "Gibbs"),
        ("source=meeting", "Barriers board", "Gibbs"),
        ("audience=team", "A learning moment", "After a round"),
        ("audience=leader", "After a round", "Time Outs"),
        ("audience=leader&minutes=5", "Five-minute huddle", "Story round"),
        ("audience=nobody&minutes=x", "Gibbs", "no such thing"),
    ],
)
def test_programme_list_narrows(reader, query, shown, not_shown):
    main = reader.get(reverse("prompts:programme_list") + "?" + query).content.decode()
    main = main.split("<main")[1]
    assert shown in main
    assert not_shown not in main


def test_programme_list_says_what_to_do_when_nothing_fits(reader):
    url = reverse("prompts:programme_list") + "?audience=team&source=framework"
    page = reader.get(url).content.decode()
    assert "Show the whole shelf" in page


def test_every_page_of_the_library_opens(reader):
    for programme in Programme.objects.all():
        assert reader.get(programme.get_absolute_url()).status_code == 200
    for prompt in Prompt.objects.all():
        assert reader.get(reverse("prompts:prompt_preview", args=[prompt.pk])).status_code == 200
    for framework in Framework.objects.all():
        assert reader.get(framework.get_absolute_url()).status_code == 200


def test_programme_detail_names_each_button_once(reader):
    page = reader.get(Programme.objects.get(key="wright-2021").get_absolute_url()).content.decode()
    names = [part.split("</button>")[0] for part in page.split("<button")[1:] if "Write" in part]
    assert len(names) == len(set(names)) == 7


def test_a_meeting_on_the_shelf_says_how_long_the_meeting_is(reader):
    page = reader.get(reverse("prompts:programme_list") + "?source=meeting").content.decode()
    assert "8 prompts, about 15 min at a meeting" in page
    assert "2 prompts, about 40 min at a meeting" in page
    assert "min each" not in page


def test_a_meeting_may_be_written_to_alone(reader, amara):
    """Not a leader, and in no meeting: its prompts start an entry like any other."""
    page = reader.get("/library/team-learning-moment/").content.decode()
    assert "where it takes about 15 minutes. You can also write to it alone" in page
    assert "Made for a meeting" not in reader.get("/library/gibbs/").content.decode()
    prompt = Prompt.objects.get(programme__key="team-learning-moment", key="m1")
    start = reverse("journals:entry_start", args=[prompt.pk])
    assert f'action="{start}"' in page
    written = reader.post(start, follow=True)
    assert written.status_code == 200
    assert "Think of a time when somebody with more say" in written.content.decode()
    begun = Entry.objects.visible_to(amara).get()
    assert begun.prompt_version.prompt == prompt


def test_what_is_not_there_is_404(reader):
    assert reader.get("/library/no-such/").status_code == 404
    assert reader.get("/library/codes/no-such/").status_code == 404
    Programme.objects.filter(key="gibbs").update(retired_at="2026-01-01T00:00Z")
    prompt = Prompt.objects.get(programme__key="gibbs")
    assert reader.get("/library/gibbs/").status_code == 404
    assert reader.get(reverse("prompts:prompt_preview", args=[prompt.pk])).status_code == 404


def test_framework_detail_marks_what_was_not_checked(reader):
    code = Framework.objects.get(key="nmc-2018")
    page = reader.get(code.get_absolute_url()).content.decode()
    unchecked = code.standards.filter(is_checked=False).count()
    assert unchecked
    assert page.count("Check the wording with the regulator.") == unchecked


def test_pages_need_a_signed_in_person(library):
    for name, args in [("programme_list", []), ("programme_detail", ["gibbs"])]:
        assert Client().get(reverse(f"prompts:{name}", args=args)).status_code == 302


@pytest.mark.parametrize("country", ["gb", "ie", "au", "ca", "international"])
def test_support_is_open_to_everybody(db, country):
    page = Client().get(reverse("prompts:support"), {"country": country})
    assert page.status_code == 200
    words = page.content.decode()
    assert "Ask your switchboard" in words
    assert "administrator can" not in words  # there is no such screen


def test_support_of_an_unknown_country_is_404(db):
    assert Client().get(reverse("prompts:support"), {"country": "zz"}).status_code == 404


def test_query_counts_do_not_grow(reader):
    def queries(url):
        with CaptureQueriesContext(connection) as caught:
            assert reader.get(url).status_code == 200
        return len(caught)

    shelf = reverse("prompts:programme_list")
    programme = Programme.objects.get(key="attach")
    queries(shelf)  # the first page of a session also writes the session
    before = queries(shelf), queries(programme.get_absolute_url())
    for _n in range(12):
        make_prompt_version(prompt=make_prompt(make_programme()))
        make_prompt_version(prompt=make_prompt(programme))
    assert (queries(shelf), queries(programme.get_absolute_url())) == before
    assert max(before) <= 7  # also for what "Just write" begins


def test_post_is_not_answered(reader):
    assert reader.post(reverse("prompts:programme_list")).status_code == 405
