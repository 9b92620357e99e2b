"""Files of programmes: whole ones of any shape, and what a guest may bring instead."""

from typing import Any

from hypothesis import strategies as st

from prompts.schema import ProgrammeFile
from prompts.schema.brought import MOST_BYTES

TEA = """\
key: tea
title: Tea
purpose: To think about tea.
kind: practice
audience: [nurse]
minutes: 5
position: 1
source: {label: Nobody, citation: Nowhere.}
prompts:
  - key: first
    title: First
    minutes: 5
    questions:
      - {key: leaves, kind: list, text: Which leaves}
      - key: each
        kind: short_text
        text: "For each: why?"
        for_each: leaves
"""
JOINED = ["👩\u200d⚕\ufe0f", "❤\ufe0f", "می\u200cکند", "ක්\u200dර"]
# Letters, marks and signs that show nothing, or only with another.
HIDDEN = "".join(
    chr(number)
    for first, last in [
        (0x85, 0x85), (0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
        (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF),
    ]
    for number in range(first, last + 1)
)  # fmt: skip
QUESTIONS = TEA.partition("    questions:\n")[0] + "    questions:\n"

# What is brought, and the lines that it is refused with (their beginnings).
HOSTILE: dict[str, tuple[bytes | str, list[str]]] = {
    "nothing": ("", ['The file must be "word: value" lines.']),
    "a list": ("- a\n- b", ['The file must be "word: value" lines.']),
    "too large": ("x" * (MOST_BYTES + 1), ["This is longer than 100 kB, the most for one file."]),
    "too large in bytes": ("é" * 60_000, ["This is longer than 100 kB, the most for one file."]),
    "too many lines": ("#\n" * 5_001, ["This has more than 5000 lines."]),
    "one long line": (
        f"title: {'x' * 5_001}",
        ["Line 1: this line is longer than 5000 characters."],
    ),
    "another encoding": (
        b"key: tea\ntitle: caf\xe9",
        ["Line 2: this is not UTF-8. Save the file as plain text in UTF-8."],
    ),
    "two bytes a letter": ("key: tea".encode("utf-16"), ["Line 1: this is not UTF-8."]),
    "a cut-off letter": ("title: café".encode()[:-1], ["Line 1: this is not UTF-8."]),
    "an alias": (
        "title: &a Tea\npurpose: *a",
        ["Line 1: anchors (&name) are not used here."],
    ),
    "an alias to nothing": ("title: *a", ["Line 1: aliases (*name) are not used here."]),
    "a bomb": (
        "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\n",
        ["Line 1: anchors (&name) are not used here."],
    ),
    "a tag": (
        "title: !!python/object/apply:os.system [ls]",
        ["Line 1: tags (!name) are not used here."],
    ),
    "a harmless tag": ("title: !!str Tea", ["Line 1: tags (!name) are not used here."]),
    "a tag of its own": ("%TAG ! tag:x,2000:\n---\na: !b c", ["Line 3: tags (!name)"]),
    "a merge": ("<<: {key: tea}", ["Line 1: a name before a colon must be text"]),
    "two documents": ("key: tea\n---\nkey: tea", ["Line 2: a second file begins here"]),
    "a name twice": ("key: tea\nkey: coffee", ['Line 2: "key" stands here twice.']),
    "names that are none": ("~: tea", ["Line 1: a name before a colon must be text"]),
    "a list as a name": ("? [a, b]\n: c", ["Line 1: a name before a colon must be text"]),
    "not a number": (TEA.replace("minutes: 5", "minutes: .nan", 1),
                     ['Line 6: "minutes" must be a whole number.']),
    "more than any number": (TEA.replace("minutes: 5", "minutes: .inf", 1),
                             ['Line 6: "minutes" must be a whole number.']),
    "a number of a thousand digits": (f"minutes: {'9' * 4_900}",
                                      ["Line 1: this number is too long."]),
    "a number in sixties": (f"minutes: 1{':59' * 1_600}", ["Line 1: this number is too long."]),
    "a large number": (TEA.replace("minutes: 5", f"minutes: {'9' * 30}", 1),
                       ['Line 6: "minutes" must be 120 or less.']),
    "no day": ("title: 2026-99-99", ["Line 1: this is no number and no day"]),
    "no zone": ("title: 2026-01-01 00:00:00 +99:99", ["Line 1: this is no number and no day"]),
    "a day": (TEA.replace("title: Tea", "title: 2026-01-02"),
              ['Line 2: "title" must be text (put quotes round it).']),
    "a control": ("title: T\x07ea", ["Line 1: the sign U+0007 does not show"]),
    "nothing but NUL": ("\0" * 3, ["Line 1: the sign U+0000 does not show"]),
    "a hidden control": (
        TEA.replace("title: First", 'title: "Fi\\0rst"'),
        ["Line 11: the sign U+0000 does not show, and is not used here."],
    ),
    "half a letter": (TEA.replace("title: Tea", 'title: "T\\ud800"'),
                      ["Line 2: the sign U+D800 does not show"]),
    "text turned round": (
        TEA.replace("title: Tea", "title: T\u202eae"),
        ["Line 2: the sign U+202E does not show, and is not used here."],
    ),
    "text turned round in quotes": (
        TEA.replace("title: Tea", 'title: "T\\u2066ae\\u202e"'),
        ["Line 2: the sign U+202E does not show", "Line 2: the sign U+2066 does not show"],
    ),
    "a title of nothing": (
        TEA.replace("title: Tea", 'title: "\u200b\u2060"'),
        ["Line 2: the sign U+200B does not show", "Line 2: the sign U+2060 does not show"],
    ),
    "a title of what is no sign": (
        TEA.replace("title: Tea", "title: …"),
        ['Line 2: "title" needs a letter or a number.'],
    ),
    "a line that only a program sees": ("key: tea\u2028title: Tea", ["Line 1: the sign U+2028"]),
    "deep in brackets": ("[" * 5_000, ["Line 1: this stands too deep in lists and groups."]),
    "deep in braces": ("{a: " * 1_200, ["Line 1: this stands too deep in lists and groups."]),
    "deep in lines": ("[\n" * 4_999, ["Line 13: this stands too deep"]),
    "deep in hyphens": (("- " * 2_400 + "\n") * 20, ["Line 1: this stands too deep"]),
    "deep in names": ("\n".join("  " * depth + "a:" for depth in range(40)),
                      ["Line 12: this stands too deep"]),
    "ten thousand questions": (
        QUESTIONS + "    - {key: q, kind: read, text: b}\n" * 10_000,
        ["This is longer than 100 kB, the most for one file."],
    ),
    "two thousand questions": (
        QUESTIONS + "    - {key: q, kind: read, text: b}\n" * 2_000,
        ["Line 866: there are too many questions and words up to here."],
    ),
    "forty-one questions": (
        QUESTIONS + "".join(f"    - {{key: q{n}, kind: read, text: b}}\n" for n in range(41)),
        ['Line 13, prompt "first": "questions" has more than 40 lines.'],
    ),
    "things by the thousand": (
        QUESTIONS + ("    - [" + "a, " * 100 + "]\n") * 250,
        ["Line 73: there are too many questions and words up to here."],
    ),
    "a kind that is none": (
        TEA.replace("kind: list", "kind: mind_reading"),
        ['Line 14, prompt "first", question "leaves": "kind" is "mind_reading"; the kinds are'],
    ),
    "a kind without end": (
        TEA.replace("kind: list", f"kind: {'x' * 4_000}"),
        [f'Line 14, prompt "first", question "leaves": "kind" is "{"x" * 59}…"; the kinds are'],
    ),
    "a word that does not belong": (
        TEA.replace("for_each: leaves", "onclick: alert(1)"),
        ['Line 18, prompt "first", question "each": "onclick" is not a word that belongs here'],
    ),
    "a question without its text": (
        TEA.replace(", text: Which leaves", ""),
        ['Line 14, prompt "first", question "leaves": "text" is missing.'],
    ),
    "an audience too many": (
        TEA.replace("[nurse]", f"[{'nurse, ' * 6}]"),
        ['Line 5: "audience" has more than 5 lines.'],
    ),
    "a script as an address": (
        TEA.replace("Nowhere.", "Nowhere., url: 'javascript:alert(1)'"),
        ['Line 8, "source": "url" may only be an address that starts with https://.'],
    ),
    "an address in clear": (TEA.replace("Nowhere.", "Nowhere., url: 'http://example.org/'"),
                            ['Line 8, "source": "url" may only be']),
    "an address behind another": (
        TEA.replace("Nowhere.", "Nowhere., url: 'https://www.nmc.org.uk@example.org/'"),
        ['Line 8, "source": "url" may only be an address that starts with https://.'],
    ),
    "letters that look like others": (
        TEA.replace("Nowhere.", "Nowhere., url: 'https://www.nmс.org.uk/'"),  # noqa: RUF001
        ['Line 8, "source": "url" may only be an address that starts with https://.'],
    ),
    "a folder instead of a drawing": (
        TEA + "drawing: ../../secret\n",
        ['Line 19: "drawing" may only be small letters, digits and single hyphens.'],
    ),
    "a tab": ("prompts:\n\t- a", ["Line 2: lines are moved in with spaces, not with tabs."]),
    "a colon too many": ("title: Tea: hot", ["Line 1: a colon too many"]),
    "quotes left open": ('title: "Tea\nkind: a', ["Line 2: quotes are opened and not closed."]),
    "a bracket left open": ("audience: [nurse\nkind: a", ["Line 2: a bracket is not closed"]),
    "a hyphen too far": ("audience:\n  - nurse\n - student", ["Line 3: this line is not moved in"]),
    "a backslash": ('title: "\\q"', ["Line 1: a backslash in double quotes"]),
    "an ampersand": ("title: & more", ["Line 1: a text that begins with & or *"]),
    "per cent": ("title: % more", ["Line 1: a text that begins with this sign needs quotes"]),
}  # fmt: skip

# With what joins signs, and chooses how one looks, only where it does.
signs = st.one_of(
    st.sampled_from([*" \n-:#'\"[]{},&*!|>%@`?=~0123456789.eyYnN\xa0é漢\u0301", *JOINED]),
    st.characters(categories=["L", "M", "N", "P", "S"], exclude_characters=HIDDEN),
)
words = st.lists(signs, min_size=1, max_size=40).map("".join) | st.sampled_from(
    ["yes", "No", "on", "null", "~", "1", "0x1f", "1:30", "2026-01-02", ".nan", "<<", "=",
     "true", "-", "? a", "a: b", "a #b", "- a", "'", '"', "\n", " a", "a ", "a\n\nb", "%", "--- a"]
)  # fmt: skip
lines = words.filter(lambda text: text.strip() != "")
titles = words.filter(lambda text: any(sign.isalnum() for sign in text))
keys = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
choices = st.lists(
    st.fixed_dictionaries({"key": keys, "label": lines}),
    min_size=2,
    max_size=4,
    unique_by=lambda choice: choice["key"],
)


def _question(kind: str, **settings: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"kind": st.just(kind), "text": lines},
        optional={
            "help": words,
            "private": st.booleans(),
            "starters": st.lists(lines, max_size=6),
            **settings,
        },
    )


