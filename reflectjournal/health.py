"""For probes: does the process answer, and can it serve."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from vault import startup
from vault.errors import SealError


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """No database: a restart would not bring one back."""
    return HttpResponse("live\n", content_type="text/plain")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    trouble = _trouble()
    return HttpResponse(
        f"{trouble or 'ready'}\n", content_type="text/plain", status=503 if trouble else 200
    )


def _trouble() -> str:
    """In two or three words: the answer is public."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations pending"
        startup.verify()
    except SealError:
        return "wrong key"
    except DatabaseError:
        return "no database"
    return ""
