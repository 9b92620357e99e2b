"""A person's supervisions: the pairs, what they agreed, and when they meet."""

from django.urls import path

from supervision.views import agreements, feedback, pairs, records, sessions, topics, year

app_name = "supervision"

urlpatterns = [
    path("", pairs.pair_list, name="pair_list"),
    path("year/", year.year, name="year"),
    path("<id:pk>/", pairs.pair_detail, name="pair_detail"),
    # The agreement of a pair.
    path("agreements/<id:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("<id:pk>/agreement/begin/", agreements.agreement_begin, name="agreement_begin"),
    path("<id:pk>/agreement/change/", agreements.agreement_edit, name="agreement_edit"),
    path("<id:pk>/agreement/sign/", agreements.agreement_sign, name="agreement_sign"),
    # What somebody tells their supervisor about the supervision.
    path("<id:pk>/feedback/", feedback.feedback_write, name="feedback_write"),
    path("feedback/<id:pk>/", feedback.feedback_detail, name="feedback_detail"),
    path("told/<id:pk>/", feedback.feedback_read, name="feedback_read"),
    path("unsaved/", agreements.unsaved_drop, name="unsaved_drop"),
]

# Sessions, their topics, records and actions.
urlpatterns += [
    path("sessions/", sessions.session_list, name="session_list"),
    path("sessions/together/", sessions.session_together, name="session_together"),
    path("sessions/<id:pk>/", sessions.session_detail, name="session_detail"),
    path("sessions/<id:pk>/change/", sessions.session_edit, name="session_edit"),
    path("sessions/<id:pk>/call-off/", sessions.session_call_off, name="session_call_off"),
    path("sessions/<id:pk>/restore/", sessions.session_restore, name="session_restore"),
    path("sessions/<id:pk>/calendar/", sessions.session_calendar, name="session_calendar"),
    path("sessions/<id:pk>/record/", records.session_record, name="session_record"),
    path("sessions/<id:pk>/read/", records.session_acknowledge, name="session_acknowledge"),
    path("sessions/<id:pk>/topic/", topics.session_topic, name="session_topic"),
    path("sessions/<id:pk>/came/", topics.session_add_person, name="session_add_person"),
    path("drop-ins/<id:pk>/", topics.drop_in_detail, name="drop_in_detail"),
    path("drop-ins/<id:pk>/come/", topics.drop_in_put_down, name="drop_in_put_down"),
    path("drop-ins/<id:pk>/not-come/", topics.drop_in_take_off, name="drop_in_take_off"),
    path("topics/<id:pk>/", topics.topic_move, name="topic_move"),
    path("actions/<id:pk>/", topics.action_move, name="action_move"),
    path("<id:pk>/sessions/", sessions.pair_session_list, name="pair_session_list"),
    path("<id:pk>/sessions/new/", sessions.session_create, name="session_create"),
    path("<id:pk>/topic/", topics.topic_create, name="topic_create"),
]
