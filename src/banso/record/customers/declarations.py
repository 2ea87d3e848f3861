"""What lists, cards and filters may ask about an account."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banso.platform.attributes.api import Attribute, Choice, Subject, declare, declare_subject

SUBJECT = "account"
"""The name under which attributes and the journal know accounts."""
TABLE = "customers_account"
PERSON = "person"
"""The name under which attributes and the journal know persons."""
CONTACT = "contact"
WATCH = "watch"
DIFFERENT = "different"
"""The names under which the journal knows contacts, what happened at customers, and rows that are not one."""
_HIDDEN = ("merged_into_id", "archived_at")
"""Where one of these is not empty, lists leave the row out."""


def declare_accounts() -> None:
    """Tell the registry of attributes; called once at start."""
    declare_subject(Subject(name=SUBJECT, table=TABLE, hidden_by=_HIDDEN))
    declare(
        Attribute(
            key="name", subject=SUBJECT, type="text", label=_("Name"),
            column="name", fold_column="name_fold", sort_column="sort_key",
        ),
        Attribute(key="external_id", subject=SUBJECT, type="text", label=_("External ID")),
        Attribute(key="reading", subject=SUBJECT, type="text", label=_("Reading"), column="reading"),
        Attribute(key="domains", subject=SUBJECT, type="text", label=_("Domains")),
        Attribute(key="tags", subject=SUBJECT, type="text", label=_("Tags")),
        Attribute(key="owner", subject=SUBJECT, type="text", label=_("Owner")),
        Attribute(key="parent", subject=SUBJECT, type="text", label=_("Parent account")),
        Attribute(key="partner", subject=SUBJECT, type="text", label=_("Partner")),
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


_PEOPLE = """
SELECT p.*, CAST(a.uid AS TEXT) AS account_uid, a.name AS account, a.name_fold AS account_fold,
  a.sort_key AS account_sort, c.title AS title, c.department AS department, c.role AS role,
  CAST(c.influence AS TEXT) AS influence, c.relation AS relation, c.starts AS since, m.name AS owner,
  mail.value AS mail, mail.value_fold AS mail_fold, phone.value AS phone, phone.value_fold AS phone_fold
FROM customers_person p
LEFT JOIN customers_contact c ON c.id = (SELECT c2.id FROM customers_contact c2 WHERE c2.person_id = p.id
  AND c2.ends IS NULL ORDER BY c2.influence DESC NULLS LAST, c2.id LIMIT 1)
LEFT JOIN customers_account k ON k.id = c.account_id
LEFT JOIN customers_account a ON a.id = COALESCE(k.merged_into_id, k.id)
LEFT JOIN customers_assignment s ON s.account_id = a.id AND s.role = 'owner' AND s.ends IS NULL
LEFT JOIN identity_member m ON m.id = s.member_id
LEFT JOIN customers_address mail ON mail.id = (SELECT min(x.id) FROM customers_address x
  WHERE x.person_id = p.id AND x.kind = 'mail')
LEFT JOIN customers_address phone ON phone.id = (SELECT min(x.id) FROM customers_address x
  WHERE x.person_id = p.id AND x.kind = 'phone')
"""
"""Persons with the contact that counts most among those that have not ended, and their first addresses."""


def declare_people() -> None:
    """Tell the registry what lists may ask of persons; called once at start."""
    declare_subject(Subject(name=PERSON, table="customers_person", select=_PEOPLE, hidden_by=_HIDDEN))
    declare(
        Attribute(
            key="name", subject=PERSON, type="text", label=_("Name"),
            column="name", fold_column="name_fold", sort_column="sort_key",
        ),
        Attribute(key="reading", subject=PERSON, type="text", label=_("Reading"), column="reading"),
        Attribute(
            key="account", subject=PERSON, type="text", label=_("Account"),
            column="account", fold_column="account_fold", sort_column="account_sort",
        ),
        Attribute(key="account_uid", subject=PERSON, type="text", label=_("Account"), column="account_uid"),
        Attribute(key="owner", subject=PERSON, type="text", label=_("Owner"), column="owner"),
        Attribute(key="title", subject=PERSON, type="text", label=_("Job title"), column="title"),
        Attribute(key="department", subject=PERSON, type="text", label=_("Department"), column="department"),
        Attribute(
            key="role", subject=PERSON, type="choice", label=_("Role at the account"), column="role",
            choices=tuple(
                Choice(value, pgettext_lazy("contact", label))
                for value, label in (
                    ("decision_maker", "Decision maker"), ("sponsor", "Sponsor"), ("champion", "Champion"),
                    ("user", "User"), ("sceptic", "Sceptic"),
                )
            ),
        ),
        Attribute(
            key="influence", subject=PERSON, type="choice", label=_("Influence"), column="influence",
            choices=tuple(
                Choice(value, pgettext_lazy("influence", label))
                for value, label in (("1", "low"), ("2", "middle"), ("3", "high"))
            ),
        ),
        Attribute(
            key="relation", subject=PERSON, type="choice", label=_("Relation"), column="relation",
            choices=tuple(
                Choice(value, pgettext_lazy("relation", label))
                for value, label in (("good", "good"), ("neutral", "neutral"), ("poor", "poor"))
            ),
        ),
        Attribute(key="mail", subject=PERSON, type="text", label=_("E-mail"), column="mail", fold_column="mail_fold"),
        Attribute(key="phone", subject=PERSON, type="text", label=_("Phone"), column="phone"),
        Attribute(key="tags", subject=PERSON, type="text", label=_("Tags"), column="tags", fold_column="tags_fold"),
        Attribute(key="since", subject=PERSON, type="date", label=_("Contact since"), column="since"),
        Attribute(key="language", subject=PERSON, type="text", label=_("Language"), column="language"),
        Attribute(
            key="known_since", subject=PERSON, type="date", label=_("Known since"), column="known_since", moment=True
        ),
    )  # fmt: skip
