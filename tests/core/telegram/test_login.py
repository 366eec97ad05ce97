"""What Telegram signs is believed, anything else is refused; nothing is an error of the program."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.telegram import login
from core.telegram.login import Proof
from tests.telegram_signs import init_data, widget_answer

TOKEN = "7000000001:AAExampleTokenForTestVectors-0123456789"
MADE_AT = datetime.fromtimestamp(1790000000, UTC)
DAY = timedelta(days=1)
INIT_DATA = (
    "query_id=AAE4Kk0AAAAAADgqTTestVect&user=%7B%22id%22%3A4242%2C%22first_name%22%3A%22%D0%90%D0%BB%D0%B8%D1%81%D0%B0"
    "%22%2C%22last_name%22%3A%22%22%2C%22username%22%3A%22alice%22%2C%22language_code%22%3A%22ru%22%2C%22"
    "allows_write_to_pm%22%3Atrue%2C%22photo_url%22%3A%22https%3A%2F%2Ft.me%2Fi%2Fuserpic%2F320%2Fx.svg%22%7D"
    "&auth_date=1790000000&start_param=ref_77&signature=TcVPsHAq81pCWul5yVNrJmH2UbCb4pwBPQ5y2ux7w8qVDFbsBCsyLR2tUpHbTMWuI"
    "_ZNp3CeTw_hewcrzb7cCw&hash=8b362619d781488b6976054a1d8c0e91339d26ddf86f824efbd166fa76eb7d7f"
)
# Published with a token that has been revoked: made by Telegram itself.
PUBLISHED_TOKEN = "7342037359:AAHI25ES9xCOMPokpYoz-p8XVrZUdygo2J4"
PUBLISHED = (
    "user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%20%2B%20-%20%3F%20%5C%2F%22%2C%22last_name%22%3A%22"
    "Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%2C%22"
    "allows_write_to_pm%22%3Atrue%2C%22photo_url%22%3A%22https%3A%5C%2F%5C%2Ft.me%5C%2Fi%5C%2Fuserpic%5C%2F320%5C%2F4FPE"
    "E4tmP3ATHa57u6MqTDih13LTOiMoKoLDRG4PnSA.svg%22%7D&chat_instance=8134722200314281151&chat_type=private&auth_date=173"
    "3509682&signature=TYJxVcisqbWjtodPepiJ6ghziUL94-KNpG8Pau-X7oNNLNBM72APCpi_RKiUlBvcqo5L-LAxIc3dnTzcZX_PDg&hash=a433d8"
    "f9847bd6addcc563bff7cc82c89e97ea0d90c11fe5729cae6796a36d73"
)
WIDGET = {
    "id": 4242,
    "first_name": "Alice",
    "username": "alice",
    "photo_url": "https://t.me/i/userpic/320/x.jpg",
    "auth_date": 1790000000,
    "hash": "a0f3eaa0b9c8a14cacda79b1f1c8d0fb588cd4595d6c690fb2995a8a99f934ca",
}


def check(data: str, *, now: datetime = MADE_AT, token: str = TOKEN) -> Proof:
    return login.check_init_data(token, data, now=now, max_age=DAY)


def test_init_data_says_who_it_is() -> None:
    proof = check(INIT_DATA)
    assert (proof.telegram_id, proof.first_name, proof.username, proof.language_code) == (4242, "Алиса", "alice", "ru")
    assert proof.last_name is None
    assert proof.start_param == "ref_77"
    assert proof.expires_at == MADE_AT + DAY


def test_what_telegram_itself_has_made_is_believed() -> None:
    proof = check(PUBLISHED, now=datetime.fromtimestamp(1733509682, UTC), token=PUBLISHED_TOKEN)
    assert (proof.telegram_id, proof.first_name) == (279058397, "Vladislav + - ? /")


def test_init_data_is_good_until_its_end_and_not_before_its_time() -> None:
    for now in (MADE_AT - timedelta(minutes=5), MADE_AT + DAY):
        check(INIT_DATA, now=now)
    for now in (MADE_AT - timedelta(minutes=6), MADE_AT + DAY + timedelta(seconds=1)):
        with pytest.raises(errors.InvalidLogin):
            check(INIT_DATA, now=now)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "&&&",
        "hash=",
        INIT_DATA.replace("4242", "4243"),
        INIT_DATA.replace("ref_77", "ref_78"),
        INIT_DATA + "&extra=1",
        "start_param=evil&" + INIT_DATA,
        INIT_DATA + "&hash=" + "0" * 64,
        INIT_DATA.replace("signature=T", "signature=U"),
        INIT_DATA[:-64] + "я" * 64,
        INIT_DATA[:-64] + "%D1%8F" * 32,
        INIT_DATA[:-64] + "%FF" * 32,
        INIT_DATA[:-64] + "\ud800" * 64,
        INIT_DATA[:-64] + INIT_DATA[-64:].upper(),
        INIT_DATA[:-64],
        INIT_DATA[: -64 - 6],
        INIT_DATA + "\0",
        "a=1&" * 5000,
    ],
)
def test_init_data_that_was_touched_is_refused(data: str) -> None:
    with pytest.raises(errors.InvalidLogin):
        check(data)


@pytest.mark.parametrize(
    "changes",
    [
        {"user": "[]"},
        {"user": "nothing"},
        {"user": "[" * 2000},
        {"user": "{}"},
        {"user": '{"id": "4242"}'},
        {"user": '{"id": true}'},
        {"user": '{"id": -1}'},
        {"user": f'{{"id": {2**60}}}'},
        {"auth_date": "9" * 30},
        {"auth_date": "9" * 15},
        {"auth_date": "-1"},
        {"auth_date": "٣"},
        {"auth_date": "1e9"},
        {"auth_date": ""},
    ],
)
def test_signed_nonsense_is_refused_too(changes: dict[str, str]) -> None:
    with pytest.raises(errors.InvalidLogin):
        check(init_data(MADE_AT, token=TOKEN, **changes))


def test_odd_names_are_made_storable() -> None:
    user = r'{"id": 5, "first_name": "A\u0000\ud800b", "last_name": 7, "username": null}'
    proof = check(init_data(MADE_AT, token=TOKEN, user=user))
    assert (proof.first_name, proof.last_name, proof.username) == ("Ab", None, None)


@given(st.text(max_size=200))
def test_no_text_is_an_error_of_the_program(data: str) -> None:
    with pytest.raises(errors.InvalidLogin):
        check(data)


def test_the_widget_says_who_it_is() -> None:
    proof = login.check_widget(TOKEN, WIDGET | {"last_name": None}, now=MADE_AT)
    assert (proof.telegram_id, proof.first_name, proof.last_name) == (4242, "Alice", None)


def test_fields_that_telegram_adds_one_day_are_signed_too() -> None:
    answer = widget_answer(MADE_AT, token=TOKEN, favourite="blue")
    assert login.check_widget(TOKEN, answer, now=MADE_AT).telegram_id == 4242
    with pytest.raises(errors.InvalidLogin):
        login.check_widget(TOKEN, answer | {"favourite": "red"}, now=MADE_AT)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": 4243},
        {"first_name": None},
        {"extra": "1"},
        {"extra": [1]},
        {"extra": True},
        {"extra": 1.5},
        {"hash": None},
        {"hash": "я" * 64},
        {"hash": "\ud800"},
        {"hash": WIDGET["hash"].upper()},  # type: ignore[attr-defined]
        {"auth_date": 1790000001},
    ],
)
def test_a_widget_answer_that_was_touched_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(errors.InvalidLogin):
        login.check_widget(TOKEN, WIDGET | changes, now=MADE_AT)


@pytest.mark.parametrize("moved", [timedelta(days=1, seconds=1), timedelta(minutes=-6)])
def test_a_widget_answer_has_its_time(moved: timedelta) -> None:
    with pytest.raises(errors.InvalidLogin):
        login.check_widget(TOKEN, WIDGET, now=MADE_AT + moved)


@pytest.mark.parametrize(
    ("page", "api", "asking"),
    [
        ("https://shop.example/app/", "https://api.telegram.org", "https://oauth.telegram.org/auth"),
        ("https://shop.example:8443/app/", "http://127.0.0.1:8081", "https://oauth.telegram.org/auth"),
        ("http://127.0.0.1:8000/app/", "http://127.0.0.1:8081", "http://127.0.0.1:8081/auth"),
        ("http://127.0.0.1:8000/app/", "https://api.telegram.org", None),
        ("http://shop.example/app/", "https://api.telegram.org", None),
        ("http://shop.example/app/", "http://127.0.0.1:8081", None),
    ],
)
def test_telegram_asks_on_its_own_page_and_comes_back(page: str, api: str, asking: str | None) -> None:
    found = login.authorization_url(42, page, api=api)
    assert login.accepts_page(page, api=api) is (asking is not None)
    if asking is None:
        assert found is None
        return
    address, _, query = str(found).partition("?")
    assert address == asking
    assert dict(parse_qsl(query)) == {
        "bot_id": "42",
        "origin": page.removesuffix("/app/"),
        "embed": "0",
        "request_access": "write",
        "return_to": page,
    }
