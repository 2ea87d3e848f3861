"""Every address of the product; the apps own what is below."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("banso.surfaces.workspace.urls")),
    path("ui/", include("banso.platform.ui.urls")),
    path("", include("banso.platform.identity.urls")),
    path("", include("banso.platform.mail.urls")),
    path("", include("banso.record.customers.web.urls")),
    path("", include("banso.record.work.web.urls")),
    path("", include("banso.record.revenue.web.urls")),
    path("", include("banso.judgement.signals.web.urls")),
    path("", include("banso.judgement.reports.web.urls")),
    path("", include("banso.judgement.forecasts.web.urls")),
    path("account/", include("banso.platform.identity.account_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
