"""Accounts in the making: on which form, from which entries, and what one still needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from journals.models import Entry
from people.models import User
from portfolio.models import AccountSource, Cycle, ReflectiveAccount
from prompts.answers import is_blank, lines
from prompts.kinds.base import as_dict, as_texts
from prompts.models import Framework, Programme, PromptVersion
from prompts.querysets import of_library
from prompts.schema import Asked

PLAIN = "generic"
ACCOUNT = "account"  # what a prompt offers to become
MOST_SOURCES = 20


def form_of(framework: Framework, user: User) -> PromptVersion | None:
    """On which an account under this code is written. None: the library has none for it.

    A form that says so and asks for parts of this code; or the only form that asks for them; or
    the plain account.
    """
    versions = PromptVersion.objects.visible_to(user).current().select_related("prompt__programme")
    rows = versions.filter(
        of_library("prompt__programme__"), prompt__programme__kind=Programme.Kind.FRAMEWORK
    )
    ordered = rows.order_by("prompt__programme__position", "prompt__position")
    fitting = [one for one in ordered if _asks_for(one, framework)]
    said = [one for one in fitting if ACCOUNT in one.offers]
    if said:
        return said[0]
    if len(fitting) == 1:
        return fitting[0]
    return versions.filter(prompt__programme__key=PLAIN).first()


def _asks_for(version: PromptVersion, framework: Framework) -> bool:
    return any(
        one.get("kind") == "standards" and one.get("framework") == framework.key
        for one in version.questions
    )


def is_on_account_form(entry: Entry) -> bool:
    """Whether it was written to be an account: no other use is made of its form."""
    version = entry.prompt_version
    return ACCOUNT in version.offers and (version.prompt.programme.kind == Programme.Kind.FRAMEWORK)


def may_be_account(entry: Entry) -> bool:
    """Whether it was written to a prompt of which accounts are made: see form_of."""
    programme = entry.prompt_version.prompt.programme
    return programme.kind == Programme.Kind.FRAMEWORK or programme.key == PLAIN


def cycle_for(entry: Entry, user: User) -> Cycle | None:
    """In which an entry on the form of its code would count: the one that ends first."""
    running = Cycle.objects.visible_to(user).open().select_related("framework").soonest_first()
    for cycle in running:
        if not cycle.is_over and _asks_for(entry.prompt_version, cycle.framework):
            form = form_of(cycle.framework, user)
            if form is not None and form.prompt_id == entry.prompt_version.prompt_id:
                return cycle
    return None


def sources_of(account: ReflectiveAccount, user: User) -> list[Entry]:
    own = AccountSource.objects.visible_to(user).filter(account=account)
    rows = Entry.objects.visible_to(user).for_writing().filter(pk__in=own.values("entry"))
    return list(rows.order_by("started_at", "pk"))


def sources_to_see(account: ReflectiveAccount, user: User) -> list[Entry]:
    """Without what its writer has marked since as one that should not come back."""
    return [one for one in sources_of(account, user) if not (one.was_shock or one.stays_away)]


def beside(entry: Entry, user: User) -> list[Entry]:
    """What stands beside this entry while it is written, if it is an account with sources.

    What its writer has marked since as one that should not come back stays away from here too.
    """
    if not may_be_account(entry):
        return []
    own = AccountSource.objects.visible_to(user).filter(account__entry=entry)
    rows = (
        Entry.objects.visible_to(user)
        .for_writing()
        .welcome_back()
        .filter(pk__in=own.values("entry"))
    )
    return list(rows.order_by("started_at", "pk"))


def sources_to_choose(user: User, but: UUID | None = None) -> Any:
    """Entries that an account may be made from: none that its writer keeps away from them.

    Nor accounts themselves: they have their place.
    """
    placed = ReflectiveAccount.objects.visible_to(user).values("entry")
    own = Entry.objects.visible_to(user).written().welcome_back().glanced().newest_first()
    own = own.exclude(pk__in=placed)
    return own.exclude(pk=but) if but else own


@dataclass(frozen=True)
class Written:
    """One question of an account's form, and what is written there so far."""

    question: Asked
    lines: list[str]


def written_in(entry: Entry) -> list[Written]:
    """Every question that asks for something, also those in which nothing stands."""
    asked = entry.prompt_version.asked
    return [
        Written(one, lines(one, entry.answers.get(one.key), entry.answers, asked))
        for one in asked
        if one.kind != "read"
    ]


@dataclass(frozen=True)
class Gaps:
    """What an account has no words or no themes for yet."""

    empty: list[Asked]  # questions for words in which nothing stands: no reason to wait,
    has_words: bool  # unless it is all of them
    themes: Asked | None  # where parts of the code are still to be ticked, if they have to be

    @property
    def can_be_done(self) -> bool:
        return self.themes is None and self.has_words


def gaps_of(entry: Entry) -> Gaps:
    answers = entry.answers
    asked = entry.prompt_version.asked
    words = [one for one in asked if one.kind == "long_text"]
    empty = [one for one in words if is_blank(one, answers.get(one.key))]
    needed = next((one for one in asked if getattr(one, "required_by_regulator", False)), None)
    has_them = needed is None or _has_themes(needed, answers.get(needed.key))
    has_words = not words or len(empty) < len(words)
    return Gaps(empty, has_words, None if has_them else needed)


def _has_themes(question: Asked, answer: Any) -> bool:
    """The regulator's form asks for themes; numbers alone are this journal's extra."""
    chosen = as_dict(answer)
    if getattr(question, "pick", "") == "standards":
        return not is_blank(question, answer)
    return bool(as_texts(chosen.get("themes")))


def targets_of(entry: Entry) -> list[Asked]:
    """The questions into which a line can be taken."""
    return [one for one in entry.prompt_version.asked if one.kind == "long_text"]
