"""Addresses of the members' pages."""

from django.urls import URLPattern, path

from banso.surfaces.workspace import alive
from banso.surfaces.workspace.views import account, accounts, data, imports, proof, timeline, today

app_name = "workspace"
urlpatterns: list[URLPattern] = [
    path("healthz", alive.healthz, name="healthz"),
    path("readyz", alive.readyz, name="readyz"),
    path("", today.today, name="today"),
    path("today/beside", today.today_beside, name="today_beside"),
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
    path("accounts/<uuid:uid>/timeline", timeline.of_account, name="timeline"),
    path("accounts/<uuid:uid>/timeline/pin", timeline.pin_on_account, name="timeline_pin"),
    path("people/<uuid:uid>/timeline", timeline.of_person, name="timeline_person"),
    path("people/<uuid:uid>/timeline/pin", timeline.pin_on_person, name="timeline_person_pin"),
    path("proof/", proof.proof, name="proof"),
    path("proof/panel", proof.proof_panel_view, name="proof_panel"),
    path("data/", data.data, name="data"),
    path("data/work", data.work, name="data_work"),
    path("data/work/<uuid:uid>/resume", data.job_resume, name="job_resume"),
    path("data/work/<uuid:uid>/cancel", data.job_cancel, name="job_cancel"),
    path("data/quarantine", data.quarantine, name="quarantine"),
    path("data/imports/", imports.upload, name="import_upload"),
    path("data/imports/<uuid:uid>/", imports.show, name="import"),
    path("data/imports/<uuid:uid>/progress", imports.progress, name="import_progress"),
    path("data/imports/<uuid:uid>/choose", imports.choose, name="import_choose"),
    path("data/imports/<uuid:uid>/apply", imports.apply, name="import_apply"),
    path("data/imports/<uuid:uid>/stop", imports.stop, name="import_stop"),
    path("data/imports/<uuid:uid>/resume", imports.go_on, name="import_resume"),
    path("data/imports/<uuid:uid>/undo", imports.undo, name="import_undo"),
    path("data/imports/<uuid:uid>/problems.csv", imports.problems, name="import_problems"),
]
