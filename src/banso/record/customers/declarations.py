"""What lists, cards and filters may ask about an account."""

from django.utils.translation import gettext_lazy as _

from banso.platform.attributes.api import Attribute, Choice, Subject, declare, declare_subject

SUBJECT = "account"
"""The name under which attributes and the journal know accounts."""
TABLE = "customers_account"


def declare_accounts() -> None:
    """Tell the registry of attributes; called once at start."""
    declare_subject(Subject(name=SUBJECT, table=TABLE, hidden_by=("merged_into_id", "archived_at")))
    declare(
        Attribute(
            key="name", subject=SUBJECT, type="text", label=_("Name"),
            column="name", fold_column="name_fold", sort_column="sort_key",
        ),
        Attribute(key="external_id", subject=SUBJECT, type="text", label=_("External ID")),
        Attribute(key="reading", subject=SUBJECT, type="text", label=_("Reading"), column="reading"),
        Attribute(key="domains", subject=SUBJECT, type="text", label=_("Domains")),
        Attribute(key="owner", subject=SUBJECT, type="text", label=_("Owner")),
        Attribute(key="parent", subject=SUBJECT, type="text", label=_("Parent account")),
        Attribute(key="industry", subject=SUBJECT, type="text", label=_("Industry"), column="industry"),
        Attribute(key="size", subject=SUBJECT, type="number", label=_("Size"), unit="people", column="size"),
        Attribute(key="country", subject=SUBJECT, type="text", label=_("Country"), column="country"),
        Attribute(key="language", subject=SUBJECT, type="text", label=_("Language"), column="language"),
        Attribute(key="timezone", subject=SUBJECT, type="text", label=_("Time zone"), column="timezone"),
        Attribute(key="currency", subject=SUBJECT, type="text", label=_("Currency"), column="currency"),
        Attribute(
            key="yearly_value", subject=SUBJECT, type="money", label=_("Yearly value"), column="yearly_value"
        ),
        Attribute(key="notice_by", subject=SUBJECT, type="date", label=_("Notice by"), column="notice_by"),
        Attribute(
            key="tier", subject=SUBJECT, type="choice", label=_("Touch tier"), column="tier",
            choices=(
                Choice("high", _("High touch")), Choice("mid", _("Mid touch")),
                Choice("tech", _("Tech touch")), Choice("community", _("Community")),
            ),
        ),
        Attribute(key="stage", subject=SUBJECT, type="text", label=_("Stage"), column="stage"),
        Attribute(
            key="purchase_reason", subject=SUBJECT, type="text", label=_("Purchase reason"), column="purchase_reason"
        ),
        Attribute(key="problem", subject=SUBJECT, type="text", label=_("Problem to solve"), column="problem"),
        Attribute(
            key="success_statement", subject=SUBJECT, type="text", label=_("Success statement"),
            column="success_statement",
        ),
    )  # fmt: skip
