from django.apps import AppConfig


class ReflectJournalConfig(AppConfig):
    name = "reflectjournal"

    def ready(self) -> None:
        from reflectjournal import checks as checks
