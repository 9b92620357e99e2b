from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "promises"

    def ready(self) -> None:
        from promises import news  # which needs the models

        news.register_kinds()
