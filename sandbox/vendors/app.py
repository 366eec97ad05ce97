"""All vendors as one ASGI application: APIs under `/vendors`, payment pages under `/pay`, control under `/sim`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from sandbox.clock import Clock
from sandbox.vendors.book import RETRY_PAUSES
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


@dataclass(frozen=True, slots=True)
class VendorSettings:
    """How the vendors are set up: by vendor name, the secrets shared with the shop and the webhook addresses."""

    secrets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    webhooks: Mapping[str, str] = field(default_factory=dict)
    site: str = ""  # where the shop and its customers reach this application
    clock: Clock = field(default_factory=Clock)
    pauses: Sequence[float] = RETRY_PAUSES


class VendorsApp:
    """The application, and the vendors behind it by name. Raises ValueError for a vendor or secret it does not know."""

    def __init__(self, settings: VendorSettings) -> None:
        self.vendors = {
            make.name: make(settings.secrets.get(make.name, {}), clock=settings.clock, pauses=settings.pauses)
            for make in VENDORS
        }
        unknown_names = {*settings.secrets, *settings.webhooks} - set(self.vendors)
        if unknown_names:
            raise ValueError(f"no vendor is called {', '.join(sorted(unknown_names))}")
        self.faults = {name: Faults(_api(vendor)) for name, vendor in self.vendors.items()}
        for name, vendor in self.vendors.items():
            vendor.book.webhook_url = settings.webhooks.get(name, "")
        self.set_site(settings.site)
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


def create_vendors_app(settings: VendorSettings) -> VendorsApp:
    """Build the application. Raises ValueError for a vendor or secret that does not exist."""
    return VendorsApp(settings)


def _api(vendor: Vendor) -> ASGIApp:
    handlers: Mapping[type[Exception], Callable[[Request, Exception], Response]] = {Refusal: _refused}
    return Starlette(routes=vendor.routes(), exception_handlers=dict(handlers))


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    return error.answer()
