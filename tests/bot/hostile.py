"""Updates as only a broken or hostile client could cause them, as bytes; `@ID@` stands for the update's id."""

import json
from collections.abc import Iterator
from typing import Any

DEEP = 100_000
ODD_STRINGS = {
    "NUL": r"a\u0000b",
    "lone high surrogate": r"\ud83d",
    "lone low surrogate": r"a\ude00b",
    "swapped surrogates": r"\ude00\ud83d",
    "noncharacter": r"\uffff\ufdd0",
    "right-to-left override": r"\u202ea\u202d",
    "controls": r"\u0001\u0008\u001f\u007f",
    "empty": "",
    "very long": "x" * 70_000,
}
ODD_VALUES = {
    "1e400": "1e400",
    "-1e400": "-1e400",
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "null": "null",
    "true": "true",
    "huge": "9" * 40,
    "huger than Python reads": "9" * 5000,
    "2^63": str(2**63),
    "negative": "-5",
    "fraction": "1.5",
    "list": "[1]",
    "object": '{"a":1}',
    "text": '"7"',
    "deep list": "[" * 200 + "]" * 200,
}


def person(person_id: int, **changed: Any) -> dict[str, Any]:
    known = {"id": person_id, "is_bot": False, "first_name": "Анна", "username": "anna", "language_code": "ru"}
    return known | changed


def message(person_id: int, text: str = "/terms", **changed: Any) -> dict[str, Any]:
    chat = {"id": person_id, "type": "private"}
    return {"message_id": 1, "date": 1, "chat": chat, "from": person(person_id), "text": text} | changed


def update(kind: str, body: Any) -> bytes:
    return b'{"update_id":@ID@,' + json.dumps(kind).encode() + b":" + json.dumps(body).encode() + b"}"


def tap(person_id: int, data: bytes) -> bytes:
    """A tap whose callback data is these bytes of JSON, quotes and all."""
    query = {
        "id": "77",
        "from": person(person_id),
        "message": message(person_id),
        "chat_instance": "1",
        "data": "@DATA@",
    }
    return update("callback_query", query).replace(b'"@DATA@"', data)


def taps(person_id: int) -> Iterator[tuple[str, bytes]]:
    for name, text in ODD_STRINGS.items():
        yield f"tap {name}", tap(person_id, f'"{text}"'.encode())
    for name, value in ODD_VALUES.items():
        yield f"tap {name}", tap(person_id, value.encode())
    yield "tap raw bytes", tap(person_id, b'"menu\xff\xfe\x80"')
    yield "tap raw NUL", tap(person_id, b'"me\x00nu"')
    yield "tap encoded surrogate", tap(person_id, b'"\xed\xa0\x80"')
    yield "tap very deep", tap(person_id, b"[" * DEEP + b"]" * DEEP)
    yield "tap unclosed", tap(person_id, b'"\\')


def fields(person_id: int) -> Iterator[tuple[str, bytes]]:
    """Every text that a person may choose, with every odd string; every number with every odd value."""
    places = {
        "name": update("message", message(person_id, **{"from": person(person_id, first_name="@ODD@")})),
        "user name": update("message", message(person_id, **{"from": person(person_id, username="@ODD@")})),
        "language": update("message", message(person_id, **{"from": person(person_id, language_code="@ODD@")})),
        "text": update("message", message(person_id, "@ODD@")),
        "start parameter": update("message", message(person_id, "/start ref_@ODD@")),
        "caption": update("message", message(person_id, text=None, caption="@ODD@")),
        "payload": update("pre_checkout_query", _checkout(person_id)),
        "charge": update("message", message(person_id, text=None, successful_payment=_payment())),
        "refund": update("message", message(person_id, text=None, refunded_payment=_payment())),
        "member": update("my_chat_member", {"chat": {"id": person_id, "type": "private", "title": "@ODD@"}}),
        "key": b'{"update_id":@ID@,"@ODD@":{"from":{"id":1}}}',
    }
    for place, template in places.items():
        for name, text in ODD_STRINGS.items():
            yield f"{place} {name}", template.replace(b"@ODD@", text.encode())
        yield f"{place} raw bytes", template.replace(b"@ODD@", b"\xff\xfe")
    numbers = {
        "person": update("message", message(person_id, **{"from": person("@ODD@")})),  # type: ignore[arg-type]
        "chat": update("message", message(person_id, chat={"id": "@ODD@", "type": "private"})),
        "date": update("message", message(person_id, date="@ODD@")),
        "message": update("message", message(person_id, message_id="@ODD@")),
        "amount": update("message", message(person_id, text=None, successful_payment=_payment(total_amount="@ODD@"))),
        "asked": update("pre_checkout_query", _checkout(person_id, total_amount="@ODD@")),
        "whole": b'{"update_id":@ID@,"message":"@ODD@"}',
        "whole query": b'{"update_id":@ID@,"callback_query":"@ODD@"}',
    }
    for place, template in numbers.items():
        for name, value in ODD_VALUES.items():
            yield f"{place} {name}", template.replace(b'"@ODD@"', value.encode())


def shapes() -> Iterator[tuple[str, bytes]]:
    """Kinds that nobody knows, missing fields, and ids that are none."""
    yield "nothing in it", b'{"update_id":@ID@}'
    yield "unknown kind", b'{"update_id":@ID@,"future_thing":{"from":{"id":5},"x":[1]}}'
    yield "empty message", b'{"update_id":@ID@,"message":{}}'
    yield "empty query", b'{"update_id":@ID@,"callback_query":{}}'
    yield "empty checkout", b'{"update_id":@ID@,"pre_checkout_query":{}}'
    yield "odd person", b'{"update_id":@ID@,"message":{"from":{"id":{"a":[1]}}}}'
    yield "two ids", b'{"update_id":@ID@,"update_id":@ID@,"message":{}}'
    yield "id behind", b'{"message":{"from":{"id":1}},"update_id":@ID@}'
    yield "nested id", b'{"message":{"update_id":1},"update_id":@ID@}'
    for value in ("null", "true", '"7"', "1.5", "-5", "1e400", "NaN", "[]", "{}", str(2**63), "9" * 30, "9" * 5000):
        yield f"id {value[:9]}", b'{"update_id":%s,"message":{"from":{"id":1}}}' % value.encode()
    yield "no id", b'{"message":{"from":{"id":1}}}'
    yield "null", b"null"
    yield "list", b"[]"
    yield "text", b'"x"'
    yield "deep", b"[" * DEEP + b"]" * DEEP


def _payment(**changed: Any) -> dict[str, Any]:
    paid = {"currency": "XTR", "total_amount": 1, "invoice_payload": "@ODD@", "provider_payment_charge_id": ""}
    return paid | {"telegram_payment_charge_id": "c@ODD@"} | changed


def _checkout(person_id: int, **changed: Any) -> dict[str, Any]:
    asked = {"id": "5", "from": person(person_id), "currency": "XTR", "total_amount": 1, "invoice_payload": "@ODD@"}
    return asked | changed
