"""What a file of a cycle holds: which parts were chosen, from where, and what is looked through.

Everything starts from what its owner may see. Names and addresses that somebody typed on the
forms are meant to stand there: they are not looked through, and all other words are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from journals.checking import Text
from journals.models import Entry
from people.models import User
from portfolio.coverage import coverage_of
from portfolio.documents import regulator as form
from portfolio.documents.accounts import account_of, is_on_form
from portfolio.documents.entries import shown_to_others
from portfolio.documents.pack import Pack, Sheet, pack
from portfolio.documents.tree import Box, Choice, Document, Heading, PageBreak, Part
from portfolio.figures import from_to, full_day
from portfolio.logs import LOGS, Log
from portfolio.models import Confirmation, Cycle, Discussion, ReflectiveAccount, SignedForm
from portfolio.parts import PARTS
from portfolio.progress import asked_of
from portfolio.signed import SIGNED_FORMS, choices_with, wording_of
from prompts.models import Framework

MOST_ACCOUNTS = 300  # in one file
NAMES_OF_PLACES = ("organisation", "address")


@dataclass(frozen=True)
class Packed:
    """A file as it would be, and the words in it that are looked through first."""

    document: Document
    texts: list[Text]
    left_out: int  # accounts that are more than one file holds


def themes_of(framework: Framework) -> list[str]:
    rows = framework.standards.order_by("position")
    return list(dict.fromkeys(rows.values_list("theme", flat=True)))


def on_form(entry: Entry, themes: Iterable[str]) -> form.Account:
    """An account as others read it: nothing that its writer or its prompt keeps private."""
    if is_on_form(entry):
        return account_of(entry, themes=themes)
    shown = shown_to_others(entry)
    answers = tuple(form.Answer(part["question"], tuple(part["lines"])) for part in shown["parts"])
    return form.Account(title=entry.name, answers=answers, themes=())


def accounts_in(cycle: Cycle, user: User) -> list[ReflectiveAccount]:
    """The done ones, in their order; one more than a file holds."""
    rows = ReflectiveAccount.objects.visible_to(user).done().filter(cycle=cycle).in_order()
    rows = rows.select_related(
        "entry__prompt_version__prompt__programme", "entry__key_holder"
    ).defer("entry__ledger", "entry__private_note")
    return list(rows[: MOST_ACCOUNTS + 1])


def titles_in(cycle: Cycle, user: User, most: int) -> list[str]:
    """What the accounts are called: for that no answer is opened."""
    rows = ReflectiveAccount.objects.visible_to(user).done().filter(cycle=cycle).in_order()
    rows = rows.select_related("entry__prompt_version", "entry__key_holder").defer(
        "entry__answers", "entry__ledger", "entry__private_note", "entry__prompt_version__questions"
    )
    return [one.entry.name for one in rows[:most]]


def packed(cycle: Cycle, user: User, chosen: Iterable[str]) -> Packed:
    """Of a cycle that was fetched with its code and what that asks for."""
    wanted = set(chosen)
    texts: list[Text] = []
    forms = [key for key in SIGNED_FORMS if key in wanted]
    if wanted == {*forms} and len(forms) == 1:
        return Packed(_signed_form(forms[0], cycle, user, texts), texts, 0)
    found = accounts_in(cycle, user) if "accounts" in wanted else []
    left_out = max(len(found) - MOST_ACCOUNTS, 0)
    themes = themes_of(cycle.framework) if found else []
    accounts = tuple(on_form(one.entry, themes) for one in found[:MOST_ACCOUNTS])
    for account in accounts:
        texts += texts_of_account(account)
    logs = tuple(_sheet_of(log, cycle, user, texts) for key, log in LOGS.items() if key in wanted)
    of = Pack(
        name=user.display_name,
        framework=cycle.framework.short_name,
        period=from_to(cycle.starts_on, cycle.ends_on),
        accounts=accounts if "accounts" in wanted else None,
        logs=logs,
        coverage=_coverage(cycle, user) if "coverage" in wanted else None,
    )
    document = pack(of)
    titles = [one.entry.name for one in found[:MOST_ACCOUNTS]] if of.accounts is not None else None
    for key in forms:
        more = _signed_form(key, cycle, user, texts, titles)
        document = replace(document, parts=(*document.parts, *_deeper(more)))
    return Packed(document, texts, left_out)


def texts_of_account(account: form.Account) -> list[Text]:
    """In the order of the form. None of it can be changed where it is shown."""
    texts = [Text("title", account.title, account.title)]
    texts += [Text("fact", account.title, said) for _label, said in account.facts]
    texts += [
        Text(f"answer-{number}", account.title, "\n".join(answer.lines))
        for number, answer in enumerate(account.answers)
    ]
    return texts


def _sheet_of(log: Log, cycle: Cycle, user: User, texts: list[Text]) -> Sheet:
    """The lines of a log that count in this cycle, the oldest first."""
    rows = log.model.objects.visible_to(user).between(cycle.starts_on, cycle.ends_on)
    lines = list(rows.newest_first().select_related("key_holder"))[::-1]
    for line in lines:
        # Where somebody works is asked for: the names of places are no finding here.
        words = [getattr(line, name) for name in line.words if name not in NAMES_OF_PLACES]
        where = f"{log.title}, {full_day(line.day)}"
        texts.append(Text("line", where, "\n".join(filter(None, words))))
    return log.sheet(str(log.title), lines)


def _coverage(cycle: Cycle, user: User) -> Sheet:
    rows = []
    for theme in coverage_of(cycle, user).themes:
        for part in theme.parts:
            what = f"{part.standard.code} {part.standard.heading}" if part.standard else ""
            rows.append((theme.name, what, str(len(part.accounts)), str(len(part.entries))))
    return Sheet(
        title=str(PARTS["coverage"]),
        head=(_("Theme"), _("Part"), _("Reflective accounts"), _("Other entries")),
        rows=tuple(rows),
        widths=(3, 6, 2, 2),
    )


def _own_form(model: type[SignedForm], cycle: Cycle, user: User) -> Any:
    rows = model._default_manager.visible_to(user).select_related("key_holder")
    return rows.filter(cycle=cycle).first() or model(cycle=cycle)


def _person(row: SignedForm) -> form.Person:
    return form.Person(row.name, row.pin, row.email, row.address, row.postcode)


def _signed_form(
    key: str, cycle: Cycle, user: User, texts: list[Text], titles: list[str] | None = None
) -> Document:
    """`titles` are those of the accounts, where they are in hand."""
    if key == "confirmation":
        return _confirmation(cycle, user)
    found = titles_in(cycle, user, MOST_ACCOUNTS) if titles is None else titles
    return _discussion(cycle, user, texts, tuple(found))


def _discussion(cycle: Cycle, user: User, texts: list[Text], titles: tuple[str, ...]) -> Document:
    row = _own_form(Discussion, cycle, user)
    asked = next((one for one in cycle.framework.requirements.all() if one.key == "accounts"), None)
    expected = (asked and asked_of(asked, cycle)) or 1
    texts += [Text("title", str(PARTS["discussion"]), title) for title in titles]
    texts.append(Text("summary", str(PARTS["discussion"]), row.summary))
    return form.discussion_form(
        form.DiscussionPaper(
            wording=wording_of(cycle.framework, "discussion"),
            nurse=form.Person(name=user.display_name),
            partner=_person(row),
            accounts=titles,
            expected=expected,
            held_on=full_day(row.held_on),
            summary=tuple(row.summary.splitlines()),
        )
    )


def _confirmation(cycle: Cycle, user: User) -> Document:
    row = _own_form(Confirmation, cycle, user)
    wording = wording_of(cycle.framework, "confirmation")
    roles = choices_with({one.key: one.label for one in wording.roles}, [row.role])
    shown = choices_with({one.key: one.label for one in wording.shown}, row.shown)
    return form.confirmation_form(
        form.ConfirmationPaper(
            wording=wording,
            nurse=form.Person(name=user.display_name),
            confirmer=_person(row),
            roles=tuple(Choice(label, key == row.role) for key, label in roles.items()),
            shown=tuple(Choice(label, key in row.shown) for key, label in shown.items()),
            held_on=full_day(row.held_on),
        )
    )


def _deeper(document: Document) -> Iterator[Part]:
    """A form as one part of a larger file: on a page of its own, under its name."""
    yield PageBreak()
    yield Heading(document.title)
    for part in document.parts:
        if isinstance(part, Heading) or (isinstance(part, Box) and part.level):
            yield replace(part, level=part.level + 1)
        else:
            yield part
