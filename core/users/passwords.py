"""Passwords: argon2, away from the event loop, and in the same time whether there is an account or not."""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's advice
THREADS = 4  # 19 MiB each
_threads = ThreadPoolExecutor(THREADS, "passwords")


async def hashed(password: str) -> str:
    """What is kept of a password."""
    return await asyncio.get_running_loop().run_in_executor(_threads, HASHER.hash, _normal(password))


async def verify(password: str, password_hash: str | None) -> bool:
    """Whether this is the password. Without one to compare with it takes the same time to say no."""
    matches = await asyncio.get_running_loop().run_in_executor(_threads, _verify_now, password_hash, _normal(password))
    return matches and password_hash is not None


def _verify_now(password_hash: str | None, password: str) -> bool:
    try:
        return HASHER.verify(password_hash or _dummy_hash(), password)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """The same password typed on another keyboard is the same."""
    return unicodedata.normalize("NFC", password)


@cache
def _dummy_hash() -> str:
    return HASHER.hash("nobody has this password")
