from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from meetings.news import register_kinds  # which needs the models

        register_kinds()
