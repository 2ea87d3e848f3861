"""The forms of identity's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.platform.identity.members import may_give_role
from banso.platform.identity.models import Login, Member
from banso.platform.identity.roles import Role
from banso.platform.kit.money import is_currency
from banso.platform.tenancy.api import Workspace

if TYPE_CHECKING:
    MemberModelForm = forms.ModelForm[Member]
    WorkspaceModelForm = forms.ModelForm[Workspace]
else:  # Django's own class takes no parameter
    MemberModelForm = WorkspaceModelForm = forms.ModelForm


def roles_for(by: Member) -> list[tuple[str, str]]:
    """The roles this member may give."""
    return [(role.value, str(role.label)) for role in Role if may_give_role(by, role)]


class LanguageSelect(forms.Select):
    """A choice of languages, each named in itself, and said to be so: a screen reader speaks it as it is."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = str(value)
        return option


class InviteForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    reading = forms.CharField(
        label=gettext_lazy("Reading"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("In kana, for sorting and finding."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), initial=Role.CSM)

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 - tells mypy what stands above
        role.choices = roles_for(by)


class ProfileForm(MemberModelForm):
    """What members set for themselves."""

    class Meta:
        model = Member
        fields = ("name", "reading", "capacity", "language", "theme", "density", "shortcuts")
        help_texts = {
            "reading": gettext_lazy("In kana, for sorting and finding."),
            "capacity": gettext_lazy("How many items Today shows you; what is left out is counted."),
            "shortcuts": gettext_lazy("Single keys act on what is selected; ? shows them all."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            required=False,
            choices=[("", _("As the workspace")), *settings.LANGUAGES],
            widget=LanguageSelect,
        )
        self.fields["capacity"] = forms.IntegerField(
            label=_("Items a day"), min_value=1, max_value=500, help_text=self.fields["capacity"].help_text
        )


class WorkspaceForm(WorkspaceModelForm):
    """The settings of a workspace that can change."""

    class Meta:
        model = Workspace
        fields = ("name", "language", "currency", "fiscal_start_month")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=settings.LANGUAGES, widget=LanguageSelect
        )
        self.fields["currency"].label = _("Currency")
        self.fields["currency"].help_text = _("A code such as JPY or USD. Amounts keep the currency they came in.")
        self.fields["fiscal_start_month"] = forms.TypedChoiceField(
            label=_("The fiscal year begins in"),
            choices=[(number, name) for number, name in MONTHS.items()],
            coerce=int,
        )

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).strip().upper()
        if not is_currency(code):
            raise forms.ValidationError(_("“%(code)s” is not a currency."), params={"code": code})
        return code


class NewPasswordForm(forms.Form):
    """A password, twice; checked by the installation's rules."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, login: Login, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.login = login
        self.fields["password"].help_text = " ".join(password_validation.password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        password, again = values.get("password"), values.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two differ."))
        elif password:
            try:
                password_validation.validate_password(password, self.login)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values
