"""What is new, and what one wants to be told of by mail."""

from django.urls import path

from notices import views

app_name = "notices"

urlpatterns = [
    path("", views.notice_list, name="notice_list"),
    path("seen/", views.notices_seen, name="notices_seen"),
    path("mail/", views.wishes, name="wishes"),
    path("<id:pk>/open/", views.notice_open, name="notice_open"),
]
