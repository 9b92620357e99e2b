"""Meetings under meetings/, and joining one under join/, which knows nobody."""

from django.urls import path

from meetings.views import (
    about,
    agenda,
    answering,
    door,
    hiding,
    joining,
    meetings,
    minutes,
    presenting,
    taking_on,
)

app_name = "meetings"

urlpatterns = [
    path("meetings/", meetings.meeting_list, name="meeting_list"),
    path("meetings/plan/", meetings.meeting_create, name="meeting_create"),
    path("meetings/first-time/", about.first_time, name="first_time"),
    path("meetings/script/", about.script, name="script"),
    path("meetings/<id:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("meetings/<id:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("meetings/<id:pk>/agenda/", agenda.agenda_edit, name="agenda_edit"),
    path("meetings/<id:pk>/cancel/", meetings.meeting_cancel, name="meeting_cancel"),
    path("meetings/<id:pk>/take-over/", meetings.meeting_take_over, name="meeting_take_over"),
    path("meetings/<id:pk>/promises/", minutes.shown_promises, name="shown_promises"),
    path("meetings/<id:pk>/minutes/", minutes.minutes_read, name="minutes_read"),
    path("meetings/<id:pk>/minutes/mine/", taking_on.minutes_take_on, name="minutes_take_on"),
    path("meetings/<id:pk>/minutes/write/", minutes.minutes_edit, name="minutes_edit"),
    path("meetings/<id:pk>/present/", presenting.meeting_present, name="meeting_present"),
    path("meetings/<id:pk>/state/", presenting.meeting_state, name="meeting_state"),
    path("meetings/<id:pk>/move/", presenting.meeting_move, name="meeting_move"),
    path("meetings/<id:pk>/door/", door.meeting_door, name="meeting_door"),
    path("meetings/answers/<id:pk>/", presenting.response_list, name="response_list"),
    path(
        "meetings/answers/<id:pk>/<slug:card>/",
        presenting.response_set_aside,
        name="response_set_aside",
    ),
    path("meetings/answers/<id:pk>/<slug:card>/hide/", hiding.response_hide, name="response_hide"),
    path("join/", joining.join, name="join"),
    path("join/keep/", joining.join_keep, name="join_keep"),
    path("join/<str:code>/", joining.join_code, name="join_code"),
    path("join/<str:code>/state/", joining.join_state, name="join_state"),
    path("join/<str:code>/leave/", joining.join_leave, name="join_leave"),
    path("join/<str:code>/<id:pk>/", answering.join_answer, name="join_answer"),
    path("join/<str:code>/<id:pk>/choose/", answering.join_vote, name="join_vote"),
]
