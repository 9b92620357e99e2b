"""What came in of a portfolio, counted."""

from __future__ import annotations

from typing import Any

from desk.bring_in.planning import Plan, plan_for
from desk.take_out.archive import as_json
from people.models import User
from portfolio.models import Cpd, Cycle, Discussion, Feedback, PracticeHours, ReflectiveAccount

Data = dict[str, Any]
LOGS = {"hours": PracticeHours, "cpd": Cpd, "feedback": Feedback}


def planned(person: User, journal: Data) -> Plan:
    return plan_for(person, as_json(journal))


def counts(person: User) -> dict[str, int]:
    own = {"cycles": Cycle.objects.visible_to(person)}
    own |= {log: model.objects.own_of(person) for log, model in LOGS.items()}
    own["accounts"] = ReflectiveAccount.objects.filter(cycle__owner=person)
    own["forms"] = Discussion.objects.visible_to(person)
    return {kind: rows.count() for kind, rows in own.items()}


ALL = {"cycles": 2, "hours": 3, "cpd": 1, "feedback": 2, "accounts": 1, "forms": 1}
