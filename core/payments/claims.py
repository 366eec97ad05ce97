"""Claims as they are kept: what a webhook said, without its signature, so that it can be looked at again."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from core.payment_providers import Claim, Receipt


def packed(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """Claims as JSON."""
    return [_text(asdict(claim)) for claim in claims]


def unpacked(kept: Sequence[dict[str, Any]]) -> list[Claim]:
    """The claims that `packed` kept."""
    return [
        Claim(
            invoice=uuid.UUID(claim["invoice"]) if claim["invoice"] else None,
            external_id=claim["external_id"],
            receipt=_receipt(claim["receipt"]) if claim["receipt"] else None,
            hint=uuid.UUID(claim["hint"]) if claim.get("hint") else None,
            authentic=bool(claim.get("authentic")),
        )
        for claim in kept
    ]


def _receipt(said: dict[str, Any]) -> Receipt:
    invoice = uuid.UUID(said["invoice"]) if said["invoice"] else None
    return Receipt(**{**said, "invoice": invoice, "at": datetime.fromisoformat(said["at"])})


def _text(said: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in said.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return _text(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value
