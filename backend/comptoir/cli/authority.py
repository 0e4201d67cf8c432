"""A small certificate authority of one's own, for shops whose server has no name on the internet.

It may sign for the names alone that it was made for (name constraints, RFC 5280 §4.2.1.10), so that a tablet that
trusts it trusts it with nothing else. Certificates live as long as every browser accepts: Apple's limit is 825 days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIVES = timedelta(days=3650)
CERTIFICATE_LIVES = timedelta(days=820)
CLOCKS_DIFFER = timedelta(days=1)
"""A tablet whose clock is behind must not find the certificate too young."""

EVERY_NAME = (
    x509.DNSName(""),
    x509.IPAddress(ip_network("0.0.0.0/0")),
    x509.IPAddress(ip_network("::/0")),
)

USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


@dataclass(frozen=True)
class Sealed:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def public_pem(self) -> bytes:
        """The certificate alone, which everybody may have."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        """The private key, which nobody else may have."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def new_authority(names: Sequence[str], *, now: datetime) -> Sealed:
    """An authority that may sign for these host names and IP addresses, and for no other."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _called(f"Comptoir for {names[0]}")
    draft = (
        _draft(subject, subject, key, now=now, lives=AUTHORITY_LIVES)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(_only(names), critical=True)
    )
    return Sealed(draft.sign(key, hashes.SHA256()), key)


def new_certificate(authority: Sealed, names: Sequence[str], *, now: datetime) -> Sealed:
    """A server's certificate for these names, signed by an authority that may."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.certificate.subject
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    draft = (
        _draft(_called(names[0]), issuer, key, now=now, lives=CERTIFICATE_LIVES)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(identifier, critical=False)
    )
    return Sealed(draft.sign(authority.key, hashes.SHA256()), key)


def may_sign(authority: Sealed, names: Sequence[str]) -> bool:
    """Whether the authority was made for all of these names."""
    return {_permitted(name) for name in names} <= set(_constraints(authority))


def signs_for(authority: Sealed) -> list[str]:
    """The names the authority was made for, as they were given."""
    return [_given(name) for name in _constraints(authority)]


def read_sealed(certificate: bytes, key: bytes) -> Sealed:
    """One that was written as PEM. Raises ValueError where it is no such thing."""
    private = load_pem_private_key(key, None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise ValueError("not a key of an elliptic curve")
    return Sealed(x509.load_pem_x509_certificate(certificate), private)


def _draft(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, now: datetime, lives: timedelta
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - CLOCKS_DIFFER,
        not_valid_after=now - CLOCKS_DIFFER + lives,
    ).add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)


def _called(name: str) -> x509.Name:
    longest = 64  # RFC 5280, upper bound of a common name
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:longest])])


def _usage(*granted: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in granted for usage in USAGES})


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode())


def _permitted(name: str) -> x509.GeneralName:
    """As a constraint an address is a network of one."""
    general = _general(name)
    return x509.IPAddress(ip_network(general.value)) if isinstance(general, x509.IPAddress) else general


def _only(names: Sequence[str]) -> x509.NameConstraints:
    """These names and no other; a kind of name of which none is permitted has to be excluded, else all of it may be."""
    permitted = [_permitted(name) for name in names]
    kinds = {type(each) for each in permitted}
    excluded = [every for every in EVERY_NAME if type(every) not in kinds]
    return x509.NameConstraints(permitted, excluded or None)


def _constraints(authority: Sealed) -> list[x509.GeneralName]:
    constraints = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints)
    return constraints.value.permitted_subtrees or []


def _given(name: x509.GeneralName) -> str:
    return str(name.value).split("/", maxsplit=1)[0]
