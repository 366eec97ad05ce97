"""All vendors as one ASGI application: APIs under `/vendors`, payment pages under `/pay`, control under `/sim`."""

from collections.abc import Callable, Mapping, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from sandbox.clock import Clock
from sandbox.vendors.control import VendorControl
from sandbox.vendors.cryptobot import CryptoBotVendor
from sandbox.vendors.faults import Faults
from sandbox.vendors.heleket import HeleketVendor
from sandbox.vendors.mulenpay import MulenPayVendor
from sandbox.vendors.page import PaymentPage
from sandbox.vendors.platega import PlategaVendor
from sandbox.vendors.tribute import TributeVendor
from sandbox.vendors.vendor import Refusal, Vendor
from sandbox.vendors.yookassa import YooKassaVendor

VENDORS: Sequence[type[Vendor]] = (
    YooKassaVendor,
    CryptoBotVendor,
    TributeVendor,
    HeleketVendor,
    MulenPayVendor,
    PlategaVendor,
)


class VendorsApp:
    """The application, and the vendors behind it by name.

    By vendor name, `secrets` are what it shares with the shop and `webhooks` the addresses that it tells. Raises
    ValueError for a vendor or secret that does not exist.
    """

    def __init__(
        self,
        secrets: Mapping[str, Mapping[str, str]],
        webhooks: Mapping[str, str],
        *,
        clock: Clock,
        pauses: Sequence[float],
    ) -> None:
        self.vendors = {make.name: make(secrets.get(make.name, {}), clock=clock, pauses=pauses) for make in VENDORS}
        unknown_names = {*secrets, *webhooks} - set(self.vendors)
        if unknown_names:
            raise ValueError(f"no vendor is called {', '.join(sorted(unknown_names))}")
        self.faults = {name: Faults(_api(vendor)) for name, vendor in self.vendors.items()}
        for name, vendor in self.vendors.items():
            vendor.book.webhook_url = webhooks.get(name, "")
        routes: list[BaseRoute] = [Mount(f"/vendors/{name}", faults) for name, faults in self.faults.items()]
        routes += PaymentPage(self.vendors).routes()
        routes += VendorControl(self.vendors, self.faults).routes()
        self.asgi: ASGIApp = Starlette(routes=routes)

    def set_site(self, site: str) -> None:
        """Where the shop and its customers reach this application, known for sure only when it listens."""
        for vendor in self.vendors.values():
            vendor.book.site = site.rstrip("/")

    async def close(self) -> None:
        """Stop delivering webhooks."""
        for vendor in self.vendors.values():
            await vendor.book.close()


def _api(vendor: Vendor) -> ASGIApp:
    handlers: Mapping[type[Exception], Callable[[Request, Exception], Response]] = {Refusal: _refused}
    return Starlette(routes=vendor.routes(), exception_handlers=dict(handlers))


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    return error.answer()
