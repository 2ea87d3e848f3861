from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "banso.judgement.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.judgement.reports.web.asked import REVENUE
        from banso.platform.ui.viewed import register_viewed

        register_viewed(REVENUE)
