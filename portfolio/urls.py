"""A person's own portfolio: cycle, logs, accounts, documents."""

from django.urls import URLPattern, path

from portfolio.logs import LOGS
from portfolio.signed import SIGNED_FORMS
from portfolio.views import (
    accounts,
    coverage,
    cycles,
    evidence,
    files,
    forms,
    logs,
    pictures,
    tables,
)

app_name = "portfolio"


def _of_log(key: str) -> list[URLPattern]:
    """The pages of one log: hours_list, hours_create and so on."""
    log = {"log": key}
    return [
        path(f"{key}/", logs.log_list, log, name=f"{key}_list"),
        path(f"{key}/new/", logs.log_create, log, name=f"{key}_create"),
        path(f"{key}/<id:pk>/change/", logs.log_edit, log, name=f"{key}_edit"),
        path(f"{key}/<id:pk>/delete/", logs.log_delete, log, name=f"{key}_delete"),
        path(f"{key}/<id:pk>/undelete/", logs.log_undelete, log, name=f"{key}_undelete"),
    ]


def _of_form(key: str) -> list[URLPattern]:
    """The pages of a form that somebody else signs."""
    here, form = f"cycles/<id:pk>/{key}/", {"form": key}
    return [
        path(here, forms.signed_form, form, name=key),
        path(f"{here}erase/", forms.signed_form_erase, form, name=f"{key}_erase"),
    ]


def _besides(key: str) -> list[URLPattern]:
    """The files of one log's lines, and the log as a table: hours_files, hours_table and so on."""
    log = {"log": key}
    return [
        path(f"{key}/<id:pk>/files/", evidence.line_files, log, name=f"{key}_files"),
        path(f"{key}/table/", tables.table, log, name=f"{key}_table"),
        path(f"{key}/table/take-in/", tables.table_take_in, log, name=f"{key}_table_take_in"),
        path(f"{key}/table/file/", tables.table_file, log, name=f"{key}_table_file"),
    ]


urlpatterns = [
    path("", cycles.cycle_list, name="cycle_list"),
    path("picture/", pictures.picture, name="picture"),
    path("unsaved/", logs.unsaved_drop, name="unsaved_drop"),
    path("cycles/new/", cycles.cycle_create, name="cycle_create"),
    path("cycles/<id:pk>/", cycles.cycle_detail, name="cycle_detail"),
    path("cycles/<id:pk>/coverage/", coverage.coverage, name="coverage"),
    path("cycles/<id:pk>/change/", cycles.cycle_edit, name="cycle_edit"),
    path("cycles/<id:pk>/close/", cycles.cycle_close, name="cycle_close"),
    path("cycles/<id:pk>/reopen/", cycles.cycle_reopen, name="cycle_reopen"),
    path("cycles/<id:pk>/delete/", cycles.cycle_delete, name="cycle_delete"),
    path("cycles/<id:pk>/accounts/", accounts.account_list, name="account_list"),
    path("cycles/<id:pk>/accounts/new/", accounts.account_create, name="account_create"),
    path("cycles/<id:pk>/pack/", files.pack, name="pack"),
    path("accounts/<id:pk>/", accounts.account_detail, name="account_detail"),
    path("accounts/<id:pk>/sources/", accounts.account_sources, name="account_sources"),
    path("accounts/<id:pk>/take/", accounts.account_take, name="account_take"),
    path("accounts/<id:pk>/check/", files.account_check, name="account_check"),
    path("accounts/<id:pk>/reopen/", accounts.account_reopen, name="account_reopen"),
    path("accounts/<id:pk>/remove/", accounts.account_remove, name="account_remove"),
    *[one for key in SIGNED_FORMS for one in _of_form(key)],
    *[one for key in LOGS for one in _of_log(key)],
    path("files/", evidence.file_list, name="file_list"),
    path("files/<id:pk>/", evidence.file_download, name="file_download"),
    path("files/<id:pk>/delete/", evidence.file_delete, name="file_delete"),
    path("files/<id:pk>/undelete/", evidence.file_undelete, name="file_undelete"),
    path("files/<id:pk>/erase/", evidence.file_erase, name="file_erase"),
    *[one for key in LOGS for one in _besides(key)],
]
