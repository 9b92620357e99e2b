from django.urls import path

from prompts.views import library

app_name = "prompts"

urlpatterns = [
    path("support/", library.support, name="support"),
    path("library/", library.programme_list, name="programme_list"),
    path("library/codes/<slug:key>/", library.framework_detail, name="framework_detail"),
    path("library/prompt/<id:pk>/", library.prompt_preview, name="prompt_preview"),
    path("library/<slug:key>/", library.programme_detail, name="programme_detail"),
]
