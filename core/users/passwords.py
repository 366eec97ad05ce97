"""Passwords: argon2, away from the event loop, and in the same time whether there is an account or not."""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's advice
AT_ONCE = 4  # 19 MiB each
_threads = ThreadPoolExecutor(AT_ONCE, "passwords")


async def hashed(password: str) -> str:
    """What is kept of a password."""
    return await asyncio.get_running_loop().run_in_executor(_threads, HASHER.hash, _normal(password))


async def fits(password: str, known: str | None) -> bool:
    """Whether this is the password. Without one to compare with it takes the same time to say no."""
    fitting = await asyncio.get_running_loop().run_in_executor(_threads, _verify, known, _normal(password))
    return fitting and known is not None


def _verify(known: str | None, password: str) -> bool:
    try:
        return HASHER.verify(known or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """The same password typed on another keyboard is the same."""
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys() -> str:
    return HASHER.hash("nobody has this password")
