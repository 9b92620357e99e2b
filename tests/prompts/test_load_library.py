import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from prompts.models import (
    Framework,
    Programme,
    Prompt,
    PromptVersion,
    Requirement,
    Standard,
)
from prompts.services import load_library
from prompts.shelf import FOLDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "library")


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def everything():
    models = [Programme, Prompt, PromptVersion, Framework, Standard, Requirement]
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_loading_twice_changes_nothing(folder):
    assert load_library(folder=folder)
    before = everything()
    assert load_library(folder=folder) == []
    assert everything() == before


def test_every_wording_can_be_read_back(folder):
    load_library(folder=folder)
    for version in PromptVersion.objects.all():
        assert version.asked
        assert version.number == 1


def test_changed_wording_makes_a_version_and_the_old_one_stays(folder):
    load_library(folder=folder)
    old = PromptVersion.objects.get(prompt__key="spark")
    change(folder, "spark.yaml", "In a few words, no names.", "In three words, no names.")
    assert load_library(folder=folder) == ["prompt spark/spark: version 2"]
    old.refresh_from_db()
    assert "few words" in old.asked[0].text
    new = PromptVersion.objects.current().get(prompt__key="spark")
    assert (new.number, new.asked[0].text) == (2, "Something happened. In three words, no names.")


def test_going_back_to_an_old_wording_is_a_version_of_its_own(folder):
    load_library(folder=folder)
    change(folder, "spark.yaml", "few words, no", "three words, no")
    load_library(folder=folder)
    change(folder, "spark.yaml", "three words, no", "few words, no")
    load_library(folder=folder)
    assert PromptVersion.objects.current().get(prompt__key="spark").number == 3


def test_what_is_not_wording_makes_no_version(folder):
    load_library(folder=folder)
    change(folder, "spark.yaml", "minutes: 1\nposition: 5", "minutes: 2\nposition: 6")
    assert load_library(folder=folder) == ["programme spark: changed (minutes, position)"]
    assert PromptVersion.objects.filter(prompt__key="spark").count() == 1


def test_a_prompt_that_is_gone_is_retired_and_comes_back(folder):
    load_library(folder=folder)
    prompt = Prompt.objects.get(programme__key="attach", key="six")
    text = (folder / "attach.yaml").read_text()
    (folder / "attach.yaml").write_text(text.split("  - key: six")[0])
    assert load_library(folder=folder) == ["prompt attach/six: retired"]
    prompt.refresh_from_db()
    assert prompt.retired_at
    assert prompt.versions.count() == 1
    assert not PromptVersion.objects.current().filter(prompt=prompt).exists()
    (folder / "attach.yaml").write_text(text)
    assert load_library(folder=folder) == ["prompt attach/six: brought back"]
    assert PromptVersion.objects.current().filter(prompt=prompt).exists()


def test_a_programme_that_is_gone_is_retired_with_its_prompts(folder):
    load_library(folder=folder)
    (folder / "gibbs.yaml").unlink()
    assert load_library(folder=folder) == ["programme gibbs: retired"]
    assert not Programme.objects.published().filter(key="gibbs").exists()
    assert Programme.objects.filter(key="gibbs").exists()
    assert not PromptVersion.objects.current().filter(prompt__programme__key="gibbs").exists()


def test_one_bad_file_refuses_the_whole_load(folder):
    change(folder, "spark.yaml", "title: Spark", "titel: Spark")
    change(folder, "gibbs.yaml", "kind: long_text", "kind: long")
    with pytest.raises(CommandError) as refused:
        call_command("load_library", folder=folder)
    said = str(refused.value)
    assert 'spark.yaml, programme "spark": "title" is missing.' in said
    assert 'gibbs.yaml, programme "gibbs", prompt "cycle", question "description"' in said
    assert not Programme.objects.exists()


def test_a_load_that_breaks_off_leaves_nothing(folder, monkeypatch):
    saved = []

    def fail(self, *args, **kwargs):
        saved.append(self)
        raise DatabaseError("full")

    monkeypatch.setattr(PromptVersion, "save", fail)
    with pytest.raises(DatabaseError):
        load_library(folder=folder)
    assert saved
    assert not Framework.objects.exists()


def test_check_writes_nothing(folder):
    said = StringIO()
    call_command("load_library", check=True, folder=folder, stdout=said)
    assert said.getvalue() == (
        "45 programmes, 5 frameworks, 5 support files and 4 shapes of instruments are in order.\n"
    )
    assert not Programme.objects.exists()


def test_the_command_says_what_changed():
    first, second = StringIO(), StringIO()
    call_command("load_library", stdout=first)
    call_command("load_library", stdout=second)
    assert "programme wright-2021: added, prompts: 7" in first.getvalue()
    assert second.getvalue() == "The library is up to date.\n"


def test_a_changed_heading_is_told_and_an_answer_keeps_its_own(folder):
    load_library(folder=folder)
    change(folder, "frameworks/nmc-2018.yaml", "Communicate clearly", "Communicate very clearly")
    assert load_library(folder=folder) == ["framework nmc-2018, standard 7: changed (heading)"]
