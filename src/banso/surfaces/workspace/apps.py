from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "banso.surfaces.workspace"
    label = "workspace"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.surfaces.workspace import menu

        menu.fill()
