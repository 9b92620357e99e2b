"""Entries under your-journal/, what was shared under shared/, what is to be read under
reviews/, and, under read/, the pages of readers from outside."""

from django.urls import URLPattern, include, path

from journals.views import entries, history, writing

app_name = "journals"

_entries = [
    path("", entries.entry_list, name="entry_list"),
    path("bin/", entries.entry_bin, name="entry_bin"),
    path("start/<id:prompt>/", writing.entry_start, name="entry_start"),
    path("earlier/<id:pk>/", history.revision_read, name="revision_read"),
    path("earlier/<id:pk>/restore/", history.revision_restore, name="revision_restore"),
    path("<id:pk>/", entries.entry_read, name="entry_read"),
    path("<id:pk>/write/", writing.entry_write, name="entry_write"),
    path("<id:pk>/save/", writing.entry_save, name="entry_save"),
    path("<id:pk>/care/", writing.entry_care, name="entry_care"),
    path("<id:pk>/finish/", entries.entry_finish, name="entry_finish"),
    path("<id:pk>/reopen/", entries.entry_reopen, name="entry_reopen"),
    path("<id:pk>/history/", history.entry_history, name="entry_history"),
    path("<id:pk>/delete/", entries.entry_delete, name="entry_delete"),
    path("<id:pk>/undelete/", entries.entry_undelete, name="entry_undelete"),
    path("<id:pk>/purge/", entries.entry_purge, name="entry_purge"),
]

_shared: list[URLPattern] = []  # the writer's side of a share
_reviews: list[URLPattern] = []  # its reader's side
_outside: list[URLPattern] = []  # a reader's side who has nothing but a link

urlpatterns = [
    path("your-journal/", include(_entries)),
    path("shared/", include(_shared)),
    path("reviews/", include(_reviews)),
    path("read/", include(_outside)),
]
