"""Whom to trust on the internet: the system's certificate store.

A dependency pins an old list of certificate authorities; the operating system keeps a current one.
"""

import ssl
from functools import cache

import truststore


@cache
def client_context() -> ssl.SSLContext:
    """The TLS settings of every connection the shop opens."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
