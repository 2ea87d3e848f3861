from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "banso.record.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pathlib import Path

        from banso.platform.definitions.api import APPROVAL, DefinitionKind, register
        from banso.platform.journal.api import register_reverter, subscribe
        from banso.record.work import jobs  # noqa: F401  (it registers)
        from banso.record.work.actions import (
            change_meeting,
            comments,
            files,
            import_meetings,
            log_touch,
            notes,
            own_views,
            promises,
            revert_bodies,
        )
        from banso.record.work.actions.create_task import SUBJECT
        from banso.record.work.actions.revert import revert_tasks
        from banso.record.work.declarations import declare_work
        from banso.record.work.handlers import tell_of_approvals
        from banso.record.work.queries.tiers import TIER, impact_of_tier, validate_tier

        declare_work()
        register(
            DefinitionKind(
                kind=TIER,
                shipped=Path(__file__).parent / "definitions" / "tier",
                validate=validate_tier,
                impact=impact_of_tier,
            )
        )
        register_reverter(SUBJECT, revert_tasks)
        register_reverter(import_meetings.SUBJECT, change_meeting.revert_meetings)
        register_reverter(log_touch.BODY_SUBJECT, revert_bodies.revert_bodies)
        for kept in (
            log_touch.revert_touches,
            notes.revert_notes,
            comments.revert_comments,
            files.revert_files,
            promises.revert_promises,
            own_views.revert_views,
        ):
            register_reverter(kept.subject, kept)
        subscribe(APPROVAL, tell_of_approvals, name="work.approvals")
        _register_actions()


def _register_actions() -> None:
    """What can be done from every page by one key."""
    from django.utils.translation import gettext_lazy as _

    from banso.platform.identity.api import WORK
    from banso.platform.ui.api import QuickAction, register_action

    register_action(
        QuickAction(
            key="l", label=_("Log a touch"), icon="message-square-plus", url_name="work:touch_new", permission=WORK
        )
    )
    register_action(
        QuickAction(key="n", label=_("Write a note"), icon="notebook-pen", url_name="work:note_new", permission=WORK)
    )
