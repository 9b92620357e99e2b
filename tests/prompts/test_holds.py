"""One programme as the container of others: in the files, in the database, on the pages."""

import re
import shutil

import pytest

from prompts.containers import placed
from prompts.models import Programme, PromptVersion
from prompts.schema import LibraryErrors
from prompts.services import load_library
from prompts.shelf import FOLDER, read_library


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "library")


def let_hold(folder, key, *held):
    path = folder / f"{key}.yaml"
    line = f"holds: [{', '.join(held)}]\n"
    path.write_text(
        re.sub(r"^(holds: .*\n)?prompts:\n", line + "prompts:\n", path.read_text(), flags=re.M)
    )


def faults(folder):
    with pytest.raises(LibraryErrors) as refused:
        read_library(folder)
    return refused.value.lines


def test_a_container_is_read(folder):
    let_hold(folder, "gibbs", "driscoll", "spark")
    held = {one.key: one.holds for one in read_library(folder).programmes}
    assert held["gibbs"] == ["driscoll", "spark"]
    assert held["driscoll"] == []


def test_what_is_held_must_be_there(folder):
    let_hold(folder, "gibbs", "kettle", "spark")
    assert faults(folder) == [
        'gibbs.yaml, programme "gibbs", "holds": there is no programme "kettle".'
    ]


def test_nothing_stands_in_two(folder):
    let_hold(folder, "driscoll", "spark")
    let_hold(folder, "gibbs", "spark")
    assert faults(folder) == [
        'gibbs.yaml, programme "gibbs", "holds": "spark" already stands in "driscoll".'
    ]


def test_nothing_is_held_twice_by_the_same(folder):
    let_hold(folder, "gibbs", "spark", "spark")
    assert faults(folder) == [
        'gibbs.yaml, programme "gibbs", "holds": "spark" already stands in "gibbs".'
    ]


def test_nothing_stands_in_itself(folder):
    let_hold(folder, "gibbs", "gibbs")
    assert faults(folder) == ['gibbs.yaml, programme "gibbs", "holds": it would stand in itself.']


def test_nothing_stands_in_itself_round_a_corner(folder):
    let_hold(folder, "gibbs", "driscoll")
    let_hold(folder, "driscoll", "generic", "spark")
    let_hold(folder, "generic", "gibbs")
    assert faults(folder) == [
        f'{key}.yaml, programme "{key}", "holds": it would stand in itself.'
        for key in ("driscoll", "generic", "gibbs")  # spark hangs on the ring, and is not of it
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("holds: spark", '"holds" must be a list (lines that start with a hyphen).'),
        ("holds: [Spark]", "number 1: this may only be small letters, digits and single hyphens."),
        (f"holds: [{', '.join(f'p{n}' for n in range(13))}]", '"holds" has more than 12 lines.'),
    ],
)
def test_a_wrong_line_is_told(folder, line, said):
    path = folder / "gibbs.yaml"
    path.write_text(path.read_text().replace("prompts:\n", f"{line}\nprompts:\n", 1))
    (fault,) = faults(folder)
    assert fault.startswith('gibbs.yaml, programme "gibbs"')
    assert fault.endswith(said)


@pytest.mark.django_db
def test_loading_keeps_it_up_to_date_and_makes_no_version(folder):
    let_hold(folder, "gibbs", "driscoll")
    load_library(folder=folder)
    assert Programme.objects.get(key="gibbs").holds == ["driscoll"]
    assert load_library(folder=folder) == []
    let_hold(folder, "gibbs", "driscoll", "spark")
    assert load_library(folder=folder) == ["programme gibbs: changed (holds)"]
    assert PromptVersion.objects.filter(prompt__programme__key="gibbs").count() == 1


@pytest.mark.django_db
def test_who_holds_whom_is_found_by_the_whole_key(folder, django_assert_num_queries):
    let_hold(folder, "gibbs", "practices-nurse")
    load_library(folder=folder)
    nurse = Programme.objects.get(key="practices-nurse")
    with django_assert_num_queries(1):
        gibbs = placed(Programme.objects.all(), "gibbs")
    assert gibbs
    assert (gibbs.held, gibbs.around) == ([nurse], None)
    assert placed(Programme.objects.all(), "practices-nurse") == (nurse, [], gibbs.programme)
    Programme.objects.filter(pk=nurse.pk).update(key="nurse")  # a piece of the key that is held
    assert placed(Programme.objects.all(), "nurse") == (nurse, [], None)
    assert placed(Programme.objects.all(), "practices-nurse") is None
    assert placed(Programme.objects.exclude(key="gibbs"), "gibbs") is None


@pytest.fixture
def reader(client, amara, sign_in, folder):
    let_hold(folder, "gibbs", "spark", "driscoll")
    load_library(folder=folder)
    return sign_in(client, amara)


def test_the_container_shows_what_is_inside_in_the_order_of_the_shelf(reader):
    page = reader.get("/library/gibbs/").content.decode()
    inside = page.split('class="held"')[1].split("</section>")[0]
    assert re.findall(r'href="/library/([^"]+)/"', inside) == ["spark", "driscoll"]
    assert inside.count("<svg") == 2


def test_what_is_inside_says_so(reader):
    page = reader.get("/library/spark/").content.decode()
    around = page.split('class="around"')[1].split("</p>")[0]
    assert "Inside:" in around
    assert '<a href="/library/gibbs/">' in around
    assert 'class="held"' not in page


def test_what_is_retired_is_neither_inside_nor_around(reader):
    Programme.objects.filter(key="spark").update(retired_at="2026-01-01T00:00Z")
    assert "/library/spark/" not in reader.get("/library/gibbs/").content.decode()
    Programme.objects.filter(key="gibbs").update(retired_at="2026-01-01T00:00Z")
    assert 'class="around"' not in reader.get("/library/driscoll/").content.decode()
