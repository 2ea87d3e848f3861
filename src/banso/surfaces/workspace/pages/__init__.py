"""What each page's template is given, as ``page``. Views fill these; templates read nothing else.

Money is in integer minor units of ``currency``; probabilities and shares are 0 to 1; days are the workspace's.
Withheld values are None and are shown as such. Nothing a member may not see is put in here.
"""

from banso.surfaces.workspace.pages.account import (
    AccountPage,
    Fact,
    HealthPanel,
    HistoryLine,
    Part,
    SilencePanel,
)
from banso.surfaces.workspace.pages.accounts import (
    AccountRow,
    AccountsPage,
    Cell,
    CellKind,
    Choice,
    Column,
    Condition,
    ViewTab,
)
from banso.surfaces.workspace.pages.data import (
    BatchLine,
    DataPage,
    JobLine,
    QuarantineGroup,
    QuarantinePage,
    QuarantineRow,
    WorkPanel,
)
from banso.surfaces.workspace.pages.imports import (
    ColumnLine,
    Conflict,
    ImportChoices,
    ImportPage,
    Option,
    OptionGroup,
    OutcomeLine,
    ProblemLine,
    Sample,
    Stage,
)
from banso.surfaces.workspace.pages.proof import (
    ProofCase,
    ProofPage,
    ProofPanel,
    ProofPart,
)
from banso.surfaces.workspace.pages.shared import (
    AsOf,
    Health,
    PlayOffer,
    Probability,
    SignalChip,
    Tone,
    account_url,
)
from banso.surfaces.workspace.pages.today import (
    Beside,
    ChangeLine,
    QueueItem,
    TaskLine,
    TodayPage,
)

__all__ = [
    "AccountPage",
    "AccountRow",
    "AccountsPage",
    "AsOf",
    "BatchLine",
    "Beside",
    "Cell",
    "CellKind",
    "ChangeLine",
    "Choice",
    "Column",
    "ColumnLine",
    "Condition",
    "Conflict",
    "DataPage",
    "Fact",
    "Health",
    "HealthPanel",
    "HistoryLine",
    "ImportChoices",
    "ImportPage",
    "JobLine",
    "Option",
    "OptionGroup",
    "OutcomeLine",
    "Part",
    "PlayOffer",
    "Probability",
    "ProblemLine",
    "ProofCase",
    "ProofPage",
    "ProofPanel",
    "ProofPart",
    "QuarantineGroup",
    "QuarantinePage",
    "QuarantineRow",
    "QueueItem",
    "Sample",
    "SignalChip",
    "SilencePanel",
    "Stage",
    "TaskLine",
    "TodayPage",
    "Tone",
    "ViewTab",
    "WorkPanel",
    "account_url",
]
