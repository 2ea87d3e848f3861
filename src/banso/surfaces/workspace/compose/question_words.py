"""The sentences of the questions of a brief, and from what each comes."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from banso.platform.ui import formats
from banso.surfaces.workspace.compose.questions import Question
from banso.surfaces.workspace.pages.brief import QuestionLine

_SAYS: Final[dict[str, tuple[Promise, Promise]]] = {
    "late_promise": (
        gettext_lazy("We owe you “%(text)s”. What has it cost you that it is not there, and when do you need it?"),
        gettext_lazy("because this was promised for %(day)s and is open"),
    ),
    "fell": (
        gettext_lazy("“%(metric)s” has gone down since we last talked. What has changed in your work?"),
        gettext_lazy("because health moved by %(points)s points, mostly by it"),
    ),
    "signal": (
        gettext_lazy("We see a change: %(signal)s. What is behind it, and who notices it on your side?"),
        gettext_lazy("because this signal is open since %(day)s"),
    ),
    "no_success": (
        gettext_lazy("What must be true in a year for you to say: this was worth it?"),
        gettext_lazy("because nobody has written down what success means here"),
    ),
    "notice": (
        gettext_lazy("What do you still need to see before you decide to go on?"),
        gettext_lazy("because the day of notice is near (days left: %(days)s)"),
    ),
    "single_threaded": (
        gettext_lazy("Who else should know about what we do together?"),
        gettext_lazy("because we talk to one person at most"),
    ),
    "no_sponsor": (
        gettext_lazy("Who in the management would miss it most if this were gone?"),
        gettext_lazy("because no sponsor is known"),
    ),
    "no_decision_maker": (
        gettext_lazy("Who decides about going on, and what do they look at?"),
        gettext_lazy("because no decision maker is known"),
    ),
    "champion_gone": (
        gettext_lazy("Who takes care of this on your side now?"),
        gettext_lazy("because the champion has left"),
    ),
    "next_step": (
        gettext_lazy("Last time we agreed on “%(text)s”. How did that go?"),
        gettext_lazy("because it is the next step of the last touch"),
    ),
    "newcomer": (
        gettext_lazy("%(name)s, what do you need from this, and how do you work with it?"),
        gettext_lazy("because they are coming and nobody knows them here"),
    ),
    "first_touch": (
        gettext_lazy("How do you work today, and where does it hurt most?"),
        gettext_lazy("because no touch with this account is recorded"),
    ),
    "no_reason": (
        gettext_lazy("What made you decide for us at the time?"),
        gettext_lazy("because the reason to buy is not recorded"),
    ),
    "rose": (
        gettext_lazy("“%(metric)s” has gone up. What did you do, and who else of yours could use that?"),
        gettext_lazy("because health moved by %(points)s points, mostly by it"),
    ),
    "open_goal": (
        gettext_lazy("What is the most important thing for you until we meet again?"),
        gettext_lazy("an open question: nothing is missing that calls for another"),
    ),
    "open_help": (
        gettext_lazy("Whom of yours should we help next?"),
        gettext_lazy("an open question: nothing is missing that calls for another"),
    ),
    "open_stop": (
        gettext_lazy("What should we stop doing?"),
        gettext_lazy("an open question: nothing is missing that calls for another"),
    ),
}


def question_line(question: Question) -> QuestionLine:
    """A question and from what it comes, in the reader's language."""
    language = get_language() or "en"
    words = dict(question.params)
    if "day" in words:
        words["day"] = formats.day(words["day"], language)  # type: ignore[arg-type]  # a day, see questions
    if "points" in words:
        words["points"] = formats.number(words["points"], language, digits=1, signed=True)  # type: ignore[arg-type]
    text, why = _SAYS[question.kind]
    return QuestionLine(text=str(text) % words, why=str(why) % words)
