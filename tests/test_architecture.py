"""The shape of the house: what no review should have to look for."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["reflectjournal", "desk", "journals", "supervision", "prompts", "people", "vault"]

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


def test_no_model_of_journals_can_be_reached_from_below() -> None:
    """A visible reverse relation is a back door that needs no import."""
    visible = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("journals").get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.related_model
        and field.related_model._meta.app_label != "journals"
        and not field.remote_field.hidden
    ]
    assert visible == []


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


# Private models are fetched through visible_to() or in_bin_of(), whoever asks.
PRIVATE = {"Entry", "EntryRevision", "Clash", "ParkedText", "Supervision"}
SCOPES = {"visible_to", "in_bin_of", "none"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}


def unscoped(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr in ("objects", "_default_manager", "_base_manager")
            and isinstance(node.value.value, ast.Name)
            and node.value.value.id in PRIVATE
            and node.attr not in SCOPES
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


@pytest.mark.parametrize("path", VIEWS, ids=name)
def test_a_view_starts_from_what_the_person_may_see(path: Path) -> None:
    assert unscoped(ast.parse(path.read_text())) == []


@pytest.mark.parametrize(
    "line",
    [
        "Entry.objects.all()",
        "Entry.objects.get(pk=pk)",
        "Entry.objects.filter(author=request.user)",
        "get_object_or_404(Entry, pk=pk)",
        "EntryRevision.objects.filter(pk=pk).visible_to(user)",
    ],
)
def test_an_unscoped_fetch_is_found(line: str) -> None:
    assert unscoped(ast.parse(line))


def test_a_scoped_fetch_passes() -> None:
    assert unscoped(ast.parse("get_object_or_404(Entry.objects.visible_to(me), pk=pk)")) == []


FORBIDDEN_CALLS = {"print", "mark_safe", "format_html_join_unsafe", "eval", "exec"}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_code_neither_prints_nor_vouches_for_markup(path: Path) -> None:
    calls = [
        f"line {node.lineno}: {node.func.id}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in FORBIDDEN_CALLS
    ]
    assert calls == []


UNSAFE_IN_TEMPLATES = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off|\{%\s*debug\b")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_escapes_everything(path: Path) -> None:
    assert UNSAFE_IN_TEMPLATES.findall(path.read_text()) == []


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
