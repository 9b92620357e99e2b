from django.urls import path

from prompts.views import codes, files, houses, library, measures

app_name = "prompts"

urlpatterns = [
    path("support/", library.support, name="support"),
    path("library/", library.programme_list, name="programme_list"),
    path("library/codes/", library.framework_list, name="framework_list"),
    path("library/codes/<slug:key>/", library.framework_detail, name="framework_detail"),
    path("library/codes/<slug:key>/retire/", codes.code_retire, name="code_retire"),
    path("library/codes/<slug:key>/bring-back/", codes.code_bring_back, name="code_bring_back"),
    path("library/prompt/<id:pk>/", library.prompt_preview, name="prompt_preview"),
    path("library/prompt/<id:pk>/file/", files.prompt_file, name="prompt_file"),
    path("library/prompt/<id:pk>/print/", files.prompt_print, name="prompt_print"),
    path("library/<slug:key>/", library.programme_detail, name="programme_detail"),
    path("library/<slug:key>/file/", files.programme_file, name="programme_file"),
    path("library/<slug:key>/print/", files.programme_print, name="programme_print"),
    path("library/<slug:key>/retire/", houses.programme_retire, name="programme_retire"),
    path(
        "library/<slug:key>/bring-back/",
        houses.programme_bring_back,
        name="programme_bring_back",
    ),
    path("measures/", measures.measure_list, name="measure_list"),
    path("measures/<id:pk>/", measures.measure_fill, name="measure_fill"),
    path("measures/filled/<id:pk>/", measures.measure_result, name="measure_result"),
    path("measures/filled/<id:pk>/erase/", measures.measure_erase, name="measure_erase"),
    path("house/<id:organisation>/", houses.house_detail, name="house_detail"),
    path("house/<id:organisation>/add/", houses.house_add, name="house_add"),
    path("house/<id:organisation>/preview/", houses.house_preview, name="house_preview"),
]
