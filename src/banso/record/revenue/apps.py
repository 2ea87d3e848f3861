from django.apps import AppConfig


class RevenueConfig(AppConfig):
    name = "banso.record.revenue"
    label = "revenue"
    default_auto_field = "django.db.models.BigAutoField"
