from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "banso.record.usage"
    label = "usage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.record.usage import declarations  # noqa: F401 - it declares the lake's tables
