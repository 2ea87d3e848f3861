from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "banso.connectors.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
