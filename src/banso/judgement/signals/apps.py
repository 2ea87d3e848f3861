from django.apps import AppConfig


class SignalsConfig(AppConfig):
    name = "banso.judgement.signals"
    label = "signals"
    default_auto_field = "django.db.models.BigAutoField"
