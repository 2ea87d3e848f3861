from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "banso.record.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.platform.jobs.api import in_every_workspace
        from banso.platform.journal.api import register_reverter
        from banso.record.customers.actions.merge import revert_different
        from banso.record.customers.actions.revert import revert_accounts
        from banso.record.customers.actions.revert_people import revert_contacts, revert_people
        from banso.record.customers.actions.watch import revert_watch
        from banso.record.customers.declarations import (
            CONTACT,
            DIFFERENT,
            PERSON,
            SUBJECT,
            WATCH,
            declare_accounts,
            declare_people,
        )
        from banso.record.customers.jobs import KNOW_JOB, NIGHTLY

        declare_accounts()
        declare_people()
        register_reverter(SUBJECT, revert_accounts)
        register_reverter(PERSON, revert_people)
        register_reverter(CONTACT, revert_contacts)
        register_reverter(WATCH, revert_watch)
        register_reverter(DIFFERENT, revert_different)
        in_every_workspace(KNOW_JOB, NIGHTLY)
