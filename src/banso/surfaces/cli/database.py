"""Bringing the database to the newest schema."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from banso.platform.tenancy.api import unscoped


def pending() -> int:
    """How many migrations wait."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare() -> None:
    """Apply what waits; does nothing, quickly, when nothing does."""
    if not pending():
        return
    with unscoped("migrations"):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
