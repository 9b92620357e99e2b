from django.apps import AppConfig


class JournalsConfig(AppConfig):
    name = "journals"

    def ready(self) -> None:
        from journals import (  # which need the models
            before_group_news,
            coming_back_news,
            concern_news,
            news,
            waiting_news,
        )

        news.register_kinds()
        concern_news.register_kinds()
        waiting_news.register_kind()
        before_group_news.register_kinds()
        coming_back_news.register_kind()
