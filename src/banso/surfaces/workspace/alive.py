"""Whether the server lives, and whether it can do its work."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from banso.platform.identity.api import public


@public
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the process answers."""
    return JsonResponse({"status": "ok"})


@public
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and has the newest schema, else 503 with what is missing."""
    problems: list[str] = []
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            problems.append("migrations are waiting: run banso serve or banso doctor")
        cache.set("readyz", 1, 10)
    except DatabaseError as error:
        problems.append(f"database: {error.__class__.__name__}")
    return JsonResponse(
        {"status": "unready" if problems else "ok", "problems": problems},
        status=503 if problems else 200,
    )
