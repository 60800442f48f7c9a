"""Request fingerprints that tell a rendered look from the plain fetch of the same URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.utils.request import RequestFingerprinter

if TYPE_CHECKING:
    from scrapy.http import Request


class RenderFingerprinter(RequestFingerprinter):
    """Scrapy's fingerprint and one byte more for ``meta["playwright"]``.

    Without it the rendered request is dropped as a duplicate of the plain one, or answered from
    the HTTP cache with the plain copy.
    """

    def fingerprint(self, request: Request) -> bytes:
        """Return the fingerprint of *request*: 20 bytes, 21 where it is rendered."""
        fingerprint = super().fingerprint(request)
        return fingerprint + b"R" if request.meta.get("playwright") else fingerprint
