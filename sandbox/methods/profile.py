"""What the bot says about itself: commands, menu button, name and descriptions."""

import json
import re
from typing import Any

from sandbox.errors import bad_request
from sandbox.markup import check_web_app
from sandbox.methods.call import Call, Handler

Json = dict[str, Any]

COMMANDS_LIMIT = 100
COMMAND_DESCRIPTION_LIMIT = 256


def set_my_commands(call: Call) -> bool:
    """Replace the command list of a scope and language."""
    commands = call.json("commands", complaint="can't parse commands JSON object")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.world.profile.commands[_command_key(call)] = [_command(command) for command in commands]
    call.world.journal.add("commands", commands=call.world.profile.commands[_command_key(call)])
    return True


def get_my_commands(call: Call) -> list[Json]:
    """The command list of exactly this scope and language."""
    return call.world.profile.commands.get(_command_key(call), [])


def delete_my_commands(call: Call) -> bool:
    """Forget the command list of a scope and language."""
    call.world.profile.commands.pop(_command_key(call), None)
    call.world.journal.add("commands", commands=[])
    return True


def set_chat_menu_button(call: Call) -> bool:
    """The button beside the text field, for one private chat or for all."""
    button = call.json("menu_button", {"type": "default"}, complaint="can't parse menu button JSON object")
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("MenuButton has unsupported type")
    if button["type"] == "web_app":
        if not button.get("text"):
            raise bad_request("menu button text must be non-empty")
        check_web_app(button.get("web_app"), "menu button Web App URL")
    if call.args.get("chat_id"):
        chat = call.world.find_chat(call.args["chat_id"])
        chat.menu_button = button
        call.world.journal.add("chat", chat=chat.view(), chat_id=chat.id)
    else:
        call.world.profile.menu_button = button
        call.world.journal.add("menu_button", menu_button=button)
    return True


def get_chat_menu_button(call: Call) -> Json:
    """The menu button of a chat, or the one for all."""
    if call.args.get("chat_id"):
        button = call.world.find_chat(call.args["chat_id"]).menu_button
        if button is not None:
            return button
    return call.world.profile.menu_button


def _texts(field: str, key: str, limit: int) -> tuple[Handler, Handler]:
    """The setter and getter of a text kept per language."""

    def set_text(call: Call) -> bool:
        value = call.text(key)
        if len(value) > limit:
            raise bad_request(f"bot {key.replace('_', ' ')} is too long")
        texts = getattr(call.world.profile, field)
        texts[call.text("language_code")] = value
        return True

    def get_text(call: Call) -> Json:
        texts: dict[str, str] = getattr(call.world.profile, field)
        default = call.world.bot["first_name"] if key == "name" else ""
        return {key: texts.get(call.text("language_code")) or texts.get("") or default}

    return set_text, get_text


def _command(command: object) -> Json:
    if not isinstance(command, dict):
        raise bad_request("expected an Object of BotCommand")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", ""))
    if not name:
        raise bad_request("command must be non-empty")
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > COMMAND_DESCRIPTION_LIMIT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _command_key(call: Call) -> tuple[str, str]:
    scope = call.json("scope", {"type": "default"}, complaint="can't parse BotCommandScope")
    return json.dumps(scope, sort_keys=True), call.text("language_code")


_set_name, _get_name = _texts("names", "name", 64)
_set_description, _get_description = _texts("descriptions", "description", 512)
_set_short, _get_short = _texts("short_descriptions", "short_description", 120)

METHODS: dict[str, Handler] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "setMyName": _set_name,
    "getMyName": _get_name,
    "setMyDescription": _set_description,
    "getMyDescription": _get_description,
    "setMyShortDescription": _set_short,
    "getMyShortDescription": _get_short,
}
