"""A person's own portfolio: cycle, logs, accounts, documents."""

app_name = "portfolio"

urlpatterns: list[object] = []
