from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "banso.record.usage"
    label = "usage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.platform.journal.api import subscribe
        from banso.record.customers.api import SUBJECT
        from banso.record.usage import declarations  # noqa: F401 - it declares the lake's tables
        from banso.record.usage.handlers import accounts_merged

        subscribe(SUBJECT, accounts_merged, name="usage.merged")
