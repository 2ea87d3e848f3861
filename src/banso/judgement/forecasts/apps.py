from django.apps import AppConfig


class ForecastsConfig(AppConfig):
    name = "banso.judgement.forecasts"
    label = "forecasts"
    default_auto_field = "django.db.models.BigAutoField"
