from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "portfolio"

    def ready(self) -> None:
        from journals import earlier
        from portfolio.accounts import beside  # which needs the models

        if beside not in earlier.BESIDE:
            earlier.BESIDE.append(beside)
