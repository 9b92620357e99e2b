"""The shape of the house: what no review should have to look for."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import CASCADE, ForeignKey, Model
from django.test.utils import isolate_apps

from notices import kinds
from people.models import User
from vault.fields import SealedField

ROOT = Path(__file__).resolve().parent.parent
ROOMS = [
    "reflectjournal",
    "desk",
    "portfolio",
    "journals",
    "meetings",
    "supervision",
    "promises",
    "prompts",
    "notices",
    "people",
    "identifiers",
    "vault",
]

MODULES = sorted(
    path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts
)
VIEWS = [path for path in MODULES if path.stem == "views" or path.parent.name == "views"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

LONGEST_MODULE = 300  # lines
LONGEST_VIEW = 25


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def test_each_room_imports_downward_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def test_each_room_stands_in_the_readme() -> None:
    told = re.findall(r"^\| `([a-z]+)/` \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert set(ROOMS) <= set(told)


def visible_from_below(model: type[Model]) -> list[str]:
    """The relations by which a room further down could reach this model."""
    height = ROOMS.index(model._meta.app_label)
    return [
        f"{model.__name__}.{field.name}"
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.related_model
        and field.related_model._meta.app_label in ROOMS[height + 1 :]
        and not field.remote_field.hidden
    ]


def test_no_model_can_be_reached_from_a_room_below() -> None:
    """A visible reverse relation is a back door that needs no import."""
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in ROOMS]
    assert {m._meta.app_label for m in models} >= {"journals", "supervision", "prompts", "people"}
    assert [found for model in models for found in visible_from_below(model)] == []


@pytest.fixture
def no_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a second registry of rooms, in which each says again what it tells people of."""
    monkeypatch.setattr(kinds, "_kinds", {})


@pytest.mark.usefixtures("no_kinds")
@isolate_apps("supervision")
def test_a_back_door_is_found() -> None:
    class Pairing(Model):
        nurse = ForeignKey(User, CASCADE, related_name="pairings")
        leader = ForeignKey(User, CASCADE, related_name="+")

        class Meta:
            app_label = "supervision"

        def __str__(self) -> str:
            return "a pairing"

    assert visible_from_below(Pairing) == ["Pairing.nurse"]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_MODULE


def is_view(function: ast.FunctionDef) -> bool:
    return bool(function.args.args) and function.args.args[0].arg == "request"


@pytest.mark.parametrize("path", VIEWS, ids=name)
def test_a_view_is_short(path: Path) -> None:
    long = {
        function.name: lines
        for function in functions(path)
        if is_view(function)
        and (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_VIEW
    }
    assert long == {}


# Private models are fetched through visible_to(), in_bin_of() or own_words_of(), whoever asks.
PRIVATE = {
    model.__name__
    for model in apps.get_models()
    if model._meta.app_label in ROOMS and hasattr(model._default_manager, "visible_to")
}
SCOPES = {"visible_to", "in_bin_of", "own_words_of", "led_by", "at_code", "answered_by", "none",
          "offered_to", "open_to", "own_of", "read_by_peers", "shown_to_facilitator",
          "visible_with_standing", "that_stand_for", "in_house", "received_by",
          "to_be_ended_by"}  # fmt: skip
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
MANAGERS = ("objects", "_default_manager", "_base_manager")

# What shows or hands out private text, besides the views.
READERS = [
    *VIEWS,
    *(
        ROOT / "journals" / f"{part}.py"
        for part in ("earlier", "reading", "pages", "checking", "shared")
    ),
    *sorted((ROOT / "journals" / "templatetags").glob("*.py")),
    *sorted((ROOT / "journals" / "search").glob("*.py")),
    *(
        ROOT / "meetings" / f"{part}.py"
        for part in ("looking_back", "minutes", "minutes_read", "pages")
    ),
    ROOT / "desk" / "home.py",
    *(ROOT / "portfolio" / f"{part}.py" for part in ("coverage", "offers", "pages", "progress")),
    *(ROOT / "portfolio" / f"{part}.py" for part in ("accounts", "packing", "signed")),
    *sorted((ROOT / "desk" / "take_out").glob("*.py")),
    *sorted((ROOT / "supervision" / "templatetags").glob("*.py")),
    ROOT / "supervision" / "agreed.py",
]


def scoped_names(tree: ast.AST) -> set[str]:
    """Names of sets that were fetched through a scope: `own = Entry.objects.visible_to(me)`.

    And of what belongs to these: `given = Share.objects.filter(entry__in=own)`.
    """
    found: set[str] = set()
    while more := {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and is_scoped(node.value, found)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id not in found
    }:
        found |= more
    return found


def is_scoped(value: ast.AST, known: set[str]) -> bool:
    return any(
        (isinstance(node, ast.Attribute) and node.attr in SCOPES)
        or (isinstance(node, ast.Call) and stays_inside(node, known))
        for node in ast.walk(value)
    )


def stays_inside(call: ast.Call, scoped: set[str]) -> bool:
    """`filter(entry__in=own)`, `filter(entry=entry)`: what belongs to rows fetched so before.

    An entry in hand is one that may be seen: no reader fetches an entry in another way.
    """
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "filter"
        and any(
            isinstance(word.value, ast.Name)
            and (
                (word.arg == "entry" and word.value.id == "entry")
                or ((word.arg or "").endswith("__in") and word.value.id in scoped)
            )
            for word in call.keywords
        )
    )


