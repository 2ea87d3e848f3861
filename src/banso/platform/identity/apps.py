from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "banso.platform.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.platform.identity import checks  # noqa: F401  (it registers)
        from banso.platform.identity.members import SUBJECT, revert_members
        from banso.platform.identity.workspaces import SUBJECT as WORKSPACE
        from banso.platform.identity.workspaces import revert_workspace
        from banso.platform.journal.api import register_reverter

        register_reverter(SUBJECT, revert_members)
        register_reverter(WORKSPACE, revert_workspace)
