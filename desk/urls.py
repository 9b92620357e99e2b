"""Home, a person's own data, and the pages that say how it is kept."""

from django.urls import path

from desk.views import (
    about,
    bring_in,
    carrying,
    entry_files,
    erase,
    home,
    leading,
    take_out,
)

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("leading/", leading.leading, name="leading"),
    path("take-out/", take_out.take_out, name="take_out"),
    path("take-out/<id:pk>/", entry_files.entry_take_out, name="entry_take_out"),
    path("take-out/<id:pk>/for-others/", entry_files.entry_for_others, name="entry_for_others"),
    path("bring-in/", bring_in.bring_in, name="bring_in"),
    path("bring-in/text/", bring_in.bring_in_text, name="bring_in_text"),
    path("bring-in/<id:pk>/", bring_in.bring_in_look, name="bring_in_look"),
    path("bring-in/<id:pk>/undo/", bring_in.bring_in_undo, name="bring_in_undo"),
    path("bring-in/<id:pk>/record/", bring_in.bring_in_record, name="bring_in_record"),
    path("carry/<id:pk>/", carrying.carry, name="carry"),
    path("erase/", erase.erase, name="erase"),
    path("erase/keep/", erase.erase_undo, name="erase_undo"),
    path("privacy/", about.privacy, name="privacy"),
    path("trust/", about.trust, name="trust"),
    path("accessibility/", about.accessibility, name="accessibility"),
]
