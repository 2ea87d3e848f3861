from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "banso.record.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