def beginning(call: ast.Call) -> ast.AST:
    """`Clash.objects.open` of `Clash.objects.open().filter(...)`."""
    node: ast.AST = call.func
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node.value, ast.Attribute) and node.value.attr in MANAGERS:
            break
        else:
            node = node.value
    return node


def unscoped(tree: ast.AST) -> list[str]:
    found, scoped = [], scoped_names(tree)
    inside = {
        id(beginning(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and stays_inside(node, scoped)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr in MANAGERS
            and isinstance(node.value.value, ast.Name)
            and node.value.value.id in PRIVATE
            and node.attr not in SCOPES
            and id(node) not in inside
        ):
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in SHORTCUTS
            and node.args
            and isinstance(node.args[0], ast.Name)
            and node.args[0].id in PRIVATE
        ):
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


def test_what_holds_sealed_text_is_private() -> None:
    """A new private model cannot be forgotten: sealed fields give it away."""
    sealed = {
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        and any(isinstance(field, SealedField) for field in model._meta.get_fields())
    }
    assert sealed
    assert sealed <= PRIVATE
    assert "Supervision" in PRIVATE


@pytest.mark.parametrize("path", READERS, ids=name)
def test_a_reader_starts_from_what_the_person_may_see(path: Path) -> None:
    assert unscoped(ast.parse(path.read_text())) == []


@pytest.mark.parametrize(
    "line",
    [
        "Entry.objects.all()",
        "Entry.objects.get(pk=pk)",
        "Entry.objects.filter(author=request.user)",
        "get_object_or_404(Entry, pk=pk)",
        "EntryRevision.objects.filter(pk=pk).visible_to(user)",
        "ParkedForm.objects.filter(entry=pk)",
        "Clash.objects.open()",
        "Entry.objects.filter(pk=entry)",
        "own = everybody\nClash.objects.filter(entry__in=own)",
        "own = everybody\ngiven = Share.objects.filter(entry__in=own)",
    ],
)
def test_an_unscoped_fetch_is_found(line: str) -> None:
    assert unscoped(ast.parse(line))


def test_a_scoped_fetch_passes() -> None:
    assert unscoped(ast.parse("get_object_or_404(Entry.objects.visible_to(me), pk=pk)")) == []
    own = "own = Entry.objects.visible_to(me)\nClash.objects.filter(entry__in=own)"
    assert unscoped(ast.parse(own)) == []
    given = "given = Share.objects.filter(entry__in=own)\nReply.objects.filter(share__in=given)"
    assert unscoped(ast.parse(f"{own}\n{given}")) == []
    assert unscoped(ast.parse("Clash.objects.open().filter(entry=entry)")) == []


# One way to hold a person, so that all of them wait for one another in the same way.
HOLDS_PEOPLE = re.compile(r"\bUser\.objects\.select_for_update\b")


def test_people_are_locked_in_one_place() -> None:
    found = {name(path) for path in MODULES if HOLDS_PEOPLE.search(path.read_text())}
    assert found == {"people/locks.py"}


FORBIDDEN_CALLS = {"print", "mark_safe", "SafeString", "SafeText", "eval", "exec"}
# The plain text of an error mail, which Django wants under this type: no page shows it.
VOUCHED_FOR = {("reflectjournal/reports.py", "SafeString")}


def forbidden_calls(tree: ast.AST) -> list[tuple[int, str]]:
    """Calls by their last name: `mark_safe()` as well as `safestring.mark_safe()`."""
    called = [
        (node.lineno, node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    ]
    return [(line, called_name) for line, called_name in called if called_name in FORBIDDEN_CALLS]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_code_neither_prints_nor_vouches_for_markup(path: Path) -> None:
    calls = forbidden_calls(ast.parse(path.read_text()))
    assert [call for call in calls if (name(path), call[1]) not in VOUCHED_FOR] == []


@pytest.mark.parametrize(
    "line",
    ["print(text)", "mark_safe(text)", "safestring.mark_safe(text)", "SafeString(text)"],
)
def test_a_forbidden_call_is_found(line: str) -> None:
    assert forbidden_calls(ast.parse(line))


UNSAFE_IN_TEMPLATES = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off|\{%\s*debug\b")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_escapes_everything(path: Path) -> None:
    assert UNSAFE_IN_TEMPLATES.findall(path.read_text()) == []


TAKES_IN = re.compile(r'{%\s*(?:include|extends)\s+"(\w+)/')


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_takes_in_nothing_of_a_room_above(path: Path) -> None:
    """What that room has to show there comes through a tag of its own."""
    room = path.relative_to(ROOT / "templates").parts[0]
    above = ROOMS[: ROOMS.index(room)] if room in ROOMS else []
    assert set(TAKES_IN.findall(path.read_text())) & set(above) == set()


def tracked_files() -> list[str]:
    result = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [name for name in result.stdout.decode().split("\0") if name]


# A folder of somebody's own machine. /tmp, /usr and the like are every machine's.
MACHINE_PATH = re.compile(rb"(?<![\w.:/@-])/(?:home|Users|root|work|workspace)/[\w.-]+")
LETTERS = {".py", ".md", ".html", ".css", ".js", ".txt", ".toml", ".yaml", ".yml", ".sh", ".in", ""}


def test_no_file_names_a_folder_of_one_machine() -> None:
    found = {
        name: places
        for name in tracked_files()
        if (ROOT / name).is_file()
        and Path(name).suffix in LETTERS
        and Path(name) != Path(__file__).relative_to(ROOT)
        and (places := MACHINE_PATH.findall((ROOT / name).read_bytes()))
    }
    assert found == {}
