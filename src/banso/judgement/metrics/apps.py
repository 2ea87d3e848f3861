from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "banso.judgement.metrics"
    label = "metrics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.judgement.metrics import jobs  # noqa: F401 - it registers its handler
        from banso.judgement.metrics.actions.segments import PICK, revert_picks
        from banso.judgement.metrics.declarations import on_computed
        from banso.judgement.metrics.handlers import (
            FACTS,
            WATCHED,
            accounts_merged,
            compute_again,
            facts_changed,
            look_again,
            segments_follow,
        )
        from banso.judgement.metrics.queries import segments
        from banso.judgement.metrics.queries.catalogue import (
            KIND,
            SHIPPED,
            attributes,
            uses,
            validate,
        )
        from banso.platform.attributes.api import register_provider
        from banso.platform.definitions.api import DefinitionKind, register
        from banso.platform.journal.api import register_reverter, subscribe

        register(DefinitionKind(kind=KIND, shipped=SHIPPED, validate=validate, uses=uses))
        register(
            DefinitionKind(
                kind=segments.SEGMENT,
                shipped=segments.SHIPPED,
                validate=segments.validate,
                impact=segments.impact,
                uses=segments.uses,
            )
        )
        register_provider("metrics", attributes)
        register_provider("segments", segments.attributes)
        register_reverter(PICK, revert_picks)
        on_computed("segments", segments_follow)
        for subject in WATCHED:
            subscribe(subject, compute_again, name=f"metrics.{subject}")
        for subject in FACTS:
            subscribe(subject, facts_changed, name=f"metrics.facts.{subject}")
        subscribe("account", accounts_merged, name="metrics.merged")
        subscribe("account", look_again, name="metrics.segments")
