"""What each page's template is given, as ``page``. Views fill these; templates read nothing else.

Money is in integer minor units of ``currency``; probabilities and shares are 0 to 1; days are the workspace's.
Withheld values are None and are shown as such. Nothing a member may not see is put in here.
"""

from banso.platform.ui.filter_words import Condition
from banso.platform.ui.viewed import SavedTab, ViewTab
from banso.surfaces.workspace.pages.account import (
    AccountPage,
    Fact,
    HealthPanel,
    Part,
    SilencePanel,
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
from banso.surfaces.workspace.pages.feeds import DroppedLine, EffectLine, FeedsPanel, MappingLine, import_url
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
from banso.surfaces.workspace.pages.lists import (
    Cell,
    CellKind,
    Choice,
    Column,
    ListGroup,
    ListPage,
    ListRow,
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
    OwnViewMark,
    QueueItem,
    TaskLine,
    TodayPage,
)

__all__ = [
    "AccountPage",
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
    "DroppedLine",
    "EffectLine",
    "Fact",
    "FeedsPanel",
    "Health",
    "HealthPanel",
    "ImportChoices",
    "ImportPage",
    "JobLine",
    "ListGroup",
    "ListPage",
    "ListRow",
    "MappingLine",
    "Option",
    "OptionGroup",
    "OutcomeLine",
    "OwnViewMark",
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
    "SavedTab",
    "SignalChip",
    "SilencePanel",
    "Stage",
    "TaskLine",
    "TodayPage",
    "Tone",
    "ViewTab",
    "WorkPanel",
    "account_url",
    "import_url",
]
