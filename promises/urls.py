"""A person's own promises, the offers of others', and the page for staff."""

from django.urls import path

from promises.views import handing, keeping, stoplight

app_name = "promises"

urlpatterns = [
    path("", keeping.promise_list, name="promise_list"),
    path("new/", keeping.promise_create, name="promise_create"),
    path("unsaved/", keeping.unsaved_drop, name="unsaved_drop"),
    path("stoplight/", stoplight.stoplight_choose, name="stoplight_choose"),
    path("stoplight/preview/", stoplight.stoplight_preview, name="stoplight_preview"),
    path("stoplight/page/", stoplight.stoplight_page, name="stoplight_page"),
    path("offered/<id:pk>/", handing.handover_detail, name="handover_detail"),
    path("<id:pk>/", keeping.promise_detail, name="promise_detail"),
    path("<id:pk>/change/", keeping.promise_edit, name="promise_edit"),
    path("<id:pk>/answer/", keeping.promise_answer, name="promise_answer"),
    path("<id:pk>/in-hand/", keeping.promise_in_hand, name="promise_in_hand"),
    path("<id:pk>/reopen/", keeping.promise_reopen, name="promise_reopen"),
    path("<id:pk>/hand-over/", handing.promise_hand_over, name="promise_hand_over"),
    path("<id:pk>/delete/", keeping.promise_delete, name="promise_delete"),
]
