"""A loopback laboratory for tests that need the real thing: a site for Reality to imitate, a server of bytes to
download, and a real Xray client made from nothing but a share link.

Everything listens on 127.0.0.1, on ports below the ephemeral range, and dies with the test process.
"""

from tests.lab.customer import Client, Download, client_config, download, fetch, start_download
from tests.lab.panel import account, connections, healthy, run_dir, sent, serves, xray_config
from tests.lab.servers import SNI, Bytes, Server, Site, certificate
from tests.lab.waiting import beside, eventually, free_port, runs, wait_port, wait_until

__all__ = [
    "SNI",
    "Bytes",
    "Client",
    "Download",
    "Server",
    "Site",
    "account",
    "beside",
    "certificate",
    "client_config",
    "connections",
    "download",
    "eventually",
    "fetch",
    "free_port",
    "healthy",
    "run_dir",
    "runs",
    "sent",
    "serves",
    "start_download",
    "wait_port",
    "wait_until",
    "xray_config",
]
