"""A command publishes the changes of its own workspace, and leaves the others' to the worker."""

from banso.platform.journal.api import Change
from banso.platform.tenancy.api import scope
from banso.record.customers.api import create_account


def test_an_import_leaves_the_changes_of_others_alone(banso, company, files, now):
    with scope(company.elsewhere):
        create_account("Elsewhere", now=now)
        waiting = Change.objects.filter(seq=None).count()
    assert waiting
    assert banso("import", "accounts", files[0], "-w", "ayumi").code == 0
    with scope(company.workspace):
        assert not Change.objects.filter(seq=None).exists()
        batch = Change.objects.filter(subject="account").order_by("-pk")[0].batch
    with scope(company.elsewhere):
        assert Change.objects.filter(seq=None).count() == waiting
    assert batch is not None
    for command in (("undo", str(batch.uid)), ("accounts",), ("revenue", "refresh"), ("compute",)):
        assert banso(*command, "-w", "ayumi").code == 0
        with scope(company.elsewhere):
            assert Change.objects.filter(seq=None).count() == waiting, command
