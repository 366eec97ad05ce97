"""The payment page's buttons as JSON, for tests: `POST /sim/vendors/<vendor>/<bill>/<act>`.

Bodies and answers are JSON; a refusal is `{"error": "..."}` with 400, 404 (no such vendor, bill, act) or 409 (it would
not). Acts: pay (`amount`: instead of what was asked), pay_twice, pay_less, late (`seconds` until the webhook is
sent), cancel, expire, resend, refund (`amount`: a part).

`GET /sim/vendors` lists the vendors; `GET /sim/vendors/<vendor>` shows bills, `PATCH` sets `webhook_url` or `charges`:
what charging a remembered way to pay comes to, `pending`, a reason to cancel, or empty for paid. `POST`, `DELETE
/sim/vendors/<vendor>/faults` plans trouble (see `faults.Fault`) and forgets it.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.control_http import Table, body_of, guarded
from sandbox.vendors.book import Bill, VendorBook
from sandbox.vendors.faults import Faults
from sandbox.vendors.vendor import Vendor

Json = dict[str, Any]

ACTS: Mapping[str, Mapping[str, Callable[[Any], Any]]] = {
    **{act: {} for act in ("pay_twice", "pay_less", "cancel", "expire", "resend")},
    "pay": {"amount": str},
    "refund": {"amount": str},
    "late": {"seconds": float},
}
"""Methods of a vendor's book that a button or a test may call, and what they take."""


class VendorControl:
    """Routes over all vendors."""

    def __init__(self, vendors: Mapping[str, Vendor], faults: Mapping[str, Faults]) -> None:
        self._vendors = vendors
        self._faults = faults

    def routes(self) -> list[Route]:
        """All routes of the control API."""
        table: Table = [
            ("GET", "/sim/vendors", self.list_vendors),
            ("GET", "/sim/vendors/{vendor}", self.list_bills),
            ("PATCH", "/sim/vendors/{vendor}", self.change),
            ("POST", "/sim/vendors/{vendor}/faults", self.add_fault),
            ("DELETE", "/sim/vendors/{vendor}/faults", self.clear_faults),
            ("GET", "/sim/vendors/{vendor}/{bill}", self.show_bill),
            ("POST", "/sim/vendors/{vendor}/{bill}/{act}", self.act),
        ]
        return [Route(path, guarded(handler), methods=[method]) for method, path, handler in table]

    async def list_vendors(self, request: Request) -> Response:
        """Names, titles and webhook addresses."""
        return JSONResponse(
            [
                {"name": vendor.name, "title": vendor.title, "webhook_url": vendor.book.webhook_url}
                for vendor in self._vendors.values()
            ]
        )

    async def list_bills(self, request: Request) -> Response:
        """All bills, the newest first."""
        book = self._book(request)
        return JSONResponse([bill_view(book, book.get(bill_id)) for bill_id in reversed(book.bills)])

    async def change(self, request: Request) -> Response:
        """Set `webhook_url`, as the merchant does in the vendor's cabinet, or what becomes of charges (`charges`)."""
        body = await body_of(request)
        vendor = self._vendors[request.path_params["vendor"]]
        if "charges" in body:
            vendor.charges = str(body["charges"])
        if "webhook_url" in body or "charges" not in body:
            vendor.book.webhook_url = str(body["webhook_url"])
        return JSONResponse({})

    async def add_fault(self, request: Request) -> Response:
        """Plan trouble."""
        return JSONResponse(asdict(self._faults_of(request).add(await body_of(request))))

    async def clear_faults(self, request: Request) -> Response:
        """Forget planned trouble."""
        self._faults_of(request).clear()
        return JSONResponse({})

    async def show_bill(self, request: Request) -> Response:
        """One bill."""
        book = self._book(request)
        return JSONResponse(bill_view(book, book.get(request.path_params["bill"])))

    async def act(self, request: Request) -> Response:
        """What a button of the payment page does. Answers with the bill."""
        book, bill_id, body = self._book(request), request.path_params["bill"], await body_of(request)
        act_on(book, bill_id, request.path_params["act"], body)
        return JSONResponse(bill_view(book, book.get(bill_id)))

    def _book(self, request: Request) -> VendorBook:
        return self._vendors[request.path_params["vendor"]].book

    def _faults_of(self, request: Request) -> Faults:
        return self._faults[request.path_params["vendor"]]


def act_on(book: VendorBook, bill_id: str, act: str, body: Json) -> None:
    """Do what a button says. Raises KeyError for an unknown bill or act, CannotDo, ValueError."""
    if act not in ACTS:
        raise KeyError(f"nothing is called {act} here")
    fields = {name: read(body[name]) for name, read in ACTS[act].items() if name in body}
    getattr(book, act)(bill_id, **fields)


def bill_view(book: VendorBook, bill: Bill) -> Json:
    """A bill as tests see it."""
    return {
        "id": bill.id,
        "our_ref": bill.our_ref,
        "status": bill.status,
        "amount": bill.amount,
        "billed": bill.billed,
        "currency": bill.currency,
        "method": bill.method,
        "refunded": str(bill.refunded),
        "pay_url": book.pay_url(bill),
        "webhooks": [{"kind": event.kind, "answers": event.answers} for event in bill.events if event.hook],
    }
