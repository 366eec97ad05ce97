"""Kinds of panels are met in one place, cheaply."""

import subprocess
import sys

import pytest

from core import errors
from core.engine import panels
from core.panels.registry import PANELS


def test_a_web_process_does_not_pay_for_grpc() -> None:
    code = "import sys, web.app, core.panels.registry; print('grpc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"False\n"


@pytest.mark.parametrize("kind", [*PANELS, "unheard-of"])
def test_a_misspelt_setting_is_refused_by_every_kind(kind: str) -> None:
    with pytest.raises(errors.InvalidValue):
        panels.check_settings(kind, {"misspelt": 1})
