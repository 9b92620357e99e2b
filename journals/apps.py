from django.apps import AppConfig


class JournalsConfig(AppConfig):
    name = "journals"

    def ready(self) -> None:
        from journals import concern_news, news, waiting_news  # which need the models

        news.register_kinds()
        concern_news.register_kinds()
        waiting_news.register_kind()
