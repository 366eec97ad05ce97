"""What can be wrong with an embedded engine: a fixed word for texts and tests, and words for the operator."""

import errno
from dataclasses import dataclass
from typing import Final

from core import i18n
from core.panels import PanelError, Unavailable
from core.phrases import Phrase, Words

CRASHED: Final = "crashed"  # the core has ended by itself
SILENT: Final = "silent"  # it runs and does not answer
REFUSED: Final = "config_refused"  # it does not take its configuration
NO_PROGRAM: Final = "program_missing"  # there is no such interpreter, or no wheel in it
NO_ROOM: Final = "disk_full"
SECOND: Final = "second_process"  # another process runs cores in the same directory
NOT_STARTED: Final = "start_failed"  # anything else that keeps it from starting
PORT_TAKEN: Final = "port_taken"
PORT_FORBIDDEN: Final = "port_forbidden"  # below 1024 without the privilege
PORT_UNUSABLE: Final = "port_unusable"  # the listen address is not this machine's
PORT_SHARED: Final = "port_shared"  # a stranger listens beside us and gets a part of the connections
PORT_DEAF: Final = "port_deaf"  # the core runs and takes no connections
KEY_PORTS: Final = "key_ports"  # ports of single keys cannot be opened
TARGET_DOWN: Final = "target_down"  # the site that Reality shows does not answer
TARGET_UNFIT: Final = "target_unfit"  # it answers, and not with TLS 1.3 as Reality needs it

CONFIGURATION_EXIT = 23  # the wheel's exit code for a configuration it refuses


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong."""

    what: str  # one of the words above
    words: Words  # for the operator, with what to do where that is known
    port: int | None = None

    @property
    def text(self) -> str:
        """The same in English, for logs."""
        return i18n.say(self.words, "en")


class PortClosed(Unavailable):
    """A port cannot be opened now."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.words)
        self.trouble = trouble


class CoreFailed(Exception):
    """The core's process could not be started; the words say what is known."""

    def __init__(self, words: Words, what: str = NOT_STARTED) -> None:
        super().__init__(words)
        self.words, self.what = words, what

    def __str__(self) -> str:
        return i18n.say(self.words, "en")


class SecondProcess(OSError):
    """Another process runs cores in the run directory."""


def words_of(error: Exception) -> Words:
    """What an error says: words of ours, or the system's own."""
    return error.words if isinstance(error, PanelError | CoreFailed) else str(error)


def of_start(error: Exception) -> Trouble:
    """Why a core does not start."""
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    if isinstance(error, CoreFailed) and error.what != NOT_STARTED:
        return Trouble(error.what, error.words)
    if isinstance(cause, SecondProcess):
        return Trouble(SECOND, Phrase("engine-second-process", error=str(error)))
    if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        return Trouble(NO_ROOM, words_of(error))
    return Trouble(NOT_STARTED, words_of(error))


def of_inbound(error: Exception, port: int) -> Trouble:
    """Why a port does not serve."""
    if isinstance(error, PortClosed):
        return error.trouble
    if "address already in use" in str(error):  # somebody was faster between our look and the core's
        return Trouble(PORT_TAKEN, Phrase("engine-port-taken-meanwhile", port=str(port), error=words_of(error)), port)
    return Trouble(PORT_DEAF, words_of(error), port)
