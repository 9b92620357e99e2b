from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"

    def ready(self) -> None:
        from supervision.news import register_kinds  # which needs the models

        register_kinds()
