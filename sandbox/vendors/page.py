"""The payment page: one for all vendors, in Russian or English by the browser's language.

Its buttons are plain forms, so that nothing but a stylesheet comes with it and the policy allows no script at all.
"""

from collections.abc import Mapping
from pathlib import Path

import jinja2
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.vendors.book import Bill, CannotDo
from sandbox.vendors.control import act_on
from sandbox.vendors.vendor import Vendor
from sandbox.vendors.words import ACTS, WORDS

FOLDER = Path(__file__).parent / "pay"
STYLESHEET = "/pay/style.css"
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€"}

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class PaymentPage:
    """Routes of the page over all vendors."""

    def __init__(self, vendors: Mapping[str, Vendor]) -> None:
        self._vendors = vendors
        loader = jinja2.FileSystemLoader(FOLDER)
        self._template = jinja2.Environment(loader=loader, autoescape=True).get_template("pay.html")

    def routes(self) -> list[Route]:
        """The stylesheet, the page, its buttons."""
        return [
            Route(STYLESHEET, _style, methods=["GET"]),
            Route("/pay/{vendor}/{bill}", self.show, methods=["GET"]),
            Route("/pay/{vendor}/{bill}/{act}", self.act, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The bill and what can be done with it."""
        try:
            vendor = self._vendors[request.path_params["vendor"]]
            bill = vendor.book.get(request.path_params["bill"])
        except KeyError:
            return HTMLResponse("Not Found", 404, headers=HEADERS)
        words = WORDS[_language(request)]
        return HTMLResponse(
            self._template.render(
                words=words,
                vendor=vendor,
                bill=bill,
                sum=_sum(bill, words["language"]),
                status=words[f"status-{bill.status}"],
                acts=ACTS[bill.status],
                address=f"/pay/{vendor.name}/{bill.id}",
                back=bill.return_url if bill.return_url.startswith(("https://", "http://")) else "",
                stylesheet=STYLESHEET,
            ),
            headers=HEADERS,
        )

    async def act(self, request: Request) -> Response:
        """Do what a button says, then show the page again."""
        # Another site's form is told by the browser's own word for where it comes from.
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return HTMLResponse("Forbidden", 403, headers=HEADERS)
        name, bill_id = request.path_params["vendor"], request.path_params["bill"]
        try:
            act_on(self._vendors[name].book, bill_id, request.path_params["act"], {})
        except KeyError:
            return HTMLResponse("Not Found", 404, headers=HEADERS)
        except CannotDo:
            pass  # pressed on an old page; the new one shows why
        return RedirectResponse(f"/pay/{name}/{bill_id}", 303, headers=HEADERS)


async def _style(request: Request) -> Response:
    return FileResponse(FOLDER / "style.css", media_type="text/css", headers={"Cache-Control": "no-cache"})


def _language(request: Request) -> str:
    header = request.headers.get("accept-language", "").lower()
    return "ru" if header.startswith("ru") else "en"


def _sum(bill: Bill, language: str) -> str:
    """`1 299,90 ₽`, `₽1,299.90`, or `12.5 USDT` as it was sent."""
    currency = bill.currency.upper()
    units, _, cents = bill.amount.partition(".")
    if currency not in SIGNS or not units.isdigit():
        return f"{bill.amount} {currency}"
    fraction = f".{cents:0<2}" if cents.strip("0") else ""
    text = f"{int(units):,}{fraction}"
    if language == "en":
        return f"{SIGNS[currency]}{text}"
    return text.translate({ord(","): "\u00a0", ord("."): ","}) + f"\u00a0{SIGNS[currency]}"
