"""Every word on screen can be translated; nothing needs an inline style or script."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NAMES = {"Reflect", "Journal", "· Reflect"}  # the product's name stays as it is
SPOKEN = {"title", "alt", "placeholder", "aria-label", "aria-description", "label"}


def without_tags(text: str) -> str:
    text = re.sub(r"\{% block main_class %\}[^{]*", "", text)  # class names
    text = re.sub(r"\{#.*?#\}", "", text)
    text = re.sub(r"\{% comment.*?%\}.*?\{% endcomment %\}", "", text, flags=re.S)
    text = re.sub(r"\{% blocktranslate.*?%\}.*?\{% endblocktranslate %\}", "", text, flags=re.S)
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.S)


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bare: list[str] = []
        self.inline: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        for name, value in attrs:
            if name in SPOKEN and re.search(r"[^\W\d_]", value or ""):
                self.bare.append(f"{name}={value}")
            if name == "style" or name.startswith("on"):
                self.inline.append(f"<{tag} {name}>")
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.inline.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not self._silent and re.search(r"[^\W\d_]", text) and text not in NAMES:
            self.bare.append(text)


def read(text: str) -> Words:
    words = Words()
    words.feed(without_tags(text))
    words.close()
    return words


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_word_can_be_translated(path: Path) -> None:
    assert read(path.read_text()).bare == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_is_inline(path: Path) -> None:
    assert read(path.read_text()).inline == []


def test_bare_text_and_inline_code_would_be_found() -> None:
    found = read('<p onclick="x()">Hello {{ name }}</p><img alt="A cat" style="x"><style></style>')
    assert found.bare == ["Hello", "alt=A cat"]
    assert found.inline == ["<p onclick>", "<img style>", "<style>"]


def sources() -> Iterator[tuple[Path, str]]:
    for path in TEMPLATES:
        yield path, path.read_text()


def test_words_on_screen_are_calm() -> None:
    """No exclamation marks and no em dashes in what a person reads."""
    spoken = re.compile(r"{% translate (['\"])(.*?)\1|{% blocktranslate.*?%}(.*?){% end", re.S)
    for path, text in sources():
        for match in spoken.finditer(text):
            words = match.group(2) or match.group(3) or ""
            assert "!" not in words and "—" not in words, f"{name(path)}: {words}"


def spoken_in_templates() -> Iterator[tuple[str, str]]:
    spoken = r"{% translate (?:'([^']*)'|\"([^\"]*)\")|{% blocktranslate[^%]*%}(.*?){% endblock"
    for pattern in ("*.html", "*.txt"):
        for path in (ROOT / "templates").rglob(pattern):
            for match in re.finditer(spoken, path.read_text(), re.S):
                yield name(path), "".join(filter(None, match.groups()))


def spoken_in_modules() -> Iterator[tuple[str, str]]:
    """What the house's own modules hand to gettext, under whatever name they call it."""
    rooms = [found.parent for found in ROOT.glob("[a-z]*/__init__.py")]
    for path in (path for room in rooms if room.name != "tests" for path in room.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            called = getattr(node, "func", None)
            if isinstance(called, ast.Name) and re.fullmatch("_|n?gettext(_lazy)?", called.id):
                for said in ast.walk(node):
                    if isinstance(said, ast.Constant) and isinstance(said.value, str):
                        yield name(path), said.value


def test_a_journal_is_never_called_an_account() -> None:
    """What a person signs in to is a journal, what they write an entry; the regulator's
    reflective account keeps its name."""
    spoken = [*spoken_in_templates(), *spoken_in_modules()]
    assert len({where for where, _words in spoken}) > 100
    wrong = re.compile(r"(?<!reflective )\baccounts?\b", re.I)
    assert [(where, words) for where, words in spoken if wrong.search(words)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates" / "drawings").glob("*.svg")), ids=name)
def test_a_drawing_is_decoration_in_one_colour(path: Path) -> None:
    text = path.read_text()
    assert 'aria-hidden="true"' in text and 'focusable="false"' in text
    assert "currentColor" in text and "#" not in text
    assert "style=" not in text and "<script" not in text
