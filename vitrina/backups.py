"""`vitrina backup`, `vitrina backups` and `vitrina restore`."""

import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from core import errors, i18n, money, wiring
from core.config import Settings
from core.operations import backups
from core.operations.backups import archive, making, place, restoring
from core.operations.backups.place import Backup
from core.operations.backups.restoring import Plan
from core.shop import Shop
from vitrina.command import run_async, settings_or_exit


def _told(work: Awaitable[Any]) -> Any:
    """Do it; a refusal is its sentence and exit code 1."""

    async def inside() -> Any:
        try:
            return await work
        except errors.ShopError as exc:
            _refuse(exc)

    return run_async(inside())


def _refuse(error: errors.ShopError) -> None:
    params: dict[str, Any] = dict(error.params)
    print(i18n.t(f"error-{error.code}", "en", **params), file=sys.stderr)
    raise typer.Exit(1)


def _open(work: Callable[[Shop], Awaitable[Any]]) -> Any:
    """In an open shop whose schema is left as it is: a backup before an upgrade is one of the older schema."""
    settings = settings_or_exit()

    async def inside() -> Any:
        if making.engine_of(settings) == "sqlite" and not place.database_exists(settings):
            raise errors.BackupNothing()  # opening would make an empty one
        shop = wiring.build_shop(settings)
        await restoring.take_stored_settings(shop)
        async with wiring.opened(shop):
            return await work(shop)

    return _told(inside())


def backup(
    to: Annotated[Path | None, typer.Option(help="Write it to this file instead of DATA_DIR/backups.")] = None,
    label: Annotated[str, typer.Option(help="A word for its name: letters, digits and -.")] = backups.MANUAL,
    send: Annotated[bool, typer.Option("--send", help="Send it to the administrators in Telegram.")] = False,
) -> None:
    """Back up the installation into one file; the shop may run. Encrypted when BACKUP_PASSWORD is set."""
    if to is not None and send:
        raise typer.BadParameter("--send goes with a backup in DATA_DIR/backups, not with --to")

    async def work(shop: Shop) -> None:
        if to is not None:
            print(await backups.create_at(shop, to.absolute()))
        else:
            entry = await backups.create(shop, label, send=send)
            print(place.find(shop.settings, entry.name))
        if making.password(shop.settings) is None:
            print("not encrypted: whoever has this file has every secret in the database; see BACKUP_PASSWORD")

    _open(work)


def list_backups() -> None:
    """List the backups in DATA_DIR/backups, newest first."""
    for entry in place.listing(settings_or_exit()):
        print(_line(entry))


def _line(entry: Backup) -> str:
    size = f"{entry.size_bytes / 2**20:.1f} MB"
    return f"{entry.name}\t{entry.made_at:%Y-%m-%d %H:%M:%S} UTC\t{size}\t{'encrypted' if entry.encrypted else 'plain'}"


def restore(
    file: Annotated[Path, typer.Argument(help="The file, or the name of one in DATA_DIR/backups.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    settings_to: Annotated[
        Path | None, typer.Option(help="Only write the settings of an encrypted backup to this new file.")
    ] = None,
) -> None:
    """Put a backup into place. The shop must not run; what is there now is backed up first."""
    if settings_to is not None:
        _write_settings(file, settings_to)
        return
    settings = settings_or_exit()
    path = file if file.is_file() or file.parent != Path() else settings.data_dir / "backups" / file
    shop = wiring.build_shop(settings)
    run_async(restoring.take_stored_settings(shop))
    password = _password(shop.settings, path)
    plan: Plan = _told(restoring.plan(shop, path, password=password))
    print("\n".join(_plan_lines(plan)))
    if dry_run:
        print("nothing was changed")
        return
    report = _told(restoring.restore(shop, path, password=password))
    print(f"restored; what was there before is in {report.before}" if report.before else "restored")
    if report.unbalanced:
        print(f"the books do NOT balance for users {', '.join(map(str, report.unbalanced))}: see vitrina doctor")
    else:
        print("the books balance")


def _plan_lines(plan: Plan) -> list[str]:
    manifest = plan.manifest
    lines = [f"backup of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC, vitrina {manifest.version}, {manifest.engine}"]
    for name, count in manifest.counts.items():
        here = plan.now.counts.get(name, 0) if plan.now else 0
        lines.append(f"{name}: {count} in the backup, {here} here now")
    balances = money.format_rubles(plan.now.balances_kopeks, "en") if plan.now else "nothing"
    lines.append(f"balances: {money.format_rubles(manifest.balances_kopeks, 'en')} in the backup, {balances} here now")
    lines += [f"migration to apply: {name}" for name in plan.migrations]
    if plan.other_installation:
        lines.append("attention: the database here belongs to another installation")
    if plan.other_bot:
        lines.append("attention: the backup is of another bot; people know only that one")
    for name, (then, now) in plan.addresses.items():
        lines.append(f"attention: {name} was {then or 'not set'} and is {now or 'not set'}; links name the old one")
    return lines


def _password(settings: Settings | None, path: Path) -> str | None:
    """The password from the settings, or asked for where an encrypted archive has none there."""
    password = making.password(settings) if settings else os.environ.get("BACKUP_PASSWORD")
    if password or not archive.is_encrypted(path) or not sys.stdin.isatty():
        return password
    return str(typer.prompt("Password of the backup", hide_input=True))


def _write_settings(file: Path, target: Path) -> None:
    """For a new machine, where no setting is there yet."""
    try:
        text = archive.read_settings(file, _password(None, file))
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
            sink.write(text)
    except errors.ShopError as exc:
        _refuse(exc)
    except OSError as exc:
        print(f"{target} cannot be written: {exc.strerror}", file=sys.stderr)
        raise typer.Exit(1) from None
    print(f"settings written to {target}: look at DATABASE_URL, DATA_DIR and the addresses before you use them")
