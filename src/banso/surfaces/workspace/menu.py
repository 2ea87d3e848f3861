"""The entries of the members' menu."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banso.platform.identity.api import VIEW, Member
from banso.platform.ui.api import Hit, NavItem, SearchSource, register, register_search
from banso.platform.ui.viewed import views_named
from banso.record.customers.api import find_accounts, find_persons
from banso.record.revenue.api import contracts_named
from banso.record.work.api import unread_count

_ENTRIES = (
    NavItem(
        key="today",
        label=_("Today"),
        icon="sun",
        url_name="workspace:today",
        permission=VIEW,
        order=10,
        go="t",
        phone=True,
        also=("work:meeting", "workspace:meeting"),
    ),
    NavItem(
        key="inbox",
        label=_("Inbox"),
        icon="inbox",
        url_name="work:inbox",
        permission=VIEW,
        order=15,
        go="i",
        phone=True,
        counter=lambda member: unread_count(member.pk),
    ),
    NavItem(
        key="accounts",
        label=_("Accounts"),
        icon="building-2",
        url_name="workspace:accounts",
        permission=VIEW,
        order=20,
        go="a",
        phone=True,
    ),
    NavItem(
        key="tasks",
        label=_("Tasks"),
        icon="list-checks",
        url_name="work:tasks",
        permission=VIEW,
        order=40,
        go="k",
        phone=True,
        also=("work:task", "work:feed"),
    ),
    NavItem(
        key="people",
        label=_("People"),
        icon="contact",
        url_name="workspace:people",
        permission=VIEW,
        order=24,
        go="o",
        also=("workspace:person",),
    ),
    NavItem(
        key="touches",
        label=_("Touches"),
        icon="messages-square",
        url_name="workspace:touches",
        permission=VIEW,
        order=36,
        go="l",
    ),
    NavItem(
        key="segments",
        label=_("Segments"),
        icon="chart-pie",
        url_name="workspace:segments",
        permission=VIEW,
        order=22,
        go="e",
        also=("workspace:segment",),
    ),
    NavItem(
        key="signals",
        label=_("Signals"),
        icon="radar",
        url_name="signals:signals",
        permission=VIEW,
        order=30,
        go="n",
        also=("signals:signal", "workspace:signal_list"),
    ),
    NavItem(
        key="renewals",
        label=_("Renewals"),
        icon="calendar-clock",
        url_name="revenue:renewals",
        permission=VIEW,
        order=34,
        go="w",
        also=("revenue:renewal", "revenue:losses", "revenue:contract"),
    ),
    NavItem(
        key="orders",
        label=_("Orders"),
        icon="shopping-cart",
        url_name="revenue:orders",
        permission=VIEW,
        order=3,
        group="analysis",
        go="q",
        also=("revenue:order",),
    ),
    NavItem(
        key="proposals",
        label=_("Proposals"),
        icon="handshake",
        url_name="revenue:proposals",
        permission=VIEW,
        order=35,
        go="u",
        also=("revenue:proposal",),
    ),
    NavItem(
        key="revenue",
        label=_("Revenue"),
        icon="chart-column",
        url_name="reports:revenue",
        permission=VIEW,
        order=2,
        group="analysis",
        go="r",
    ),
    NavItem(
        key="books",
        label=_("Book"),
        icon="book-user",
        url_name="reports:books",
        permission=VIEW,
        order=8,
        group="analysis",
        go="b",
        also=("reports:book",),
    ),
    NavItem(
        key="forecast",
        label=_("Forecast"),
        icon="chart-line",
        url_name="forecasts:forecast",
        permission=VIEW,
        order=4,
        group="analysis",
        go="c",
    ),
    NavItem(
        key="targets",
        label=_("Targets"),
        icon="target",
        url_name="reports:targets",
        permission=VIEW,
        order=6,
        group="analysis",
        go="g",
        also=("reports:target",),
    ),
    NavItem(
        key="costs",
        label=_("Costs"),
        icon="coins",
        url_name="reports:costs",
        permission=VIEW,
        order=7,
        group="analysis",
        go="m",
        also=("reports:cost",),
    ),
    NavItem(
        key="definitions",
        label=_("Definitions"),
        icon="book-open",
        url_name="workspace:definitions",
        permission=VIEW,
        order=30,
        group="analysis",
        go="f",
        also=("workspace:definition", "revenue:product"),
    ),
    NavItem(
        key="proof",
        label=_("Proof"),
        icon="flask-conical",
        url_name="workspace:proof",
        permission=VIEW,
        order=10,
        group="analysis",
        go="p",
    ),
    NavItem(
        key="data",
        label=_("Data"),
        icon="database",
        url_name="workspace:data",
        permission=VIEW,
        order=20,
        group="analysis",
        go="d",
    ),
    NavItem(
        key="settings",
        label=_("Settings"),
        icon="settings",
        url_name="identity:profile",
        permission=VIEW,
        order=90,
        group="analysis",
        go="s",
        also=("identity:member", "identity:invite", "identity:workspace", "identity:words", "mail:"),
    ),
)


def _accounts(text: str, member: Member) -> list[Hit]:
    return [
        Hit(one.name, reverse("workspace:account", args=[one.uid]), one.reading or one.beside)
        for one in find_accounts(text)
    ]


def _people(text: str, member: Member) -> list[Hit]:
    return [
        Hit(one.name, reverse("workspace:person", args=[one.uid]), one.beside or one.reading)
        for one in find_persons(text)
    ]


def _contracts(text: str, member: Member) -> list[Hit]:
    return [
        Hit(str(one), reverse("revenue:contract", args=[one.uid]), one.account.name) for one in contracts_named(text)
    ]


def _views(text: str, member: Member) -> list[Hit]:
    return [Hit(view.name, f"{page.path}?view={view.uid}", str(page.title)) for page, view in views_named(text, member)]


_SOURCES = (
    SearchSource("accounts", _("Accounts"), "building-2", _accounts, order=10),
    SearchSource("people", _("People"), "contact", _people, order=20),
    SearchSource("views", _("Views"), "bookmark", _views, order=40),
    SearchSource("contracts", _("Contracts"), "file-text", _contracts, order=30),
)


def fill() -> None:
    """Register the entries; called once, when the app is ready."""
    for source in _SOURCES:
        register_search(source)
    for entry in _ENTRIES:
        register(entry)
