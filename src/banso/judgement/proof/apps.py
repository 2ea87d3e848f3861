from django.apps import AppConfig


class ProofConfig(AppConfig):
    name = "banso.judgement.proof"
    label = "proof"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.judgement.metrics.api import on_computed
        from banso.judgement.proof.jobs import queue_lists

        on_computed("proof", queue_lists)