questions = st.one_of(
    _question("read", body=st.lists(lines, max_size=3), cards=st.lists(lines, max_size=3)),
    _question("long_text", rows=st.integers(2, 12)),
    _question("short_text", limit=st.integers(20, 1000)),
    _question("list", limit=st.integers(1, 60)),
    _question("single_choice", words=lines).flatmap(
        lambda question: choices.map(lambda made: {**question, "choices": made})
    ),
    _question("scale").map(lambda question: {**question, "ends": ["No", "yes"]}),
    _question("date", precision=st.sampled_from(["day", "month"])),
    _question("number", least=st.integers(-5, 0), most=st.integers(1, 10**9), unit=lines),
    _question("standards").map(lambda question: {**question, "framework": "a-code"}),
    _question("tip_cards"),
    _question("action"),
    _question("promise"),
)


@st.composite
def programmes(draw: st.DrawFn) -> ProgrammeFile:
    def prompt(key: str) -> dict[str, Any]:
        asked = draw(st.lists(questions, min_size=1, max_size=4))
        return {
            "key": key,
            "title": draw(titles),
            "intro": draw(words),
            "minutes": draw(st.integers(1, 120)),
            "offers": draw(st.lists(st.sampled_from(["account", "share", "shock"]), max_size=2)),
            "questions": [one | {"key": f"q{number}"} for number, one in enumerate(asked)],
        }

    return ProgrammeFile.model_validate(
        {
            "key": draw(slugs),
            "title": draw(titles),
            "purpose": draw(lines),
            "kind": draw(st.sampled_from(["article", "practice", "meeting"])),
            "audience": draw(
                st.lists(st.sampled_from(["nurse", "leader"]), min_size=1, max_size=2)
            ),
            "minutes": draw(st.integers(1, 120)),
            "position": draw(st.integers(0, 9999)),
            "source": {"label": draw(titles), "citation": draw(lines), "licence_note": draw(words)},
            "background": draw(st.lists(lines, max_size=3)),
            "suggested_standards": draw(
                st.dictionaries(
                    slugs, st.lists(st.sampled_from(["1", "2.3"]), max_size=3), max_size=2
                )
            ),
            "prompts": [
                prompt(key) for key in draw(st.lists(slugs, min_size=1, max_size=3, unique=True))
            ],
        }
    )
