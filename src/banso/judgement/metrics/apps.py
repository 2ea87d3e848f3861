from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "banso.judgement.metrics"
    label = "metrics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.judgement.metrics import jobs  # noqa: F401 - it registers its handler
        from banso.judgement.metrics.handlers import WATCHED, compute_again
        from banso.judgement.metrics.queries.catalogue import (
            KIND,
            SHIPPED,
            attributes,
            uses,
            validate,
        )
        from banso.platform.attributes.api import register_provider
        from banso.platform.definitions.api import DefinitionKind, register
        from banso.platform.journal.api import subscribe

        register(DefinitionKind(kind=KIND, shipped=SHIPPED, validate=validate, uses=uses))
        register_provider("metrics", attributes)
        for subject in WATCHED:
            subscribe(subject, compute_again, name=f"metrics.{subject}")
