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


async def fits(password: str, password_hash: str | None) -> bool:
    """Whether this is the password. Without one to compare with it takes the same time to say no."""
    matches = await asyncio.get_running_loop().run_in_executor(_threads, _verify, password_hash, _normal(password))
    return matches and password_hash is not None


def _verify(password_hash: str | None, password: str) -> bool:
    try:
        return HASHER.verify(password_hash or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """The same password typed on another keyboard is the same."""
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys() -> str:
    return HASHER.hash("nobody has this password")
