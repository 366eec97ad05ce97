"""Payment vendors to play against: each speaks its real counterpart's wire protocol with its authentication.

Nothing here knows the shop. A vendor is one file: it reads requests as its counterpart's documentation says, keeps its
bills in a `VendorBook`, and turns what happens to a bill into a signed webhook. How the modules stand on each other::

    book              bills, their states, webhooks with retries: the same for every vendor
    faults            trouble on demand: refusals, delays, garbled answers
    yookassa ...      one vendor a file: API routes, authentication, webhook
    page control      the payment page, and the same buttons as JSON for tests
    app server        one ASGI application, its runner
"""
