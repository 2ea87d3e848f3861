from django.apps import AppConfig


class AttributesConfig(AppConfig):
    name = "banso.platform.attributes"
    label = "attributes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.platform.attributes import uses

        uses.register()
