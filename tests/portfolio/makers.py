"""Cycles, lines of logs and places of entries, for tests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from journals.models import Entry
from people.models import User
from portfolio import services
from portfolio.models import Attachment, Cpd, Cycle, Feedback, PracticeHours, ReflectiveAccount
from prompts.models import Framework, Programme, PromptVersion, Requirement
from prompts.schema import read_framework
from prompts.services.loading import requirement_values
from prompts.shelf import FOLDER
from tests.makers import make_prompt_version
from vault.ids import new_id


def make_framework(key: str = "code-of-tests", **fields: Any) -> Framework:
    """With what the NMC asks for, in smaller numbers."""
    found = Framework.objects.filter(key=key).first()
    if found is not None:
        return found
    values = {"period_months": 36, "effective_from": date(2015, 3, 31)} | fields
    made = Framework.objects.create(
        key=key, name=f"Name of {key}", short_name=f"Short {key}", regulator="A regulator", **values
    )
    asked: list[dict[str, Any]] = [
        {"key": "practice", "title": "Practice hours", "amount": 45, "unit": "hours",
         "if_dual": 90},
        {"key": "cpd", "title": "Learning", "amount": 35, "unit": "hours", "at_least": 20,
         "of_which": "learning with others"},
        {"key": "feedback", "title": "Feedback", "amount": 5, "unit": "pieces"},
        {"key": "accounts", "title": "Accounts", "amount": 5, "unit": "accounts"},
        {"key": "discussion", "title": "Reflective discussion"},
        {"key": "confirmation", "title": "Confirmation", "note": "Last of all."},
    ]  # fmt: skip
    nmc = read_framework(FOLDER / "frameworks" / "nmc-2018.yaml")
    forms = {one.key: requirement_values(one)["form"] for one in nmc.requirements}
    for position, values in enumerate(asked):
        form = forms[values["key"]]
        Requirement.objects.create(framework=made, position=position, form=form, **values)
    return made


def make_cycle(person: User, framework: Framework | None = None, **fields: Any) -> Cycle:
    today = timezone.localdate()
    values = {"starts_on": today - timedelta(days=400), "ends_on": today + timedelta(days=600)}
    return services.set_cycle(
        owner=person, actor=person, framework=framework or make_framework(), **(values | fields)
    )


def make_hours(person: User, hours: Any = "7.5", **fields: Any) -> PracticeHours:
    day = timezone.localdate() - timedelta(days=9)
    first = day - timedelta(days=int(Decimal(hours)) // 24)  # no day has more hours
    values = {"started_on": first, "ended_on": day, "registered_as": "nurse"}
    return services.add_line(
        PracticeHours, owner=person, actor=person, hours=Decimal(hours), **(values | fields)
    )


def make_cpd(person: User, hours: Any = "2", **fields: Any) -> Cpd:
    day = timezone.localdate() - timedelta(days=9)
    values = {"started_on": day, "ended_on": day, "topic": "Wound care"}
    return services.add_line(
        Cpd, owner=person, actor=person, hours=Decimal(hours), **(values | fields)
    )


def make_feedback(person: User, content: str = "That I had listened", **fields: Any) -> Feedback:
    values = {"given_on": timezone.localdate() - timedelta(days=9), "content": content}
    return services.add_line(Feedback, owner=person, actor=person, **(values | fields))


def make_account(cycle: Cycle, entry: Entry) -> ReflectiveAccount:
    return services.place_entry(cycle_id=cycle.pk, entry_id=entry.pk, actor=cycle.owner)


def a_pdf(words: str = "A certificate", size: int = 0) -> bytes:
    """Of this many bytes, if it is a number."""
    head, end = f"%PDF-1.4\n% {words}\n".encode(), b"\n%%EOF\n"
    return head + b" " * max(size - len(head) - len(end), 0) + end


def make_file(
    person: User, line: Any, name: str = "Certificate.pdf", data: bytes = b"", **fields: Any
) -> Attachment:
    return services.add_file(
        owner=person,
        actor=person,
        log={"practicehours": "hours"}.get(line._meta.model_name, line._meta.model_name),
        line_id=line.pk,
        name=name,
        data=data or a_pdf(),
        **fields,
    )


FORM: list[dict[str, Any]] = [
    {
        "key": "source",
        "kind": "several_choices",
        "text": "What is this account about?",
        "choices": [
            {"key": "cpd", "label": "Learning"},
            {"key": "feedback", "label": "Feedback"},
            {"key": "event", "label": "An event"},
        ],
    },
    {"key": "nature", "kind": "long_text", "text": "What was the nature of it?"},
    {"key": "learnt", "kind": "long_text", "text": "What did you learn?"},
    {"key": "changed", "kind": "long_text", "text": "What did you change?"},
    {
        "key": "code",
        "kind": "standards",
        "text": "How is this relevant to the Code?",
        "framework": "code-of-tests",
        "pick": "both",
        "own": False,
        "required_by_regulator": True,
    },
    {"key": "relevance", "kind": "long_text", "text": "What ties it to the themes?"},
]


def make_form(framework: Framework | None = None) -> PromptVersion:
    """The form of accounts under this code: shaped as the NMC's."""
    code = framework or make_framework()
    questions = [one | ({"framework": code.key} if "framework" in one else {}) for one in FORM]
    version = make_prompt_version(questions=questions, title="Account", offers=["account"])
    programme = version.prompt.programme
    programme.kind = Programme.Kind.FRAMEWORK
    programme.save()
    return version


def begin(cycle: Cycle, *sources: Entry, form: PromptVersion | None = None) -> ReflectiveAccount:
    return services.begin_account(
        cycle_id=cycle.pk,
        form=form or make_form(cycle.framework),
        sources=[one.pk for one in sources],
        actor=cycle.owner,
        id=new_id(),
    )
