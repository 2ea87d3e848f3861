from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AttributesConfig(AppConfig):
    name = "banso.platform.attributes"
    label = "attributes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.platform.attributes import uses, versions

        uses.register()
        post_migrate.connect(versions.make_triggers, sender=self)
