"""Values that programs choke on."""

from urllib.parse import quote_plus

from hypothesis import strategies as st

WORDS = "Kept words"
MARKUP = "<script>alert(1)</script><b>x</b>&amp;\"'</textarea>{{7*7}}{% load x %}"
CONTROLS = "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 32), 127]))
LONE_SURROGATE = b"%ED%A0%80"  # as a careless program would send it
NASTY = [
    "",
    "0",
    "-1",
    "99999999999999999999",
    "1e999",
    "NaN",
    "\0",
    f"a\0b{CONTROLS}",
    MARKUP,
    "x" * 25_000,
    "\u202eright to left\u2066",
    "z\u0300" * 400,
    "\ufeff\u200b\u2028\u0085",
    "👩🏽‍⚕️ Ŵyth ﷽ عربى",
    "../../etc/passwd",
    "' OR 1=1 --",
    "%s%n{0}",
    "2026-02-30",
    "99999-01-01",
    "[]",
    '{"a": {"b": []}}',
    "AAAAAAAAAAAAAAAAAAAAAA",
    "settle:AAAAAAAAAAAAAAAAAAAAAA/both",
    "take:a/b/c/d",
    "take:///",
    "//evil.example/",
    "a=1&b=2",
]

texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=60))


def encode(fields: list[tuple[str, str]], tail: bytes = b"") -> bytes:
    """A form's body, also of what Python would not put into one."""
    pairs = [
        quote_plus(name.encode("utf-8", "surrogatepass"))
        + "="
        + quote_plus(value.encode("utf-8", "surrogatepass"))
        for name, value in fields
    ]
    return "&".join(pairs).encode() + tail
