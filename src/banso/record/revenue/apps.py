from django.apps import AppConfig


class RevenueConfig(AppConfig):
    name = "banso.record.revenue"
    label = "revenue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.platform.journal.api import register_reverter
        from banso.record.revenue.actions.targets import TARGET, revert_targets

        register_reverter(TARGET, revert_targets)
