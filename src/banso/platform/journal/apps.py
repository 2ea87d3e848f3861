from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "banso.platform.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db import connections
        from django.db.backends.signals import connection_created

        from banso.platform.jobs.api import around
        from banso.platform.journal import declarations, folding, publish, tidy, undo  # noqa: F401  (they register)
        from banso.platform.journal.actor import acting_for_job

        around(acting_for_job)
        connection_created.connect(folding.install, weak=False, dispatch_uid="journal.folding")
        for connection in connections.all(initialized_only=True):
            if connection.connection is not None:
                folding.install(connection)
