"""Phones, mail, and pages or handles of one person."""

import re
from collections.abc import Iterator

from .findings import Level, Span
from .plain import Plain

MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64} ?@ ?(?:[\w-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![\w-])")
PHONES = (
    re.compile(r"(?<![\w.,£$€/+-])\(?0(?:[ ./-]?\(?\d\)?){9,10}(?![\w%]|[.,/]\d)"),
    re.compile(r"(?<![\w.£])(?:\+|00)[ ]?[1-9]\d{0,2}(?:[ .-]?\(?\d\)?){6,12}(?![\w%])"),
    re.compile(r"(?<![\w.£])7\d{3}[ -]?\d{3}[ -]?\d{3}(?![\w%]|[.,/-]\d)"),
    re.compile(r"(?<![\w.£])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\w-])"),
    re.compile(r"(?<![\w.£/-])\d{3}[ -]\d{4}[ -]?\d{4}(?![\w%]|[.,/-]\d)"),
)  # fmt: skip
CALLED = re.compile(
    r"""(?<!\w)(?:tel|phone|mobile|mob|cell|whatsapp|landline|ring|call|text|home[ ]number
    |number|fax)
    (?:[ ](?:number|no\.?|me|her|him|them|on|at|is|was|us)){0,3}[.:]?[ ]
    (\d{3,5}[ -]?\d{3,4}[ -]?\d{0,4})(?!\w)""",
    re.X,
)
# Lines of services, not of people: free, shared-cost and emergency numbers.
SERVICES = re.compile(r"\D*(?:0800|0808|0300|03[0347]\d|084[345]|087[0123]|116|999|111|101)")

PAGE = re.compile(
    r"(?<![\w@])(?:https?://|www\.)?(?:[\w-]{1,63}\.){1,5}[A-Za-z]{2,12}/[^\s<>\"]{1,200}"
)
OF_A_PERSON = re.compile(
    r"(?:facebook|fb|instagram|twitter|x|tiktok|threads|snapchat|linkedin|youtube|github|linktr"
    r"|bsky|mastodon|vk|wa|t)\.(?:com|net|ee|me|app|org|social)/(?!(?:hashtag|search|watch|explore"
    r"|company|groups|events|school|i/)\b)[@\w]"
    r"|/(?:in|u|user|users|profile|profiles|people|person|staff|team|author|~)/?[\w.@-]|/[~@]\w",
    re.I,
)
SPOKEN = re.compile(
    r"(?<![\w.])[\w.-]{2,40} ?[(\[]? ?at ?[)\]]? ?[\w-]{2,40} ?[(\[]? ?dot ?[)\]]? ?"
    r"(?:com|net|org|co|ac|uk|ie|example)\b"
)
BLOG = re.compile(
    r"(?<![\w@.-])[\w-]{2,63}\.(?:blogspot|wordpress|tumblr|substack|wixsite|carrd)\.[a-z]{2,4}(?!\w)"
)
KNOWN_AS = re.compile(
    r"(?<!\w)(?:insta|instagram|snapchat|tiktok|twitter|facebook|username|handle)"
    r"(?: name| handle| is| was| as| under|:){0,3}[ ]([\w.]{0,20}[_\d][\w.]{1,20})(?!\w)"
)
HANDLE = re.compile(r"(?<![\w@./+-])@(?=\w*[A-Za-z])\w[\w.]{2,29}(?!\w)")
OF_A_BODY = re.compile(
    r"@(?:the|we|my)?_?(?:nhs|nmc|rcn|rcm|royal|unison|nice|cqc|gov|bbc|bmj)", re.I
)


def spans(plain: Plain) -> Iterator[Span]:
    text = plain.plain
    if "@" in text:
        for match in MAIL.finditer(text):
            yield Span(*match.span(), "mail", Level.HIGH)
        for match in HANDLE.finditer(text):
            if not OF_A_BODY.match(match.group()):
                yield Span(*match.span(), "page", Level.ADVISE)
    for pattern, part in ((SPOKEN, 0), (BLOG, 0), (KNOWN_AS, 1)):
        for match in pattern.finditer(plain.low):
            yield Span(*match.span(part), "mail" if pattern is SPOKEN else "page", Level.HIGH)
    if "." in text and "/" in text:
        for match in PAGE.finditer(text):
            if OF_A_PERSON.search(match.group()):
                yield Span(*match.span(), "page", Level.HIGH)
    for pattern in PHONES:
        for match in pattern.finditer(text):
            if not SERVICES.match(match.group()):
                yield Span(*match.span(), "phone", Level.HIGH)
    for match in CALLED.finditer(plain.low):
        number = re.sub(r"\D", "", match.group(1))
        if len(number) > 5 and not SERVICES.match(number):
            yield Span(*match.span(1), "phone", Level.HIGH)
