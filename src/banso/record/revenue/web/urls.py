"""Addresses of the pages and fragments of revenue."""

from django.urls import path

from banso.record.revenue.web import acts, contracts, lines, losses, money, orders, products, proposals, renewals

app_name = "revenue"
urlpatterns = [
    path("revenue/back/<uuid:uid>", acts.take_back, name="take_back"),
    path("revenue/of/<uuid:account>", money.money_of, name="money_of"),
    path("contracts/new/<uuid:account>", contracts.contract_new, name="contract_new"),
    path("contracts/<uuid:uid>/", contracts.contract, name="contract"),
    path("contracts/<uuid:uid>/edit", contracts.contract_edit, name="contract_edit"),
    path("contracts/<uuid:uid>/line", contracts.line_new, name="line_new"),
    path("lines/<uuid:uid>/amend", lines.line_amend, name="line_amend"),
    path("lines/<uuid:uid>/correct/<str:start>", lines.line_correct, name="line_correct"),
    path("lines/<uuid:uid>/end", lines.line_end, name="line_end"),
    path("lines/<uuid:uid>/notice", lines.line_notice, name="line_notice"),
    path("lines/<uuid:uid>/pause", lines.line_pause, name="line_pause"),
    path("lines/<uuid:uid>/take-back", lines.line_take_back, name="line_take_back"),
    path("orders/", orders.orders_page, name="orders"),
    path("orders/new", orders.order_new, name="order_new"),
    path("orders/<uuid:uid>/", orders.order, name="order"),
    path("orders/<uuid:uid>/amend", orders.order_amend, name="order_amend"),
    path("orders/<uuid:uid>/take-back", orders.order_take_back, name="order_take_back"),
    path("products/", products.products_page, name="products"),
    path("products/new", products.product_new, name="product_new"),
    path("products/<uuid:uid>/edit", products.product_edit, name="product_edit"),
    path("plans/<uuid:uid>/edit", products.plan_edit, name="plan_edit"),
    path("proposals/", proposals.proposals_page, name="proposals"),
    path("proposals/new", proposals.proposal_new, name="proposal_new"),
    path("proposals/<uuid:uid>/", proposals.proposal, name="proposal"),
    path("proposals/<uuid:uid>/edit", proposals.proposal_edit, name="proposal_edit"),
    path("proposals/<uuid:uid>/stage", proposals.proposal_stage, name="proposal_stage"),
    path("proposals/<uuid:uid>/close/<str:stage>", proposals.proposal_close, name="proposal_close"),
    path("proposals/<uuid:uid>/delete", proposals.proposal_delete, name="proposal_delete"),
    path("renewals/", renewals.renewals, name="renewals"),
    path("renewals/<uuid:uid>/<str:term_end>/", renewals.renewal, name="renewal"),
    path("renewals/<uuid:uid>/<str:term_end>/step", renewals.renewal_step, name="renewal_step"),
    path("renewals/<uuid:uid>/<str:term_end>/stage", renewals.renewal_stage, name="renewal_stage"),
    path("renewals/<uuid:uid>/<str:term_end>/look/<int:months>", renewals.renewal_look, name="renewal_look"),
    path("renewals/<uuid:uid>/<str:term_end>/close/<str:stage>", renewals.renewal_close, name="renewal_close"),
    path("losses/", losses.losses_page, name="losses"),
    path("losses/<uuid:uid>/<str:ended_on>", losses.loss, name="loss"),
]
