from django.apps import AppConfig


class SignalsConfig(AppConfig):
    name = "banso.judgement.signals"
    label = "signals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pathlib import Path

        from banso.judgement.metrics import api as metrics
        from banso.judgement.signals.actions.answer import revert_answers, revert_signals
        from banso.judgement.signals.declarations import ANSWER, SIGNAL, TODAY, declare_signals
        from banso.judgement.signals.handlers import on_computed
        from banso.judgement.signals.jobs import queue_recall
        from banso.judgement.signals.queries.definitions import own_attributes, validate_signal, validate_today
        from banso.judgement.signals.queries.for_tasks import open_of_account, words_of
        from banso.judgement.signals.queries.impact import impact_of_signal
        from banso.platform.attributes.api import register_provider
        from banso.platform.definitions.api import Body, DefinitionKind, register
        from banso.platform.journal.api import register_reverter
        from banso.record.work.api import register_signals

        def play(body: Body) -> list[tuple[str, str]]:
            named = [("play", body.get("play")), (metrics.SEGMENT, body.get("scope"))]
            return [(kind, slug) for kind, slug in named if slug]

        shipped = Path(__file__).parent / "definitions"
        register(
            DefinitionKind(
                kind=SIGNAL,
                shipped=shipped / "signal",
                validate=validate_signal,
                impact=impact_of_signal,
                uses=play,
            )
        )
        register(
            DefinitionKind(kind=TODAY, shipped=shipped / "today", validate=validate_today, uses=play, folder="today")
        )
        declare_signals()
        register_provider("signals", own_attributes, subject=SIGNAL)
        register_reverter(ANSWER, revert_answers)
        register_reverter(SIGNAL, revert_signals)
        register_signals(open_of_account, words_of)
        metrics.on_computed("signals", on_computed)
        metrics.on_computed("signal_recall", queue_recall)
