"""The page of products and plans: what they are called, in which order, which are services."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from banso.platform.identity.api import DEFINE, VIEW, MemberRequest, allowed, requires
from banso.platform.kit.errors import BansoError
from banso.platform.ui.api import WRONG, keep_error, show_form
from banso.record.revenue.actions.products import (
    MOST_NAME,
    MOST_PLACE,
    change_plan,
    change_product,
    create_product,
)
from banso.record.revenue.queries.products import find_plan, find_product, products_sold
from banso.record.revenue.web.common import done


class ProductForm(forms.Form):
    """What a product is called and where it stands."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=MOST_NAME)
    family = forms.CharField(
        label=gettext_lazy("Family"),
        max_length=MOST_NAME,
        required=False,
        help_text=gettext_lazy("Products of one family are shown together."),
    )
    place = forms.IntegerField(
        label=gettext_lazy("Place"),
        min_value=0,
        max_value=MOST_PLACE,
        help_text=gettext_lazy("The lowest comes first."),
    )
    is_service = forms.BooleanField(
        label=gettext_lazy("A service beside a product"),
        required=False,
        help_text=gettext_lazy("It counts in the service-attach ratio."),
    )


class PlanForm(forms.Form):
    """What a plan is called, and above which others it is."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=MOST_NAME)
    rank = forms.IntegerField(
        label=gettext_lazy("Rank"),
        min_value=0,
        max_value=MOST_PLACE,
        help_text=gettext_lazy("A change to a plan of a higher rank is an upgrade."),
    )


class NewProductForm(forms.Form):
    """A product that nothing sells yet."""

    key = forms.CharField(
        label=gettext_lazy("Key"), max_length=MOST_NAME, help_text=gettext_lazy("The word that files use for it.")
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=MOST_NAME, required=False)


@requires(VIEW)
@require_safe
def products_page(request: MemberRequest) -> HttpResponse:
    """Every product with its plans, and how many accounts have each today."""
    found = products_sold(timezone.localdate())
    can_edit = allowed(request.member, DEFINE)
    return render(request, "revenue/products.html", {"products": found, "can_edit": can_edit})


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def product_edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Change a product."""
    found, now = find_product(uid), timezone.now()
    names = ("name", "family", "place", "is_service")
    form = ProductForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    return _changing(
        request,
        form,
        _("Product %(key)s") % {"key": found.key},
        lambda data: change_product(found.pk, data, now=now),
        now,
    )


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def plan_edit(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Change a plan."""
    found, now = find_plan(uid), timezone.now()
    form = PlanForm(request.POST or None, initial={"name": found.name, "rank": found.rank})
    title = _("Plan %(key)s of %(product)s") % {"key": found.key, "product": found.product.name}
    return _changing(request, form, title, lambda data: change_plan(found.pk, data, now=now), now)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def product_new(request: MemberRequest) -> HttpResponse:
    """Add a product before anything sells it."""
    now = timezone.now()
    form = NewProductForm(request.POST or None)
    return _changing(
        request, form, _("A new product"), lambda data: create_product(data["key"], name=data["name"], now=now), now
    )


def _changing(request: MemberRequest, form: forms.Form, title: str, write: Any, now: Any) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            try:
                write(form.cleaned_data)
            except BansoError as error:
                keep_error(form, error)
            else:
                return done(request, _("Saved: %(name)s") % {"name": title}, now, to=reverse("revenue:products"))
    return show_form(request, "revenue/_form.html", {"form": form}, title=title, status=status, wide=True)
