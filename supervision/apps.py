from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"

    def ready(self) -> None:
        # These need the models.
        from supervision import change_news, feedback_news, news, pair_news, session_news

        news.register_kinds()
        news.register_agreement_kinds()
        session_news.register_kinds()
        change_news.register_kinds()
        feedback_news.register_kinds()
        pair_news.register_kinds()
