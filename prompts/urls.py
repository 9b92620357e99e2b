from django.urls import path

from prompts import views

app_name = "prompts"

urlpatterns = [
    path("support/", views.support, name="support"),
    path("library/", views.programme_list, name="programme_list"),
    path("library/codes/<slug:key>/", views.framework_detail, name="framework_detail"),
    path("library/prompt/<id:pk>/", views.prompt_preview, name="prompt_preview"),
    path("library/<slug:key>/", views.programme_detail, name="programme_detail"),
]
