"""Whom and what rows name: accounts by external id or by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from banso.record.customers.api import accounts_called, ambiguous_keys, bare_company, resolve_accounts, taken_back


class Accounts:
    """Accounts that a file names, remembered for the whole file."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._known: dict[str, int | None] = {}
        self._doubtful: set[str] = set()
        self._called: dict[str, list[int]] | None = None

    def meet(self, words: Iterable[str]) -> None:
        """Look up what is not known yet: an external id of the source, of any other, or the only account so called."""
        new = {word for word in words if word} - self._known.keys()
        if not new:
            return
        found = resolve_accounts(self._source, new)
        gone = taken_back(found.values())
        self._known |= {word: None if found.get(word) in gone else found.get(word) for word in new}
        left = {word for word in new if self._known[word] is None}
        self._doubtful |= ambiguous_keys(self._source, left)
        named = self._names() if left - self._doubtful else {}
        for word in left - self._doubtful:
            ids = named.get(bare_company(word), [])
            if len(ids) == 1:
                self._known[word] = ids[0]
            elif ids:
                self._doubtful.add(word)

    def _names(self) -> dict[str, list[int]]:
        """Every name that an account has; read once, for a file may have thousands of chunks."""
        if self._called is None:
            self._called = accounts_called()
        return self._called

    def get(self, word: str) -> int | None:
        """The account's id, or ``None``."""
        return self._known.get(word)

    def learn(self, made: Mapping[str, int]) -> None:
        """Accounts that the import has made."""
        self._known |= made

    def fault(self, word: str) -> str:
        """The code of what is wrong with a word that names no account."""
        return "ambiguous_name" if word in self._doubtful else "no_account"
