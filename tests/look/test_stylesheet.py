"""What the stylesheet promises: readable colours, any direction of writing, little weight."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "static" / "css" / "pine.css").read_text()
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.S)
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))

SIDES = "(?:left|right|top|bottom)"
PHYSICAL = re.compile(
    rf"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-{SIDES}[\w-]*"
    rf"|{SIDES}|(?:min-|max-)?(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius"
    r"|overflow-[xy])\s*:"
)
PHYSICAL_VALUE = re.compile(r"(?:text-align|float|clear)\s*:\s*(?:left|right)")
FOUR_VALUES = re.compile(r"(?:margin|padding|border-width|inset|border-radius)\s*:\s*([^;{}]+);")
QUERY = re.compile(r"\((?:min|max)-(?:width|height)\s*:")


def declarations() -> str:
    return QUERY.sub("(", RULES)


def test_no_property_names_a_physical_side() -> None:
    assert [match.group() for match in PHYSICAL.finditer(declarations())] == []
    assert PHYSICAL_VALUE.findall(declarations()) == []


def test_no_shorthand_differs_between_left_and_right() -> None:
    for match in FOUR_VALUES.finditer(declarations()):
        value = match.group(1).replace("!important", "").strip()
        while "(" in value:
            value = re.sub(r"[\w-]*\([^()]*\)", "x", value)
        assert len(value.split()) < 4, f"{match.group()} says left and right"


def test_such_a_property_would_be_found() -> None:
    for line in ("margin-left: 1px", "left: 0", "max-width: 2rem", "border-top-left-radius: 1px"):
        assert PHYSICAL.search(line), line
    assert not PHYSICAL.search(
        "margin-inline-start: 1px; inset-block-start: 0; max-inline-size: 2rem"
    )


def token_block(start: str) -> dict[str, str]:
    body = RULES[RULES.index(start) + len(start) :]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body[: body.index("}")]))


LIGHT = token_block(":root {")
DARK = token_block(':root[data-theme="dark"] {')


def test_dark_is_the_same_by_choice_and_by_device() -> None:
    assert DARK == token_block(':root:not([data-theme="light"]) {')
    assert DARK.keys() == LIGHT.keys()


def test_colours_stand_in_the_tokens_only() -> None:
    after = RULES[RULES.index("@layer fonts {") : RULES.index("@layer print {")]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", after) == ["#2b2622"]  # ink on the selection


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    ("ink", "paper"), ("ink", "surface"), ("muted", "paper"), ("muted", "surface"),
    ("link", "paper"), ("link", "surface"), ("pine", "surface"), ("pine-deep", "paper"),
    ("on-pine", "pine"), ("on-pine", "pine-deep"), ("clay", "paper"), ("error", "paper"),
    ("error", "surface"), ("error", "error-tint"), ("on-error", "error"), ("amber", "amber-tint"),
    ("ink", "pine-tint"), ("ink", "clay-tint"), ("ink", "amber-tint"), ("ink", "error-tint"),
    ("muted", "pine-tint"), ("muted", "clay-tint"), ("muted", "amber-tint"),
    ("muted", "error-tint"), ("pine-deep", "pine-tint"),
    ("ink", "quiet"), ("muted", "quiet"), ("link", "quiet"), ("error", "quiet"),
]  # fmt: skip
EDGES = [("field", "surface"), ("field", "paper"), ("ring", "paper"), ("ring", "surface"),
         ("pine", "paper"), ("error", "paper")]  # fmt: skip


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT, ids="-on-".join)
def test_text_can_be_read(theme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(theme[text], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES, ids="-on-".join)
def test_edges_and_focus_can_be_seen(theme: dict[str, str], edge: str, ground: str) -> None:
    assert contrast(theme[edge], theme[ground]) >= 3


ASSET = re.compile(r"static '((?:css|js)/[\w-]+\.(?:css|js))'")
PAGES = sorted((ROOT / "templates").rglob("*.html"))
EVERYWHERE = set(ASSET.findall((ROOT / "templates" / "base.html").read_text()))


def weight_of(template: Path) -> int:
    names = EVERYWHERE | set(ASSET.findall(template.read_text()))
    files = [ROOT / "static" / name for name in names]
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)


def test_stylesheet_and_scripts_of_any_page_are_light() -> None:
    """Of the heaviest page. A first visit has 50 kB for everything but fonts."""
    weights = {str(page.relative_to(ROOT)): weight_of(page) for page in PAGES}
    heaviest = max(weights, key=lambda page: weights[page])
    assert "js/shell.js" in EVERYWHERE
    assert heaviest == "templates/journals/entry_write.html", "the measuring missed its scripts"
    assert weights[heaviest] <= 27_000, heaviest


def test_scripts_import_nothing() -> None:
    """A hashed file name is not put into a script: each stands alone."""
    for path in SCRIPTS:
        assert not re.search(r"^\s*import\b|\bimport\(", path.read_text(), re.M), path.name


def test_the_guide_names_every_sheet_and_every_script() -> None:
    guide = (ROOT / "docs" / "look.md").read_text()
    files = [*(ROOT / "static").glob("css/*.css"), *(ROOT / "static").glob("js/*.js")]
    assert len(files) > 10
    assert [path.name for path in files if f"{path.name}`" not in guide] == []
