from django.apps import AppConfig


class DefinitionsConfig(AppConfig):
    name = "banso.platform.definitions"
    label = "definitions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.platform.definitions.approvals import APPROVAL, revert_approvals
        from banso.platform.journal.api import register_reverter

        register_reverter(APPROVAL, revert_approvals)
