from django.apps import AppConfig


class ForecastsConfig(AppConfig):
    name = "banso.judgement.forecasts"
    label = "forecasts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.judgement.forecasts import jobs  # noqa: F401 - it registers its handler
        from banso.judgement.forecasts.actions.produce import PRODUCER
        from banso.judgement.metrics.api import register_producer

        register_producer(PRODUCER)
