from django.apps import AppConfig


class JournalsConfig(AppConfig):
    name = "journals"

    def ready(self) -> None:
        from journals.news import register_kinds  # which needs the models

        register_kinds()
