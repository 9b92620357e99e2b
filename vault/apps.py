from django.apps import AppConfig
from django.core import checks


class VaultConfig(AppConfig):
    name = "vault"

    def ready(self) -> None:
        from vault.checks import key_is_there

        checks.register(key_is_there, checks.Tags.security)
