"""Each kind of row that an import makes: whose it is, what it says, and how it is taken back.

A row was changed since when it says something else than it did when it came in. What it said
stands sealed in the import: a number, or a digest under its owner's own key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.bring_in.here import id_of
from journals.models import Entry, Share
from people.models import User
from portfolio.logs import LOGS
from portfolio.models import (
    AccountSource,
    Attachment,
    Confirmation,
    Cycle,
    Discussion,
    ParkedForm,
    ReflectiveAccount,
)
from portfolio.parts import PARTS
from portfolio.signed import SIGNED_FORMS
from promises.models import Promise
from prompts.models import Sitting
from vault.ids import short
from vault.sealing import mac

AT_ONCE = 500  # rows in one statement
PURPOSE = b"desk.bring_in"
OF_THE_ROW = {"id", "owner", "key_holder"}

Said = dict[str, Any]  # the id of a row here -> what it says


@dataclass(frozen=True)
class Kind:
    title: Any
    own: Callable[[User], Any]  # their rows of this kind
    says: Callable[[Any], Any]  # of one row
    back: Callable[[Any], int]  # takes back these rows; says how many went


def digest(holder_id: UUID, said: Any) -> str:
    """Nobody can try words against it: it takes the key of whoever wrote them."""
    text = json.dumps(said, ensure_ascii=False, default=str)
    return mac(holder_id, PURPOSE, text.encode("utf-8", "surrogatepass")).hex()


def _whole(row: Any) -> str:
    names = [one for one in row._meta.concrete_fields if one.name not in OF_THE_ROW]
    return digest(_holder_of(row), [[one.name, getattr(row, one.attname)] for one in names])


def _holder_of(row: Any) -> UUID:
    found: UUID = row.owner.key_holder_id if isinstance(row, Cycle) else row.key_holder_id
    return found


def _promise(row: Promise) -> list[str]:
    return [row.what, row.to_role, row.state, row.reason, str(row.due_on), str(row.answered_at),
            str(row.shown_to_facilitator), json.dumps(row.for_page)]  # fmt: skip


def _accounts(person: User) -> Any:
    """Also those whose entry lies in the bin."""
    beside = AccountSource.objects.filter(account=OuterRef("pk")).order_by().values("account")
    return (
        ReflectiveAccount.objects.filter(cycle__in=Cycle.objects.visible_to(person))
        .annotate(beside=Subquery(beside.annotate(found=Count("pk")).values("found")))
        .select_related("entry")
        .defer("entry__answers", "entry__private_note", "entry__title", "entry__ledger")
    )


def _account(row: Any) -> list[Any]:
    """With the text of its entry: who wrote on in that wants it to keep its place."""
    return [str(row.framework_id), str(row.done_at), row.beside or 0, row.entry.revision]


def _forms(model: Any) -> Callable[[User], Any]:
    return lambda person: model.objects.visible_to(person).select_related("key_holder")


def _log(model: Any) -> Callable[[User], Any]:
    return lambda person: model.objects.own_of(person).select_related("key_holder")


def _cycles(person: User) -> Any:
    return Cycle.objects.visible_to(person).select_related("owner")


def _entries(person: User) -> Any:
    return Entry.objects.visible_to(person).only("pk", "revision")


def _go(rows: Any) -> int:
    found: int = rows.delete()[0]
    return found


def _into_bin(rows: Any) -> int:
    found: int = rows.filter(deleted_at__isnull=True).update(deleted_at=timezone.now())
    return found


def _files_back(rows: Any) -> int:
    """With a line in the bin its files lie there already, and come back with it."""
    gone = {f"{log}__deleted_at__isnull": True for log in LOGS}
    found: int = _into_bin(Attachment.objects.filter(pk__in=rows.filter(**gone).values("pk")))
    return found


def _entries_back(rows: Any) -> int:
    """What was shared stays."""
    shared = Share.objects.filter(entry__in=rows).values("entry")
    return _into_bin(rows.exclude(pk__in=shared))


def _cycles_back(rows: Any) -> int:
    """As its page does: one in which something stands is closed by its owner, and not erased."""
    held = [
        Exists(model._default_manager.filter(cycle=OuterRef("pk")))
        for model in (ReflectiveAccount, Discussion, Confirmation)
    ]
    ids = list(rows.exclude(held[0] | held[1] | held[2]).values_list("pk", flat=True))
    ParkedForm.objects.filter(owner__in=rows.values("owner"), about__in=ids).delete()
    return _go(Cycle.objects.filter(pk__in=ids))


# In the order in which they are taken back: what hangs on something goes before it.
KINDS: dict[str, Kind] = {
    **{log: Kind(it.title, _log(it.model), _whole, _into_bin) for log, it in LOGS.items()},
    "files": Kind(_("Files"), _log(Attachment), _whole, _files_back),
    "accounts": Kind(_("Places of reflective accounts"), _accounts, _account, _go),
    **{
        kind: Kind(PARTS[kind], _forms(model), _whole, _go)
        for kind, (model, _form) in SIGNED_FORMS.items()
    },
    "cycles": Kind(_("Cycles"), _cycles, _whole, _cycles_back),
    "promises": Kind(_("Promises"), Promise.objects.visible_to, _promise, _go),
    # Nobody changes what was answered to a measure.
    "sittings": Kind(
        _("Measures that you filled in"), Sitting.objects.visible_to, lambda row: None, _go
    ),
    "entries": Kind(_("Entries"), _entries, lambda row: row.revision, _entries_back),
}


def what_came_says(person: User, came: dict[str, dict[str, str]]) -> dict[str, Said]:
    """As the rows stand in the database, once an import has made them."""
    found: dict[str, Said] = {}
    for name, became in came.items():
        ids = sorted(map(id_of, became.values()))
        found[name] = {
            short(row.pk): KINDS[name].says(row)
            for some in _portions(ids)
            for row in KINDS[name].own(person).filter(pk__in=some)
        }
    return found


def said_in(about: dict[str, Any]) -> dict[str, Said]:
    """What an import noted; one of before there were several kinds, as it did."""
    found: dict[str, Said] | None = about.get("says")
    return found or {
        "entries": about.get("revisions", {}),
        "promises": about.get("steps", {}),
        "sittings": dict.fromkeys(about.get("came", {}).get("sittings", {})),
    }


def take_back(person: User, says: dict[str, Said]) -> dict[str, int]:
    """What was not changed since. The caller holds the person."""
    return {name: _back(person, KINDS[name], says.get(name, {})) for name in KINDS}


def _back(person: User, kind: Kind, said: Said) -> int:
    count = 0
    for some in _portions(sorted(map(id_of, said))):
        own = kind.own(person).filter(pk__in=some)
        rows = own.order_by("pk").select_for_update(of=("self",), no_key=True)
        same = [row.pk for row in rows if kind.says(row) == said[short(row.pk)]]
        count += kind.back(rows.model._default_manager.filter(pk__in=same))
    return count


def _portions(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
