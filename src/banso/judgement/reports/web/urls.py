"""Addresses of reports."""

from django.urls import path

from banso.judgement.reports.web import ahead, bar, book, costs, files, months, pages, targets

app_name = "reports"
urlpatterns = [
    path("revenue/", pages.revenue_page, name="revenue"),
    path("revenue/figures", pages.figures_part, name="figures"),
    path("revenue/filter", bar.filter_added, name="filter"),
    path("revenue/movements", pages.moves_part, name="moves"),
    path("revenue/lines", pages.lines_part, name="lines"),
    path("revenue/cohorts", pages.cohorts_part, name="cohorts"),
    path("revenue/ratios", pages.ratios_part, name="ratios"),
    path("revenue/worth", pages.worth_part, name="worth"),
    path("revenue/acquisition", pages.acquisition_part, name="acquisition"),
    path("revenue/shares", pages.shares_part, name="shares"),
    path("revenue/months/", months.months_page, name="months"),
    path("revenue/months/close", months.month_close, name="month_close"),
    path("revenue/months/reopen", months.month_reopen, name="month_reopen"),
    path("revenue/months/restated.<slug:form>", months.months_file, name="months_file"),
    path("revenue/files/<slug:name>.<slug:form>", files.file, name="file"),
    path("book/", book.books_page, name="books"),
    path("book/books.<slug:form>", book.books_file, name="books_file"),
    path("book/<uuid:uid>/", book.book_page, name="book"),
    path("book/<uuid:uid>/book.<slug:form>", book.book_file, name="book_file"),
    path("renewals/renewals.<slug:form>", ahead.renewals_file, name="renewals_file"),
    path("proposals/proposals.<slug:form>", ahead.proposals_file, name="proposals_file"),
    path("losses/losses.<slug:form>", ahead.losses_file, name="losses_file"),
    path("orders/orders.<slug:form>", ahead.orders_file, name="orders_file"),
    path("forecast/forecast.<slug:form>", ahead.forecast_file, name="forecast_file"),
    path("targets/", targets.targets_page, name="targets"),
    path("targets/targets.<slug:form>", targets.targets_file, name="targets_file"),
    path("targets/new", targets.target_new, name="target_new"),
    path("targets/<uuid:uid>/edit", targets.target_edit, name="target_edit"),
    path("targets/<uuid:uid>/delete", targets.target_delete, name="target_delete"),
    path("targets/undo/<uuid:uid>", targets.target_undo, name="target_undo"),
    path("costs/", costs.costs_page, name="costs"),
    path("costs/costs.<slug:form>", costs.costs_file, name="costs_file"),
    path("costs/new", costs.cost_new, name="cost_new"),
    path("costs/<uuid:uid>/edit", costs.cost_edit, name="cost_edit"),
    path("costs/<uuid:uid>/delete", costs.cost_delete, name="cost_delete"),
    path("costs/undo/<uuid:uid>", costs.cost_undo, name="cost_undo"),
]
