from django.apps import AppConfig


class RevenueConfig(AppConfig):
    name = "banso.record.revenue"
    label = "revenue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from banso.platform.definitions.api import DefinitionKind, register
        from banso.platform.journal.api import register_reverter, subscribe
        from banso.record.customers.api import SUBJECT, add_quality_check
        from banso.record.revenue import declarations, handlers, jobs  # noqa: F401 - they register
        from banso.record.revenue.actions import freeze, losses, proposals, renewals, state_lines, state_orders
        from banso.record.revenue.actions.costs import COST, revert_costs
        from banso.record.revenue.actions.revert import Fields, revert_lines
        from banso.record.revenue.actions.stating import LINE
        from banso.record.revenue.actions.targets import TARGET, revert_targets
        from banso.record.revenue.models import Contract, Plan, Product
        from banso.record.revenue.queries.definitions import FOLDER, RATE, validate_rate
        from banso.record.revenue.queries.policy import REVENUE_POLICY, SHIPPED, validate_policy
        from banso.record.revenue.queries.policy_impact import impact_of_policy
        from banso.record.revenue.queries.unconverted import accounts_without_rate

        register_reverter(TARGET, revert_targets)
        add_quality_check("no_rate", accounts_without_rate)
        register_reverter(COST, revert_costs)
        register(
            DefinitionKind(
                kind=REVENUE_POLICY,
                shipped=SHIPPED,
                validate=validate_policy,
                impact=impact_of_policy,
                folder="revenue_policy",
            )
        )
        register(DefinitionKind(kind=RATE, shipped=FOLDER, validate=validate_rate, folder="rates", fixed=True))
        for kept in (
            renewals.revert_renewals,
            renewals.revert_checkpoints,
            losses.revert_losses,
            proposals.revert_proposals,
            proposals.revert_steps,
            freeze.revert_months,
        ):
            register_reverter(kept.subject, kept)
        register_reverter(state_orders.ORDER, state_orders.revert_orders)
        register_reverter(state_orders.RATE, state_orders.revert_rates)
        register_reverter(LINE, revert_lines)
        subscribe(LINE, handlers.lines_changed, name="revenue.ledger")
        subscribe(SUBJECT, handlers.accounts_changed, name="revenue.ledger_accounts")
        for told in (LINE, state_lines.CONTRACT):
            subscribe(told, handlers.lines_shown, name=f"revenue.show.{told}")
        subscribe(SUBJECT, handlers.values_typed, name="revenue.typed")
        subscribe(state_orders.RATE, handlers.rates_stated, name="revenue.rates")
        register_reverter(state_lines.CONTRACT, Fields(state_lines.CONTRACT, Contract))
        register_reverter(state_lines.PRODUCT, Fields(state_lines.PRODUCT, Product))
        register_reverter(state_lines.PLAN, Fields(state_lines.PLAN, Plan))
