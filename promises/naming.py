"""Whether a promise may say who somebody is. It warns, and never stops anybody.

A leader's list must not become a file on staff: what was promised, and to a role.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from identifiers import Finding, Level, find
from people.models import Membership, User
from promises.models import Promise

# Kinds of findings that may be a person's name; of the others only the clear ones are shown.
NAMES = {"titled-name", "full-name", "name", "initials"}


@dataclass(frozen=True)
class Warnings:
    words: list[Finding]  # that may name somebody, each once
    role: str  # the role as it was written, if one person alone holds it; else ""
    post: str = ""  # of which there is often only one, if the role names such a post

    def __bool__(self) -> bool:
        return bool(self.words or self.role or self.post)


def warnings_of(promise: Promise, person: User) -> Warnings:
    words = found_in([promise.what, promise.to_role], person)
    if held_by_one(promise.to_role, person):
        return Warnings(words, promise.to_role)
    return Warnings(words, "", single_post_in(promise.to_role))


def single_post_in(text: str) -> str:
    """A post of which a ward often has one. This journal does not know who holds it."""
    said = " ".join(re.findall(r"\w+", text.casefold()))
    for post in single_posts().split(","):
        if re.search(rf"\b{re.escape(post.strip())}\b", said):
            return post.strip()
    return ""


def single_posts() -> str:
    # Translators: posts of which a ward or a team often has only one, with commas between them,
    # in small letters; the longer ones first.
    return _(
        "ward manager, deputy manager, charge nurse, nurse in charge, ward sister, matron, "
        "ward clerk, ward pharmacist, practice educator, team manager, modern matron, consultant, "
        "psychologist, chaplain, housekeeper, manager, sister"
    )


def found_in(texts: list[str], person: User) -> list[Finding]:
    places = place_names(person)
    found: dict[str, Finding] = {}
    for text in texts:
        for one in find(text, places=places):
            if one.kind in NAMES or one.level == Level.HIGH:
                found.setdefault(one.words.casefold(), one)
    return list(found.values())


def place_names(person: User) -> set[str]:
    """What the houses and teams that the person belongs to are called."""
    current = Membership.objects.current().filter(user=person)
    rows = current.values_list("organisation__name", "teams__name")
    return {name for row in rows for name in row if name}


def held_by_one(text: str, person: User) -> bool:
    """Whether a role that the text names is one other person's alone, in a house or a team
    of this person's."""
    roles = roles_named_in(text)
    if not roles:
        return False
    places = _others(person)
    return any(
        sum(role in held for held in others.values()) == 1
        for role in roles
        for others in places.values()
    )


def roles_named_in(text: str) -> list[str]:
    """The roles of a house that stand in a text, in the language of whoever reads.

    Not that of a member: everybody is one.
    """
    words = {word.strip(".,;:()“”\"'").casefold() for word in text.split()}
    return [
        role.value
        for role in Membership.Role
        if role != Membership.Role.MEMBER
        and words & {role.value, str(role.label).casefold(), f"{role.label}s".casefold()}
    ]


def _others(person: User) -> dict[object, dict[object, list[str]]]:
    """In each house and team of the person's: the others who belong there today, and their
    roles. Their ids and roles only, no name."""
    current = Membership.objects.current()
    own = list(current.filter(user=person).values_list("organisation", "teams"))
    mine = {place for row in own for place in row if place}
    found: dict[object, dict[object, list[str]]] = {}
    rows = current.filter(organisation__in={house for house, _team in own}).exclude(user=person)
    for user, house, team, roles in rows.values_list("user", "organisation", "teams", "roles"):
        for place in mine & {house, team}:
            found.setdefault(place, {})[user] = roles
    return found
