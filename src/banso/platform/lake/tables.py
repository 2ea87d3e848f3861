"""Which tables the lake holds. Each app declares its own fact tables; the lake knows only columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field

TYPES = ("int64", "float64", "bool", "string", "timestamp", "date")


@dataclass(frozen=True, kw_only=True)
class TableSpec:
    """A table of facts.

    ``columns`` maps names to one of :data:`TYPES`; ``order`` is how rows lie in a part;
    ``month_of`` names the timestamp or date by whose UTC month parts are split (``None``: parts are
    filed by label). An ``open`` table may carry further columns in a part, all float64.
    ``batch`` (int64, 0 for none) is added to every table.
    """

    name: str
    columns: Mapping[str, str]
    order: tuple[str, ...]
    month_of: str | None = None
    open: bool = False
    all_columns: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        unknown = {kind for kind in self.columns.values() if kind not in TYPES}
        if unknown:
            raise ValueError(f"{self.name}: unknown column types {sorted(unknown)}")
        object.__setattr__(self, "all_columns", {**self.columns, "batch": "int64"})


_tables: dict[str, TableSpec] = {}


def declare(spec: TableSpec) -> TableSpec:
    """Add ``spec``; declaring the same table twice with other columns is a fault."""
    known = _tables.get(spec.name)
    if known is not None and known != spec:
        raise ValueError(f"The table {spec.name} is declared twice.")
    _tables[spec.name] = spec
    return spec


def spec_of(name: str) -> TableSpec:
    """The declaration of ``name``; ``KeyError`` where nobody declared it."""
    return _tables[name]
