"""What two organisations have beside the library, each under a marker of its own."""

from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.utils import timezone

from people.models import Organisation, User
from prompts.models import Measure, Programme, Prompt, PromptVersion
from prompts.services.houses import keep_draft
from tests.makers import make_house_programme, make_prompt, make_prompt_version
from tests.prompts.code_makers import make_house_code
from tests.prompts.files import TEA
from tests.prompts.measure_makers import make_measure, make_sitting
from vault.ids import new_id, short

if TYPE_CHECKING:
    from tests.access.world import World

AWAY = ("efua", "neighbour")  # who belongs to the other one
NOWHERE = ("grace",)


class House:
    def __init__(self, organisation: Organisation, name: str) -> None:
        self.organisation, self.name = organisation, name
        self.version = self._make(name)
        self.put_away = self._make(f"{name}-once", retired_at=timezone.now())
        self.code = make_house_code(organisation, short_name=f"zq-{name}-code")
        self.old_code = make_house_code(organisation, retired_at=timezone.now())
        self.old_measure = make_measure(organisation, retired_at=timezone.now())
        self.measure: Measure = make_measure(organisation, title=f"zq-{name}-measure")

    def _make(self, name: str, **fields: object) -> PromptVersion:
        programme = make_house_programme(
            self.organisation,
            title=f"zq-{name}-programme",
            source_label=f"zq-{name}-source",
            **fields,
        )
        return make_prompt_version(prompt=make_prompt(programme), title=f"zq-{name}-prompt")

    @property
    def prompt(self) -> Prompt:
        return self.version.prompt

    @property
    def programme(self) -> Programme:
        return self.version.prompt.programme


class Houses:
    def __init__(self, people: dict[str, User], cast: SimpleNamespace) -> None:
        self.here = House(cast.team.organisation, "here")
        self.away = House(cast.elsewhere.organisation, "away")
        for name in ("dev", "hana"):  # who may publish has something to look at first
            keep_draft(
                person=people[name],
                organisation=self.here.organisation,
                text=TEA.replace("title: Tea", f"title: zq-{name}-brought"),
            )

    def may_see(self, person: str, name: str) -> bool:
        if person in NOWHERE or person in ("jo", "nobody"):
            return False
        return name == ("away" if person in AWAY else "here")

    def measure_of(self, person: str) -> Measure:
        """What they filled in once; who belongs nowhere did so before they left."""
        house = self.away if person in AWAY else self.here
        return house.measure if self.may_see(person, house.name) else house.old_measure

    def named(self, kind: str, person: str, relation: str) -> str:
        """What a relation means, seen from a person: `house` is their own organisation's."""
        own, other = (self.away, self.here) if person in AWAY else (self.here, self.away)
        house = other if relation == "elsewhere" else own
        if kind == "measure":
            return short((house.old_measure if relation == "put-away" else house.measure).pk)
        if kind == "framework":
            return (house.old_code if relation == "put-away" else house.code).key
        version = house.put_away if relation == "put-away" else house.version
        if kind == "organisation":
            return short(house.organisation.pk)
        if kind == "programme":
            return version.prompt.programme.key
        return short(version.prompt_id)


def make_sittings(world: "World") -> None:
    """Everybody has filled in a measure."""
    for name, things in world.things.items():
        sitting = make_sitting(world.people[name], world.houses.measure_of(name))
        things.ids["sitting"], things.binned_ids["sitting"] = sitting.pk, new_id()
