"""Pages about the person: profile, addresses, codes, trail, lock."""

from django.urls import path

from people.views import state

app_name = "people"

urlpatterns = [
    path("lock/", state.lock, name="lock"),
    path("lock/now/", state.lock_now, name="lock_now"),
    path("session/", state.session_state, name="session_state"),
    path("session/extend/", state.session_extend, name="session_extend"),
]
