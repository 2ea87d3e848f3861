from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "banso.record.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.platform.journal.api import register_reverter
        from banso.record.customers.actions.revert import revert_accounts
        from banso.record.customers.declarations import SUBJECT, declare_accounts, declare_people

        declare_accounts()
        declare_people()
        register_reverter(SUBJECT, revert_accounts)
