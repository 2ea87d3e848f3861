from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "banso.platform.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.platform.jobs.api import around
        from banso.platform.journal import declarations, publish, tidy, undo  # noqa: F401  (they register)
        from banso.platform.journal.actor import acting_for_job

        around(acting_for_job)
