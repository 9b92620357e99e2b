"""Sets of programmes, prompts and wordings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Cast, Concat

from people.models import Membership, Organisation, User, is_here
from vault.querysets import SealedQuerySet

if TYPE_CHECKING:
    from prompts.models import (  # noqa: F401  in annotations
        Framework,
        Measure,
        Programme,
        ProgrammeDraft,
        PromptVersion,
        Sitting,
        Standard,
    )


def _houses(user: User) -> models.QuerySet[Any, Any]:
    return Membership.objects.current().filter(user=user).values("organisation")


def _open_to(user: User, programme: str) -> models.Q:
    """The library's, and what those houses have to which the person belongs today."""
    houses = _houses(user)
    return of_library(programme) | models.Q(**{f"{programme}organisation__in": houses})


def of_library(programme: str = "") -> models.Q:
    """What belongs to no house, and came along with nobody's earlier journal."""
    return models.Q(
        **{f"{programme}organisation__isnull": True, f"{programme}brought_by__isnull": True}
    )


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: User | AnonymousUser) -> ProgrammeQuerySet:
        return self.filter(_open_to(user, "")) if isinstance(user, User) else self.none()

    def of_library(self) -> ProgrammeQuerySet:
        return self.filter(of_library())

    def published(self) -> ProgrammeQuerySet:
        return self.filter(retired_at__isnull=True)

    def for_audience(self, audience: str) -> ProgrammeQuerySet:
        # SQLite has no `contains` for JSON: the list is searched as the text it is stored as.
        return self.alias(audience_text=Cast("audience", models.TextField())).filter(
            audience_text__contains=f'"{audience}"'
        )

    def with_family_of(self, key: str) -> ProgrammeQuerySet:
        """The programme, what stands inside it, and what it stands in."""
        programmes = self.alias(holds_text=Cast("holds", models.TextField()))  # as for_audience
        quoted = Concat(models.Value('"'), models.OuterRef("key"), models.Value('"'))
        holder = programmes.filter(key=key, holds_text__contains=quoted)
        return programmes.filter(
            models.Q(key=key)
            | models.Q(holds_text__contains=f'"{key}"')
            | models.Q(models.Exists(holder))
        )

    def within(self, minutes: int) -> ProgrammeQuerySet:
        return self.filter(minutes__lte=minutes)

    def with_prompt_counts(self) -> ProgrammeQuerySet:
        # Counting groups the rows, and then Django leaves the model's own order out.
        return self.annotate(
            prompt_count=models.Count("prompts", filter=models.Q(prompts__retired_at__isnull=True))
        ).order_by("position", "key")


class PromptVersionQuerySet(models.QuerySet["PromptVersion"]):
    def visible_to(self, user: User | AnonymousUser) -> PromptVersionQuerySet:
        """Of programmes that the person may see. What was begun stays with who began it."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(_open_to(user, "prompt__programme__"))

    def answered_by(self, rows: models.QuerySet[Any]) -> PromptVersionQuerySet:
        """The wordings of entries, or of whatever else was written to one, in hand already."""
        # Asked first, for they are few: within this question PostgreSQL may join all to all.
        wordings = set(rows.values_list("prompt_version", flat=True))
        return self.filter(pk__in=wordings)

    def brought_by(self, user: User) -> PromptVersionQuerySet:
        """Wordings that came along with the person's earlier journal, for reading alone."""
        return self.filter(prompt__programme__brought_by=user)

    def newest(self) -> PromptVersionQuerySet:
        """The latest wording of each prompt, retired prompts too."""
        from prompts.models import PromptVersion

        later = PromptVersion.objects.filter(
            prompt=models.OuterRef("prompt"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(later))

    def in_library(self) -> PromptVersionQuerySet:
        """What can be read there: each prompt as it is worded now."""
        return self.newest().filter(
            prompt__retired_at__isnull=True, prompt__programme__retired_at__isnull=True
        )

    def current(self) -> PromptVersionQuerySet:
        """The wordings that a new entry can be started with: not of what a portfolio keeps."""
        return self.in_library().filter(prompt__kept_in="")

    def on_shelf(self) -> PromptVersionQuerySet:
        """In the order of their programme, without the questions."""
        return self.select_related("prompt").order_by("prompt__position").defer("questions")


class FrameworkQuerySet(models.QuerySet["Framework"]):
    def visible_to(self, user: User | AnonymousUser) -> FrameworkQuerySet:
        """Regulators' codes, and those of the houses to which the person belongs today."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(
            models.Q(organisation__isnull=True) | models.Q(organisation__in=_houses(user))
        )

    def of_library(self) -> FrameworkQuerySet:
        return self.filter(organisation__isnull=True)

    def of_house(self, organisation: Organisation) -> FrameworkQuerySet:
        return self.filter(organisation=organisation).order_by("house_key", "-effective_from")

    def on_list(self) -> FrameworkQuerySet:
        return self.filter(retired_at__isnull=True).select_related("organisation")

    def for_cycles(self) -> FrameworkQuerySet:
        """What a period can be counted under: a house's code only if it asks for something."""
        asked = self.filter(requirements__isnull=False, retired_at__isnull=True).values("pk")
        return self.exclude(effective_from=None).filter(
            models.Q(organisation__isnull=True) | models.Q(pk__in=asked)
        )


class StandardQuerySet(models.QuerySet["Standard"]):
    def for_picker(self, user: User | None, framework: str, today: date) -> StandardQuerySet:
        """Those of a question's own code first, then what the person's houses have set down."""
        own = models.Q(framework__key=framework, framework__organisation__isnull=True)
        if user is None:
            return self.filter(own).order_by("position")
        last = models.Q(framework__effective_to__isnull=True) | models.Q(
            framework__effective_to__gte=today
        )
        houses = models.Q(
            framework__organisation__in=_houses(user),
            framework__retired_at__isnull=True,
            framework__effective_from__lte=today,
        )
        found = self.filter(own | (houses & last)).select_related("framework")
        first = models.F("framework__organisation").asc(nulls_first=True)
        return found.order_by(first, "framework__key", "position")

    def visible_to(self, user: User | AnonymousUser) -> StandardQuerySet:
        from prompts.models import Framework

        return self.filter(framework__in=Framework.objects.visible_to(user))


class ProgrammeDraftQuerySet(SealedQuerySet["ProgrammeDraft"]):
    def visible_to(self, user: User | AnonymousUser) -> ProgrammeDraftQuerySet:
        """The person's own, under their own key: one moved to them by hand is nobody's."""
        if not is_here(user):
            return self.none()
        return self.filter(person=user, key_holder=user.key_holder_id)


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: User | AnonymousUser) -> MeasureQuerySet:
        """Those of the houses to which the person belongs today, put away or not."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(organisation__in=_houses(user))

    def in_use(self, today: date) -> MeasureQuerySet:
        licensed = models.Q(licensed_until__isnull=True) | models.Q(licensed_until__gte=today)
        return self.filter(licensed, retired_at__isnull=True)


class SittingQuerySet(SealedQuerySet["Sitting"]):
    def visible_to(self, user: User | AnonymousUser) -> SittingQuerySet:
        """The person's own and nobody else's, whatever else they are: as ProgrammeDraft."""
        if not is_here(user):
            return self.none()
        return self.filter(person=user, key_holder=user.key_holder_id)

    def finished(self) -> SittingQuerySet:
        return self.filter(finished_at__isnull=False).order_by("-finished_at")

    def unfinished(self) -> SittingQuerySet:
        return self.filter(finished_at__isnull=True)
