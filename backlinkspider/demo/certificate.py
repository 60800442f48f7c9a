"""A self-signed certificate for the served hosts, made anew at each start."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterable


def server_context(hosts: Iterable[str]) -> ssl.SSLContext:
    """Return a TLS context whose certificate names *hosts* and is signed by nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key, hosts)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:  # the ssl module reads certificates from files only
        pem = Path(folder) / "demo.pem"
        pem.touch(mode=0o600)
        pem.write_bytes(_pem(key) + certificate.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(pem)
    return context


def _certificate(key: ec.EllipticCurvePrivateKey, hosts: Iterable[str]) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "backlinkspider demo web")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
