"""Servers: list, create, rename, offer for sale or not."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot import callbacks, forms
from bot.callbacks import AdminServer
from bot.filters import Pressed
from bot.forms import Answers, Form, Step, whole
from bot.ui import Screen, Visit
from core.catalogue import servers
from core.catalogue.servers import Server
from core.subscriptions import capacity


def register(router: Router) -> None:
    """The administrators' servers."""
    router.callback_query.register(open_list, Pressed(callbacks.ADMIN_SERVERS))
    router.callback_query.register(ask_new, Pressed(callbacks.ADMIN_NEW_SERVER))
    router.callback_query.register(open_server, AdminServer.filter(F.action == "show"))
    router.callback_query.register(ask_name, AdminServer.filter(F.action == "rename"))
    router.callback_query.register(ask_capacity, AdminServer.filter(F.action == "capacity"))
    router.callback_query.register(switch, AdminServer.filter(F.action.in_({"enable", "disable"})))


async def open_list(_query: CallbackQuery, visit: Visit) -> None:
    """All servers with their state."""
    rows = [(visit.button("bot-button-admin-new-server", callbacks.ADMIN_NEW_SERVER, style="primary"),)]
    for server in await servers.every():
        key = "bot-button-admin-server" if server.enabled else "bot-button-admin-server-off"
        rows.append((visit.button(key, AdminServer(id=server.id).pack(), server=server.title),))
    await visit.show(Screen(visit.t("bot-admin-servers-list"), (*rows, visit.back(callbacks.ADMIN))))


async def ask_new(_query: CallbackQuery, visit: Visit) -> None:
    """Begin the dialogue for a new server."""
    await forms.begin(visit, NEW)


async def open_server(_query: CallbackQuery, visit: Visit, callback_data: AdminServer) -> None:
    """One server."""
    await visit.show(await _screen(visit, await servers.find(callback_data.id)))


async def ask_name(_query: CallbackQuery, visit: Visit, callback_data: AdminServer) -> None:
    """Ask for another name."""
    server = await servers.find(callback_data.id)
    await forms.begin(visit, RENAME, subject=str(server.id), back=AdminServer(id=server.id).pack())


async def ask_capacity(_query: CallbackQuery, visit: Visit, callback_data: AdminServer) -> None:
    """Ask how many keys it takes."""
    server = await servers.find(callback_data.id)
    await forms.begin(visit, CAPACITY, subject=str(server.id), back=AdminServer(id=server.id).pack())


async def switch(_query: CallbackQuery, visit: Visit, callback_data: AdminServer) -> None:
    """Offer the server to new sales, or not."""
    server = await servers.find(callback_data.id)
    enabled = callback_data.action == "enable"
    await visit.show(await _screen(visit, await servers.change(visit.shop, server, enabled=enabled, by=visit.admin)))


async def _create(visit: Visit, answers: Answers, _subject: str) -> Screen:
    return await _screen(
        visit, await servers.create(visit.shop, name=answers["name"], country=answers["country"] or "")
    )


async def _rename(visit: Visit, answers: Answers, subject: str) -> Screen:
    server = await servers.find(int(subject))
    return await _screen(visit, await servers.change(visit.shop, server, name=answers["name"], by=visit.admin))


async def _set_capacity(visit: Visit, answers: Answers, subject: str) -> Screen:
    server = await servers.find(int(subject))
    return await _screen(visit, await servers.change(visit.shop, server, capacity=answers["capacity"], by=visit.admin))


async def _screen(visit: Visit, server: Server) -> Screen:
    state = "on" if server.enabled else "off"
    text = visit.t("bot-admin-server", server=server.title, panel=server.panel, state=state, number=str(server.id))
    limit = "∞" if server.capacity is None else str(server.capacity)
    text += "\n" + visit.t("bot-admin-server-keys", held=str(await capacity.held(server)), limit=limit)
    action = "disable" if server.enabled else "enable"
    rows = (
        (visit.button("bot-button-admin-rename", AdminServer(id=server.id, action="rename").pack()),),
        (visit.button("bot-button-admin-capacity", AdminServer(id=server.id, action="capacity").pack()),),
        (visit.button(f"bot-button-admin-{action}", AdminServer(id=server.id, action=action).pack()),),
        visit.back(callbacks.ADMIN_SERVERS),
    )
    return Screen(text, rows)


NEW = Form("server", (Step("name"), Step("country", optional=True)), _create, back=callbacks.ADMIN_SERVERS)
RENAME = Form("server-name", (Step("name"),), _rename, questions_of="server")
CAPACITY = Form("server-capacity", (Step("capacity", whole, optional=True),), _set_capacity, questions_of="server")
FORMS = (NEW, RENAME, CAPACITY)
