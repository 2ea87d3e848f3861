from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "banso.platform.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.platform.identity import checks  # noqa: F401  (it registers)
