"""A person's own portfolio: cycle, logs, accounts, documents."""

from django.urls import URLPattern, path

from portfolio.logs import LOGS
from portfolio.views import coverage, cycles, logs, pictures

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
    *[one for key in LOGS for one in _of_log(key)],
]
