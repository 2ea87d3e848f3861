"""Addresses of the pages and fragments of customers."""

from django.urls import path

from banso.record.customers.web import choosing, duplicates, partners, people, watch

app_name = "customers"
urlpatterns = [
    path("choose/accounts", choosing.accounts, name="choose_accounts"),
    path("choose/people", choosing.people, name="choose_people"),
    path("people/new", people.add, name="person_add"),
    path("people/<uuid:uid>/edit", people.edit, name="person_edit"),
    path("people/<uuid:uid>/archive", people.archive, name="person_archive"),
    path("people/<uuid:uid>/contacts/new", people.add_contact, name="contact_add"),
    path("people/<uuid:uid>/of", people.fragment, name="person_of"),
    path("people/contacts/<uuid:uid>/edit", people.edit_contact, name="contact_edit"),
    path("people/contacts/<uuid:uid>/end", people.end, name="contact_end"),
    path("people/changes/<uuid:uid>/undo", people.undo, name="undo"),
    path("people/duplicates", duplicates.of_people, name="person_duplicates"),
    path("people/merge", duplicates.merge_people, name="person_merge"),
    path("accounts/duplicates", duplicates.of_accounts, name="account_duplicates"),
    path("accounts/merge", duplicates.merge_two_accounts, name="account_merge"),
    path("duplicates/different", duplicates.different, name="different"),
    path("watch/", watch.listed, name="watch"),
    path("watch/of/<uuid:account>", watch.of_account, name="watch_of"),
    path("watch/of/<uuid:account>/new", watch.add, name="watch_add"),
    path("watch/<uuid:uid>/edit", watch.edit, name="watch_edit"),
    path("watch/<uuid:uid>/delete", watch.delete, name="watch_delete"),
    path("partners/of/<uuid:account>", partners.of_account, name="partner_of"),
    path("partners/of/<uuid:account>/edit", partners.edit, name="partner_edit"),
]
