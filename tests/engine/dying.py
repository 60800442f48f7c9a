"""Work for Dask's workers that ends the first who begins it, half done."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from backlinkspider.audit import parts
from backlinkspider.audit import reclassify as module
from backlinkspider.audit.parts import Part, reclassify_part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.audit.reclassify import Reclassified


@dataclass(frozen=True, slots=True)
class Deadly:
    """A part in which a worker dies once, when it has written *after* links."""

    part: Part
    marker: str
    after: int


def reclassify_or_die(deadly: Deadly) -> Reclassified:
    """Classify the part's links; whoever is first to have written some of them is killed."""
    written = 0

    def advance(count: int, _: Mapping[str, int] | None = None, /) -> None:
        nonlocal written
        written += count
        if written >= deadly.after and not Path(deadly.marker).exists():
            Path(deadly.marker).write_text(str(written), encoding="ascii")
            os.kill(os.getpid(), signal.SIGKILL)

    with (
        mock.patch.object(module, "_BATCH", 1),
        mock.patch.object(parts, "reclassify", partial(module.reclassify, advance=advance)),
    ):
        return reclassify_part(deadly.part)
