"""The few pages a customer sees: paying, the portal, a bank's question, onboarding."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs

from aiohttp import web

from tests.fakes.stripe import accounts, checkout_payment, payments
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.errors import ApiError
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.state import FakeStripe


def _page(title: str, body: str, status: int = 200) -> web.Response:
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )
    return web.Response(text=text, content_type="text/html", status=status)


def _owner(fake: FakeStripe, identifier: str) -> tuple[Account, Object]:
    """Return an object by its id alone, and the account it is in."""
    for account in fake.accounts.values():
        if identifier in account.objects:
            return account, account.objects[identifier]
    raise web.HTTPNotFound(text="There is no such page.")


def add_pages(application: web.Application, fake: FakeStripe) -> None:
    """Add the pages to the server's routes."""

    async def show_payment(request: web.Request) -> web.Response:
        _, found = _owner(fake, request.match_info["id"])
        return _payment(found)

    async def pay(request: web.Request) -> web.Response:
        account, found = _owner(fake, request.match_info["id"])
        form = {key: one[0] for key, one in parse_qs(await request.text()).items()}
        try:
            checkout_payment.complete(
                account,
                found["id"],
                form.get("payment_method") or "pm_card_visa",
                form.get("email"),
                form.get("name"),
            )
        except ApiError as wrong:
            return _payment(found, wrong.body["error"]["message"], wrong.status)
        url = (found["success_url"] or fake.url).replace("{CHECKOUT_SESSION_ID}", found["id"])
        raise web.HTTPSeeOther(url)

    async def show_portal(request: web.Request) -> web.Response:
        account, found = _owner(fake, request.match_info["id"])
        return _portal(account, found)

    async def cancel(request: web.Request) -> web.Response:
        account, found = _owner(fake, request.match_info["id"])
        wanted = account.get("subscription", request.match_info["subscription"])
        if wanted["customer"] != found["customer"]:
            raise web.HTTPNotFound
        mode = account.objects[found["configuration"]]["features"]["subscription_cancel"]["mode"]
        path = f"/v1/subscriptions/{wanted['id']}"
        if mode == "immediately":
            account.request("DELETE", path)
        else:
            account.request("POST", path, {"cancel_at_period_end": True})
        raise web.HTTPSeeOther(request.path.rsplit("/cancel/", 1)[0])

    async def authenticate(request: web.Request) -> web.Response:
        account, found = _owner(fake, request.match_info["id"])
        try:
            payments.authenticate(account, found["id"])
        except ApiError as wrong:
            return _page("Payment failed", escape(wrong.body["error"]["message"]), wrong.status)
        return _page("Thank you", "<p>Your payment is confirmed.</p>")

    async def onboard(request: web.Request) -> web.Response:
        link = fake.platform.links.pop(request.match_info["code"], None)
        if link is None:
            raise web.HTTPNotFound(text="This link has been used.")
        accounts.onboard(fake.platform, link[0])
        raise web.HTTPSeeOther(link[1])

    application.router.add_get("/c/pay/{id}", show_payment)
    application.router.add_post("/c/pay/{id}", pay)
    application.router.add_get("/p/session/{id}", show_portal)
    application.router.add_post("/p/session/{id}/cancel/{subscription}", cancel)
    application.router.add_get("/c/authenticate/{id}", authenticate)
    application.router.add_get("/c/onboarding/{code}", onboard)


def _payment(found: Object, wrong: str | None = None, status: int = 200) -> web.Response:
    if found["status"] != "open":
        return _page("Checkout", f"<p>This session is {escape(found['status'])}.</p>", 410)
    rows = "".join(
        f"<li>{one['quantity']} × {escape(one['description'] or '')}: "
        f"{one['amount_total']} {escape(one['currency'])}</li>"
        for one in found["_items"]
    )
    back = escape(found["cancel_url"] or "", quote=True)
    return _page(
        "Checkout",
        (f'<p role="alert">{escape(wrong)}</p>' if wrong else "")
        + f"<ul>{rows}</ul><p>Total: {found['amount_total']} {escape(found['currency'] or '')}</p>"
        '<form method="post">'
        '<label>Email <input name="email" type="email"></label>'
        '<label>Card <input name="payment_method" value="pm_card_visa"></label>'
        '<button type="submit">Pay</button></form>'
        + (f'<a href="{back}">Back</a>' if back else ""),
        status,
    )


def _portal(account: Account, found: Object) -> web.Response:
    customer = found["customer"]
    subscriptions = [one for one in account.all("subscription") if one["customer"] == customer]
    invoices = [one for one in account.all("invoice") if one["customer"] == customer]
    rows = []
    for one in subscriptions:
        state = "ends with its period" if one["cancel_at_period_end"] else one["status"]
        button = (
            f'<form method="post" action="/p/session/{found["id"]}/cancel/{one["id"]}">'
            '<button type="submit">Cancel</button></form>'
        )
        live = one["status"] not in ("canceled", "incomplete_expired")
        rows.append(f"<li>{one['id']}: {state}{button if live else ''}</li>")
    bills = "".join(
        f"<li>{one['number'] or 'draft'}: {one['total']} {one['currency']}, {one['status']}</li>"
        for one in invoices
    )
    back = escape(found["return_url"] or "", quote=True)
    return _page(
        "Billing",
        f"<h2>Subscriptions</h2><ul>{''.join(rows)}</ul><h2>Invoices</h2><ul>{bills}</ul>"
        + (f'<a href="{back}">Return</a>' if back else ""),
    )
