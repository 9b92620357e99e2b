"""Files that others made: exactly those named, with their licences, unchanged."""

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "MANIFEST.json").read_text())


def test_every_file_is_as_it_came() -> None:
    for row in MANIFEST:
        data = (VENDOR / row["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["sha256"], row["file"]


def test_nothing_else_lies_there() -> None:
    found = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert found == {row["file"] for row in MANIFEST} | {"MANIFEST.json"}


def test_each_package_is_locked_and_brings_its_licence() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    for row in MANIFEST:
        locked = lock[f"node_modules/{row['package']}"]
        assert (locked["version"], locked["license"]) == (row["version"], row["licence"])
        assert locked["integrity"].startswith("sha512-")
    licensed = {row["package"] for row in MANIFEST if row["file"].endswith(".txt")}
    assert licensed == {row["package"] for row in MANIFEST}


def test_fonts_of_a_first_visit_are_light() -> None:
    """An English page needs the two latin files; the others are fetched for what they hold."""
    first = [VENDOR / "fonts" / f"{name}-latin.woff2" for name in ("atkinson-next", "fraunces")]
    assert sum(path.stat().st_size for path in first) <= 75_000


def test_every_font_in_the_stylesheet_is_here() -> None:
    css = (ROOT / "static" / "css" / "pine.css").read_text()
    named = set(re.findall(r'url\("\.\./vendor/([^"]+)"\)', css))
    assert named == {row["file"] for row in MANIFEST if row["file"].endswith(".woff2")}
