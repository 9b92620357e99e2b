"""Changes to a person's portfolio: each with a row in its owner's trail."""

from .accounts import (
    GapsLeftError,
    NotDoneError,
    TextChangedError,
    TooManySourcesError,
    add_sources,
    begin_account,
    begin_from_entry,
    finish_account,
    place_entry,
    remove_source,
    reopen_account,
    take_out_account,
)
from .cycles import (
    CycleHoldsAccounts,
    CycleOverlaps,
    change_cycle,
    close_cycle,
    delete_cycle,
    reopen_cycle,
    set_cycle,
)
from .erasing import erase_portfolio
from .evidence import (
    add_file,
    delete_file,
    drop_old_files,
    erase_file,
    note_download,
    undelete_file,
)
from .forms import erase_form, keep_form
from .lines import add_line, change_line, delete_line, drop_old_lines, undelete_line
from .parking import drop_stale

__all__ = [
    "CycleHoldsAccounts",
    "CycleOverlaps",
    "GapsLeftError",
    "NotDoneError",
    "TextChangedError",
    "TooManySourcesError",
    "add_file",
    "add_line",
    "add_sources",
    "begin_account",
    "begin_from_entry",
    "change_cycle",
    "change_line",
    "close_cycle",
    "delete_cycle",
    "delete_file",
    "delete_line",
    "drop_old_files",
    "drop_old_lines",
    "drop_stale",
    "erase_file",
    "erase_form",
    "erase_portfolio",
    "finish_account",
    "keep_form",
    "note_download",
    "place_entry",
    "remove_source",
    "reopen_account",
    "reopen_cycle",
    "set_cycle",
    "take_out_account",
    "undelete_file",
    "undelete_line",
]
