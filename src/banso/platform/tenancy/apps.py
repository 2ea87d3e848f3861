from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "banso.platform.tenancy"
    label = "tenancy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db import connections
        from django.db.backends.signals import connection_created

        from banso.platform.tenancy import guard, renaming

        renaming.install()

        connection_created.connect(
            lambda connection, **_: guard.install(connection), weak=False, dispatch_uid="tenancy"
        )
        for connection in connections.all(initialized_only=True):
            guard.install(connection)
