"""The embedded panel: a real Xray-core run as a child process of the shop.

    panel.py       EmbeddedXray, the Panel port
    accounts.py    the accounts held, and who may come in now; their links
    expiry.py      acting when accounts expire
    sessions.py    live connections, and cutting exactly those of one account
    supervisor.py  keeps a core running: crash restart, hot swap, loss-free retirement
    watch.py       whether customers get in, and replacing a core that is silent
    listeners.py   who listens on our ports, as the kernel tells it
    troubles.py    what can be wrong, in fixed words
    filling.py     putting inbounds and users into a core
    inbounds.py    what a core listens with, and whether its port is free
    process.py     one running core
    child.py       the program inside that process
    api.py         the core's gRPC interface; messages.py and xrayapi.proto are its vocabulary
    counters.py    traffic readings of every core that still counts or is not yet in the books
    config.py      settings and the configuration a core starts with
    share.py       the form of share links
    reality.py     keys, and the verification of Reality settings; hello.py asks targets in TLS

Nothing heavy is imported here: a web worker that only needs links must not pay for gRPC.
"""

import os

# gRPC's own fork handlers only warn here: nothing of the shop forks without exec.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
