from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"

    def ready(self) -> None:
        from supervision import change_news, news, session_news  # which need the models

        news.register_kinds()
        news.register_agreement_kinds()
        session_news.register_kinds()
        change_news.register_kinds()
