"""What probes are told."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from vault import startup
from vault.errors import WrongKey


def test_live_needs_no_database(client: Client) -> None:
    response = client.get("/healthz/live")  # this test has no access to one
    assert (response.status_code, response.content) == (200, b"live\n")


@pytest.mark.django_db
def test_ready(client: Client) -> None:
    response = client.get("/healthz/ready")
    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_not_ready_with_migrations_pending(client: Client) -> None:
    newest = MigrationLoader(connection).graph.leaf_nodes("journals")[0]
    MigrationRecorder(connection).record_unapplied(*newest)
    response = client.get("/healthz/ready")
    assert (response.status_code, response.content) == (503, b"migrations pending\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "said"),
    [(WrongKey("key 12ab"), b"wrong key\n"), (OperationalError("db.internal"), b"no database\n")],
)
def test_not_ready_says_no_more_than_it_must(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, said: bytes
) -> None:
    def verify() -> None:
        raise error

    monkeypatch.setattr(startup, "verify", verify)
    response = client.get("/healthz/ready")
    assert (response.status_code, response.content) == (503, said)


def test_only_reading(client: Client) -> None:
    assert client.post("/healthz/live").status_code == 405
