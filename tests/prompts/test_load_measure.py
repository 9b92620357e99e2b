"""manage.py load_measure: from a file to the house that is licensed for it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from prompts.models import Measure, Sitting
from tests.prompts.measure_makers import TEA, make_measure, make_sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast):
    return cast.team.organisation


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "tea.yaml"
    path.write_text(TEA)
    return path


def load(file, house=None, **options):
    said = StringIO()
    name = house.name if house else None
    call_command("load_measure", file, organisation=name, stdout=said, **options)
    return said.getvalue()


def test_it_is_loaded_and_twice_is_as_once(file, house):
    assert load(file, house) == "tea: 5 statements, 2 sub-scales. Added.\n"
    measure = Measure.objects.get()
    assert (measure.organisation, measure.key, measure.title) == (house, "tea", "Tea and cake")
    assert measure.file.items[1].reverse
    assert load(file, house) == "tea: 5 statements, 2 sub-scales. Nothing has changed.\n"
    assert Measure.objects.count() == 1


def test_a_changed_file_takes_the_place_and_keeps_what_was_answered(file, house, amara):
    load(file, house)
    sitting = make_sitting(amara, Measure.objects.get())
    file.write_text(TEA.replace("I bake.", "I bake often."))
    assert "Changed." in load(file, house)
    assert Measure.objects.filter(retired_at__isnull=True).count() == 1
    assert Sitting.objects.get(pk=sitting.pk).measure.file.items[2].text == "I bake."


def test_a_day_on_which_the_licence_ends_is_kept(file, house):
    file.write_text(TEA + "licensed_until: 2027-03-31\n")
    load(file, house)
    measure = Measure.objects.get()
    assert measure.licensed_until is not None
    assert measure.licensed_until == measure.file.licensed_until
    assert measure.licensed_until.isoformat() == "2027-03-31"
    assert "Nothing has changed" in load(file, house)


def test_two_houses_have_their_own(file, house, cast):
    load(file, house)
    assert "Added." in load(file, cast.elsewhere.organisation)
    assert Measure.objects.count() == 2


def test_one_state_is_in_use(house):
    make_measure(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_measure(house)


def test_check_writes_nothing(file):
    assert load(file, check=True) == "tea: 5 statements, 2 sub-scales. The file is in order.\n"
    assert not Measure.objects.exists()


def test_a_wrong_file_loads_nothing_and_says_why(file, house):
    file.write_text(TEA.replace("scale: cake}", "scale: pie}").replace("intro:", "introo:"))
    with pytest.raises(CommandError) as refused:
        load(file, house)
    said = str(refused.value).split("\n")
    assert said[0] == "tea.yaml was not loaded. Please put this right first:"
    assert len(said) == 2
    assert '"introo" is not a word that belongs here' in said[1]
    assert not Measure.objects.exists()


def test_a_file_that_has_no_end_is_not_read_to_it(house):
    with pytest.raises(CommandError, match="longer than 100 kB"):
        load("/dev/zero", house)


@pytest.mark.parametrize(
    ("name", "said"),
    [(None, "--organisation and its name"), ("Nowhere", 'no organisation called "Nowhere"')],
)
def test_it_says_for_whom(file, name, said):
    with pytest.raises(CommandError, match=said):
        call_command("load_measure", file, organisation=name)


def test_two_houses_of_one_name_are_not_guessed_at(file, house, cast):
    other = cast.elsewhere.organisation
    other.name = house.name
    other.save()
    with pytest.raises(CommandError, match="two organisations of that name"):
        load(file, house)


def test_a_file_that_is_not_there(tmp_path, house):
    with pytest.raises(CommandError, match="cannot be read"):
        load(tmp_path / "none.yaml", house)
    with pytest.raises(CommandError, match="cannot be read"):
        load(tmp_path, house)
