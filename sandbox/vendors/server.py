"""Running the vendors inside an event loop."""

import logging
from collections.abc import Mapping, Sequence

from sandbox.clock import Clock
from sandbox.serving import Running, Server, listen, serve
from sandbox.vendors.app import VendorsApp
from sandbox.vendors.book import RETRY_PAUSES, VendorBook
from sandbox.vendors.faults import Faults

log = logging.getLogger(__name__)

STOP_WITHIN_SECONDS = 1.0


class Vendors(Running):
    """All payment vendors on one port.

    ::

        async with Vendors(secrets={"platega": {"secret": "s"}}, webhooks={"platega": f"{shop}/webhooks/pay/x"}) as v:
            Platega("m", "s", base_url=v.api("platega"))

    `port` 0 takes a free one. Raises ValueError for a vendor or secret that does not exist, OSError when the port is
    taken. `book(name)` and `faults(name)` are the model behind it, for those in the same process.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        secrets: Mapping[str, Mapping[str, str]] | None = None,
        webhooks: Mapping[str, str] | None = None,
        *,
        clock: Clock | None = None,
        pauses: Sequence[float] = RETRY_PAUSES,
    ) -> None:
        super().__init__(host, port)
        self.app = VendorsApp(secrets or {}, webhooks or {}, clock=clock or Clock(), pauses=pauses)
        self._server: Server | None = None

    @property
    def url(self) -> str:
        """`http://host:port`, without a slash at the end."""
        return f"http://{self.address}"

    def api(self, name: str) -> str:
        """The vendor's API address, as its adapter wants it for a base URL."""
        return f"{self.url}/vendors/{name}"

    def secrets(self, name: str) -> Mapping[str, str]:
        """What the vendor and the shop share."""
        return self.app.vendors[name].secrets

    def book(self, name: str) -> VendorBook:
        """The vendor's bills."""
        return self.app.vendors[name].book

    def faults(self, name: str) -> Faults:
        """What goes wrong between the shop and this vendor."""
        return self.app.faults[name]

    async def start(self) -> None:
        """Listen, and return when requests are answered."""
        listener = listen(self.host, self.port)
        self.port = listener.getsockname()[1]
        self.app.set_site(self.url)
        self._server = await serve(self.app.asgi, listener)
        log.info("payment vendors at %s", self.url)

    async def stop(self) -> None:
        """Stop within two seconds."""
        if self._server is None:
            return
        await self.app.close()
        await self._server.close(STOP_WITHIN_SECONDS)
        self._server = None
