from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "banso.surfaces.workspace"
    label = "workspace"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.surfaces.workspace import jobs, menu  # noqa: F401  (the jobs register themselves)
        from banso.surfaces.workspace.lists.all import register_all

        menu.fill()
        register_all()
