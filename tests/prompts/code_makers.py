"""Codes that organisations have set down for their own people, for tests."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from people.models import Organisation
from prompts.models import Framework, Standard

_numbers = itertools.count(1)

VALUES = """\
key: our-values
name: What we value
short_name: Our values
effective_from: 2026-01-01
about: Written by all of us.
themes:
  - title: Courage
    standards:
      - {code: V1, heading: We say when something is wrong}
      - {code: V2, heading: "We thank who told us", near: {}}
  - title: Kindness
    standards:
      - {code: V3, heading: We listen first}
"""
ASKED = """\
period_months: 12
requirements:
  - {key: accounts, title: Accounts, amount: 2, unit: accounts}
"""


def make_house_code(organisation: Organisation, **fields: Any) -> Framework:
    """As if published there from a file, with two standards, V1 and V2."""
    number = next(_numbers)
    values = {
        "key": f"values-{number}",
        "house_key": f"values-{number}",
        "name": "What we value",
        "short_name": f"Values {number}",
        "regulator": organisation.name[:120],
        "effective_from": date(2020, 1, 1),
    }
    code = Framework.objects.create(organisation=organisation, **(values | fields))
    for position, said in enumerate(["We speak up", "We listen"]):
        Standard.objects.create(
            framework=code,
            code=f"V{position + 1}",
            theme="Courage",
            heading=said,
            position=position,
        )
    return code
