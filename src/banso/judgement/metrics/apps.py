from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "banso.judgement.metrics"
    label = "metrics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.judgement.metrics import jobs  # noqa: F401 - it registers its handler
        from banso.judgement.metrics.queries.catalogue import (
            KIND,
            SHIPPED,
            attributes,
            uses,
            validate,
        )
        from banso.platform.attributes.api import register_provider
        from banso.platform.definitions.api import DefinitionKind, register

        register(DefinitionKind(kind=KIND, shipped=SHIPPED, validate=validate, uses=uses))
        register_provider("metrics", attributes)
