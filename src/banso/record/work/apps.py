from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "banso.record.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.record.work import jobs  # noqa: F401  (it registers)
        from banso.platform.journal.api import register_reverter
        from banso.record.work.actions.create_task import SUBJECT
        from banso.record.work.actions.revert import revert_tasks
        from banso.record.work.declarations import declare_work

        declare_work()
        register_reverter(SUBJECT, revert_tasks)
