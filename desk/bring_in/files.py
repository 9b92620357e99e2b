"""The files of a copy: looked through when it is sent, and put beside their lines at the yes."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from desk.bring_in.opening import CannotOpen, Copy, damaged
from desk.bring_in.portfolio import FileIn, PortfolioPlan
from desk.bring_in.portfolio_rows import Became, in_bin_since, now_here
from people.models import User
from portfolio.evidence.looking import LARGEST, accept_again
from portfolio.evidence.refusal import FileRefused
from portfolio.services.evidence import MOST_BYTES, put_file
from vault.ids import short

LONGEST_LOOK = 40.0  # seconds of the processor for all of them: a page waits no longer


def looked_through(copy: Copy, rows: list[Any]) -> dict[str, str]:
    """Of each file that the data name in the ZIP: why it cannot come in, or nothing."""
    found: dict[str, str] = {}
    until, held = time.thread_time() + LONGEST_LOOK, 0
    for row in rows:
        try:
            file = FileIn.model_validate(row)
        except ValidationError:
            continue  # the plan names it
        if file.path is None or file.id in found:
            continue
        held += file.size
        if held > MOST_BYTES:
            found[file.id] = _("With it there are more than %(most)s MB of files.") % {
                "most": MOST_BYTES // (1024 * 1024)
            }
        elif time.thread_time() > until:
            found[file.id] = _("There was no time to look at it. Bring the same copy once more.")
        else:
            found[file.id] = _why_not(copy, file)
    return found


def _why_not(copy: Copy, file: FileIn) -> str:
    try:
        data = _content(copy, file.path or "", file.sha256)
        if (kind := accept_again(data)) != file.kind or len(data) != file.size:
            return _("It is not what the list of files says: %(kind)s.") % {"kind": kind}
    except (CannotOpen, FileRefused) as error:
        return str(error)
    return ""


def _content(copy: Copy, path: str, digest: str) -> bytes:
    """Counted while it is opened, and compared with what the list says of it."""
    data = copy.file(path, most=LARGEST)
    if hashlib.sha256(data).hexdigest() != digest:
        raise CannotOpen(_("It is not the file that the list of files names."))
    return data


def put_files(person: User, copy: Copy, plan: PortfolioPlan, came: dict[str, Became]) -> Became:
    """One by one, in the caller's transaction. Raises CannotOpen if the ZIP is not as it was."""
    became: Became = {}
    for id, row in plan.rows.get("files", {}).items():
        values = dict(row.values)
        data = _content(copy, row.path, values.pop("digest"))
        if len(data) != values.pop("size"):
            raise CannotOpen(damaged())
        values["deleted_at"] = in_bin_since(values["deleted_at"])
        line_id = now_here(plan, came, values["log"], row.of)
        became[id] = short(put_file(owner=person, line_id=line_id, data=data, **values).pk)
    return became
