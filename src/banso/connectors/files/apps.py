from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "banso.connectors.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.connectors.files import drop_folder  # noqa: F401  (it registers)
        from banso.connectors.files.fields import KINDS
        from banso.connectors.files.run import after_undo  # the module registers its jobs, and all kinds
        from banso.platform.journal.api import on_undo

        for kind in KINDS:
            on_undo(kind, after_undo)
