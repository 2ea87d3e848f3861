from django.apps import AppConfig


class PlaysConfig(AppConfig):
    name = "banso.engagement.plays"
    label = "plays"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pathlib import Path

        from banso.engagement.plays.actions.revert import revert_runs
        from banso.engagement.plays.actions.start_play import SUBJECT
        from banso.engagement.plays.queries.definitions import PLAY, validate
        from banso.platform.definitions.api import DefinitionKind, register
        from banso.platform.journal.api import register_reverter

        register(DefinitionKind(kind=PLAY, shipped=Path(__file__).parent / "definitions", validate=validate))
        register_reverter(SUBJECT, revert_runs)
