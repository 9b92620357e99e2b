"""Entries under your-journal/, what was shared under shared/, what is to be read under
reviews/, what is before a group under groups/, worries about safety under concerns/, peer
pairs under peers/, and, under read/, the pages of readers from outside."""

from django.urls import include, path

from journals.views import (
    before_groups,
    checking,
    coming_back,
    concerns,
    entries,
    handing,
    history,
    outside,
    outside_reading,
    outside_sharing,
    pairing,
    peers,
    promised,
    queue,
    reviews,
    search,
    shared,
    sharing,
    writing,
)

app_name = "journals"

_entries = [
    path("", entries.entry_list, name="entry_list"),
    path("bin/", entries.entry_bin, name="entry_bin"),
    path("bin/undelete/", entries.entry_bin_undelete, name="entry_bin_undelete"),
    path("bin/purge/", entries.entry_bin_purge, name="entry_bin_purge"),
    path("coming-back/", coming_back.entry_coming_back, name="entry_coming_back"),
    path("search/", search.entry_search, name="entry_search"),
    path("start/<id:prompt>/", writing.entry_start, name="entry_start"),
    path("earlier/<id:pk>/", history.revision_read, name="revision_read"),
    path("earlier/<id:pk>/restore/", history.revision_restore, name="revision_restore"),
    path("<id:pk>/", entries.entry_read, name="entry_read"),
    path("<id:pk>/write/", writing.entry_write, name="entry_write"),
    path("<id:pk>/save/", writing.entry_save, name="entry_save"),
    path("<id:pk>/care/", writing.entry_care, name="entry_care"),
    path("<id:pk>/later/", coming_back.entry_later, name="entry_later"),
    path("<id:pk>/finish/", entries.entry_finish, name="entry_finish"),
    path("<id:pk>/promise/", promised.entry_promise, name="entry_promise"),
    path("<id:pk>/reopen/", entries.entry_reopen, name="entry_reopen"),
    path("<id:pk>/history/", history.entry_history, name="entry_history"),
    path("<id:pk>/delete/", entries.entry_delete, name="entry_delete"),
    path("<id:pk>/undelete/", entries.entry_undelete, name="entry_undelete"),
    path("<id:pk>/purge/", entries.entry_purge, name="entry_purge"),
    path("<id:pk>/check/", checking.entry_check, name="entry_check"),
    path("<id:pk>/share/", sharing.entry_share, name="entry_share"),
    path("<id:pk>/share/preview/", sharing.entry_share_preview, name="entry_share_preview"),
    path("<id:pk>/share/outside/", outside_sharing.entry_share_outside, name="entry_share_outside"),
    path(
        "<id:pk>/share/outside/preview/",
        outside_sharing.entry_share_outside_preview,
        name="entry_share_outside_preview",
    ),
]

_shared = [  # the writer's side of a share
    path("", shared.share_list, name="share_list"),
    path("withdraw/", shared.shares_withdraw, name="shares_withdraw"),
    path("depth/", shared.share_depth, name="share_depth"),
    path("told/<id:pk>/", concerns.concern_told, name="concern_told"),
    path("<id:pk>/", shared.share_detail, name="share_detail"),
    path("<id:pk>/withdraw/", shared.share_withdraw, name="share_withdraw"),
    path("<id:pk>/reply/", shared.share_reply, name="share_reply"),
    path("<id:pk>/group/", before_groups.share_group, name="share_group"),
    path("<id:pk>/new-link/", outside_sharing.share_new_link, name="share_new_link"),
]
_reviews = [  # its reader's side
    path("", queue.review_list, name="review_list"),
    path("full/", queue.review_full, name="review_full"),
    path("words/", queue.review_words, name="review_words"),
    path("picture/", queue.review_picture, name="review_picture"),
    path("read/", queue.review_read, name="review_read"),
    path("<id:pk>/", reviews.review_write, name="review_write"),
    path("<id:pk>/save/", reviews.review_save, name="review_save"),
    path("<id:pk>/reply/", reviews.review_reply, name="review_reply"),
    path("<id:pk>/acknowledge/", reviews.review_acknowledge, name="review_acknowledge"),
    path("<id:pk>/talk/", reviews.review_talk, name="review_talk"),
    path("<id:pk>/concern/", concerns.concern_raise, name="concern_raise"),
]
_groups = [  # what is before a group session, for who is in it
    path("<id:pk>/", before_groups.group_read, name="group_read"),
    path("<id:pk>/let-go/", before_groups.group_let_go, name="group_let_go"),
    path("session/<id:pk>/", before_groups.group_choose, name="group_choose"),
]
_concerns = [  # of who raised one, and of safeguarding leads
    path("", concerns.concern_list, name="concern_list"),
    path("<id:pk>/", concerns.concern_detail, name="concern_detail"),
    path("<id:pk>/tell/", concerns.concern_tell, name="concern_tell"),
    path("<id:pk>/day/", concerns.concern_set, name="concern_set"),
    path("<id:pk>/close/", concerns.concern_close, name="concern_close"),
]
_peers = [
    path("", peers.peer_list, name="peer_list"),
    path("ask/", peers.peer_ask, name="peer_ask"),
    path("<id:pk>/answer/", peers.peer_answer, name="peer_answer"),
    path("<id:pk>/end/", peers.peer_end, name="peer_end"),
]
_changes = [  # of a supervision, beside what the room below has of it
    path("house/<id:organisation>/", pairing.house_pairs, name="house_pairs"),
    path("<id:pk>/end/", pairing.pair_end, name="pair_end"),
    path("<id:pk>/another/", pairing.pair_another, name="pair_another"),
    path("<id:pk>/hand-on/", handing.handing_create, name="handing_create"),
    path("handing/<id:pk>/", handing.handing_detail, name="handing_detail"),
]
_outside = [  # a reader's side who has nothing but a link
    path("", outside_reading.outside_read, name="outside_read"),
    path("link/<str:token>/", outside.outside_link, name="outside_link"),
    path("code/", outside.outside_code, name="outside_code"),
    path("again/", outside.outside_again, name="outside_again"),
    path("state/", outside_reading.outside_state, name="outside_state"),
    path("save/", outside_reading.outside_save, name="outside_save"),
    path("reply/", outside_reading.outside_reply, name="outside_reply"),
    path("acknowledge/", outside_reading.outside_acknowledge, name="outside_acknowledge"),
    path("leave/", outside.outside_leave, name="outside_leave"),
]

urlpatterns = [
    path("your-journal/", include(_entries)),
    path("shared/", include(_shared)),
    path("reviews/", include(_reviews)),
    path("groups/", include(_groups)),
    path("concerns/", include(_concerns)),
    path("peers/", include(_peers)),
    path("supervision/", include(_changes)),
    path("read/", include(_outside)),
]
