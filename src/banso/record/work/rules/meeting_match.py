"""Whose meeting it is: which account the attendees' addresses speak for. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

FREE_MAIL: Final = frozenset({
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.jp", "ymail.com", "ymail.ne.jp", "rocketmail.com",
    "outlook.com", "outlook.jp", "hotmail.com", "hotmail.co.jp", "hotmail.co.uk", "live.com", "live.jp", "msn.com",
    "icloud.com", "me.com", "mac.com", "aol.com", "aol.jp", "proton.me", "protonmail.com", "pm.me", "gmx.com",
    "gmx.net", "gmx.de", "web.de", "mail.com", "mail.ru", "yandex.com", "yandex.ru", "zoho.com", "fastmail.com",
    "hey.com", "tutanota.com", "qq.com", "163.com", "126.com", "sina.com", "naver.com", "daum.net", "hanmail.net",
    "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "ymobile.ne.jp", "nifty.com",
    "ocn.ne.jp", "biglobe.ne.jp", "so-net.ne.jp", "plala.or.jp", "excite.co.jp", "infoseek.jp", "goo.jp",
    "rakuten.jp", "orange.fr", "free.fr", "wanadoo.fr", "t-online.de", "libero.it", "comcast.net", "verizon.net",
    "att.net", "btinternet.com",
})  # fmt: skip
"""Domains that tell nothing of whom somebody works for."""


def domain_of(mail: str) -> str:
    """What stands behind the last @, folded."""
    return mail.rpartition("@")[2].casefold()


def domains_of(mail: str) -> list[str]:
    """The domain of an address and those above it: ``a@tokyo.corp.example`` is also of ``corp.example``."""
    labels = domain_of(mail).split(".")
    return [".".join(labels[place:]) for place in range(max(len(labels) - 1, 0))]


def strangers(mails: Iterable[str], own_mails: Collection[str]) -> list[str]:
    """The addresses that are not ours: neither a member's own nor of the domains that members write from."""
    own_domains = {domain_of(mail) for mail in own_mails} - FREE_MAIL
    return [mail for mail in mails if mail not in own_mails and domain_of(mail) not in own_domains]


def candidates(
    mails: Iterable[str], by_mail: Mapping[str, Sequence[int]], by_domain: Mapping[str, int]
) -> tuple[int | None, list[int]]:
    """The account that ``mails`` (see :func:`strangers`) speak for, and those that they may.

    ``by_mail`` is where the known persons work, ``by_domain`` whose domain it is. It is sure where one account fits
    every address that fits any; else it is None, and somebody is to be asked.
    """
    votes: Counter[int] = Counter()
    speaking = 0
    for mail in mails:
        fits = set(by_mail.get(mail, ()))
        if not fits and domain_of(mail) not in FREE_MAIL:
            fits = {by_domain[domain] for domain in domains_of(mail)[:1] if domain in by_domain} or {
                by_domain[domain] for domain in domains_of(mail)[1:] if domain in by_domain
            }
        speaking += bool(fits)
        votes.update(fits)
    ranked = [account for account, _votes in sorted(votes.items(), key=lambda item: (-item[1], item[0]))]
    sure = [account for account in ranked if votes[account] == speaking]
    return (sure[0] if len(sure) == 1 else None), ranked
