"""Addresses of the members' pages."""

from django.urls import URLPattern, path

from banso.surfaces.workspace import alive
from banso.surfaces.workspace.views import account, accounts, data, proof, today

app_name = "workspace"
urlpatterns: list[URLPattern] = [
    path("healthz", alive.healthz, name="healthz"),
    path("readyz", alive.readyz, name="readyz"),
    path("", today.today, name="today"),
    path("today/<uuid:uid>/start", today.start, name="today_start"),
    path("today/<uuid:uid>/done", today.done, name="today_done"),
    path("today/<uuid:uid>/snooze", today.snooze, name="today_snooze"),
    path("today/<uuid:uid>/wrong", today.wrong, name="today_wrong"),
    path("plays/<uuid:uid>/undo", today.run_undo, name="run_undo"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/filter", accounts.accounts_filter, name="accounts_filter"),
    path("accounts/csv", accounts.accounts_csv, name="accounts_csv"),
    path("accounts/<uuid:uid>/", account.account, name="account"),
    path("accounts/<uuid:uid>/edit", account.account_edit, name="account_edit"),
    path("accounts/<uuid:uid>/start", account.account_start, name="account_start"),
    path("proof/", proof.proof, name="proof"),
    path("data/", data.data, name="data"),
    path("proof/panel", proof.proof_panel_view, name="proof_panel"),
]
