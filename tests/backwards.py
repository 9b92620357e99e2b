"""The newest migrations undone, and done again. Run as a program on a database of its own.

    python -m tests.backwards

Prints a line of JSON: what the version before finds, and what is there after all.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from journals.models import Entry
from portfolio import services
from prompts.models import Programme, Prompt, PromptVersion
from tests.makers import make_entry, make_membership, make_team, make_user
from tests.portfolio.makers import make_account, make_cycle
from tests.prompts.code_makers import make_house_code

BEFORE = [("portfolio", "0002_evidence_files"), ("prompts", "0008_requirements")]


def migrate(*targets: tuple[str, str]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())


def rows(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [list(row) for row in cursor.fetchall()]


def main() -> None:
    from tests.own_database import make_ready

    make_ready()
    nurse, team = make_user("Nurse"), make_team()
    make_membership(nurse, team, "nurse")
    make_house_code(team.organisation, key="zq-unused", house_key="zq-unused", name="Zq unused")
    used = make_house_code(
        team.organisation,
        key="zq-used",
        house_key="zq-used",
        name="Zq used",
        about="Zq about",
        kept_for="Zq kept",
        source_url="https://zq.example",
    )
    cycle = make_cycle(nurse, used)
    brought = Programme.objects.create(
        key="zq-brought-abc", brought_by=nurse, house_key="zq-brought", title="Zq brought",
        purpose="", kind="model", minutes=5, source_label="", source_citation="",
    )  # fmt: skip
    prompt = Prompt.objects.create(programme=brought, key="p", position=0)
    version = PromptVersion.objects.create(
        prompt=prompt, number=1, title="T", minutes=5, digest="",
        questions=[{"key": "happened", "kind": "long_text", "text": "What?"}],
    )  # fmt: skip
    done = make_entry(nurse, version, title="done", answers={"happened": "zq-answer"})
    begun = make_entry(nurse, version, title="begun")
    counts = make_account(cycle, done)
    services.begin_from_entry(cycle_id=cycle.pk, entry_id=begun.pk, actor=nurse)
    migrate(*BEFORE)
    said = {
        "codes": rows("SELECT * FROM prompts_framework WHERE regulator = '' OR key LIKE 'zq%'"),
        "standards": rows("SELECT heading FROM prompts_standard WHERE heading LIKE 'We %'"),
        "brought": rows("SELECT house_key, retired_at IS NULL FROM prompts_programme "
                        "WHERE key = 'zq-brought-abc'"),
        "accounts": rows("SELECT entry_id FROM portfolio_reflectiveaccount"),
        "cycles": rows("SELECT framework_id FROM portfolio_cycle"),
    }  # fmt: skip
    migrate()
    again = Entry.objects.visible_to(nurse).select_related("prompt_version")
    said["answers"] = {row.title: [row.answers, len(row.prompt_version.asked)] for row in again}
    said["counts"] = str(counts.entry_id)
    sys.stdout.write(json.dumps(said, default=str) + "\n")


if __name__ == "__main__":
    main()
