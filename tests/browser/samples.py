"""One of each thing that members write down or save, for the addresses of their pages; a part of company.py."""

from datetime import datetime, timedelta
from typing import Any

NOWHERE = "00000000-0000-7000-8000-000000000000"
"""For addresses that only take forms: they are asked by GET, and refuse before they look."""


def record_samples(owner: Any, account: Any, now: datetime, *, markup: str) -> dict[str, str]:
    """People, touches, notes, promises, comments, a pin: on ``account``, with ``markup`` where text may stand."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from banso.platform.attributes.api import save_view
    from banso.platform.journal.api import acting
    from banso.record.customers.api import add_watch_event, create_contact, create_person
    from banso.record.revenue.api import NewCost, NewTarget, add_cost, costs, set_target
    from banso.record.work.api import (
        NewPromise,
        NewTouch,
        add_comment,
        add_note,
        add_promise,
        keep_files,
        log_touch,
        pin,
        set_own_view,
    )

    day = now.date()
    with acting(actor_id=owner.pk, source="web"):
        person = create_person(f"見本 太郎 {markup}", now=now, fields={"reading": "みほん たろう"})
        contact = create_contact(person, account, now=now)
        event = add_watch_event(account, {"kind": "merger", "day": day, "title": f"合併 {markup}"}, now=now)
        wanted = NewTouch(
            kind="call",
            at=now - timedelta(hours=2),
            subject=f"更新の相談 {markup}",
            account=account,
            body=f"話したこと {markup}",
            next_step="資料を送る",
            people=[person],
        )
        touch = log_touch(wanted, member=owner, now=now)
        note = add_note(f"<p>導入は<strong>順調</strong> {markup}</p>", member=owner, now=now, account=account)
        comment = add_comment("account", account.pk, "次回までに確認します", member=owner, now=now)
        promise = add_promise(
            account,
            NewPromise(text=f"連携機能 {markup}", made_on=day, due=day + timedelta(days=30)),
            member=owner,
            now=now,
        )
        set_own_view(account, 1, "返事が遅い", member=owner, today=day, now=now)
        file = keep_files(
            [SimpleUploadedFile("議事録.txt", "議事録".encode())], member=owner, now=now, account=account
        )[0]
        pin(account_id=account.pk, kind="note", item=note.uid, member=owner, now=now)
        plan = NewTarget(
            first=day.replace(day=1), last=day.replace(day=1), measure="new", amount=2_000_000, currency="JPY",
            attribute="industry", value=f"製造 {markup}", owner_id=owner.pk,
        )  # fmt: skip
        target, _change = set_target(plan, now=now)
        spent = NewCost(
            month=day.replace(day=1), purpose="winning", amount=800_000, currency="JPY",
            attribute="industry", value=f"製造 {markup}", note=f"展示会 {markup}",
        )  # fmt: skip
        add_cost(spent, now=now)
        cost = next(one for one in costs(spent.month, spent.month) if one.note == spent.note)
        view = save_view("account", "要フォロー", {"sort": "name"}, audience="team", member=owner, now=now)
    return {
        "person": str(person.uid),
        "contact": str(contact.uid),
        "watch": str(event.uid),
        "touch": str(touch.uid),
        "note": str(note.uid),
        "comment": str(comment.uid),
        "promise": str(promise.uid),
        "file": str(file.uid),
        "view": str(view.uid),
        "target": str(target.uid),
        "cost": str(cost.uid),
        "bulk": bulk_sample(owner, account, now),
        **dict.fromkeys(("inbox", "effect", "mapping"), NOWHERE),
    }


def bulk_sample(owner: Any, account: Any, now: datetime) -> str:
    """A change of several rows that waits for the worker."""
    from banso.surfaces.workspace.lists import bulk
    from banso.surfaces.workspace.lists.accounts import ACCOUNTS

    batch, _job = bulk.start(ACCOUNTS, [account.pk], bulk.Edit("set", "stage", "活用"), member=owner, now=now)
    return str(batch.uid)
