"""The actions that ask something of the owner of a site, in the order they are told."""

from __future__ import annotations

from typing import Final

TODO: Final = ("remove", "disavow", "qualify", "reclaim")
