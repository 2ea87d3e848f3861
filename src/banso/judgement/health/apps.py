from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "banso.judgement.health"
    label = "health"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.judgement.health.queries import trends
        from banso.judgement.health.queries.cards import KIND, SHIPPED, uses
        from banso.judgement.health.queries.faults import segment_fault, validate
        from banso.judgement.health.queries.impact import impact
        from banso.judgement.health.queries.scores import PRODUCER
        from banso.judgement.metrics.api import register_producer, register_segment_check
        from banso.platform.definitions.api import DefinitionKind, register

        register(DefinitionKind(kind=KIND, shipped=SHIPPED, validate=validate, impact=impact, uses=uses))
        register_segment_check(KIND, segment_fault)
        register_producer(PRODUCER)
        register_producer(trends.PRODUCER)
