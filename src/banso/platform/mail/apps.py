from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "banso.platform.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.platform.mail import sending  # noqa: F401  (it registers)
