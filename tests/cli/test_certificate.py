"""HTTPS in a shop's own network: what a tablet accepts that trusts our authority, and what nobody accepts."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from comptoir.cli.address import is_open_without_https, own_url, public_url
from comptoir.cli.authority import CERTIFICATE_LIVES, Sealed, new_authority, new_certificate
from comptoir.cli.certificate import check_names, the_authority, write_secret
from comptoir.cli.secure import check_certificate, own_trust
from comptoir.wiring.settings import Settings

NOW = datetime.now(UTC)
NAMES = ("stores.local", "192.168.1.10")


@pytest.mark.parametrize("name", NAMES)
def test_a_tablet_that_trusts_the_authority_reaches_the_server_by_each_of_its_names(tmp_path: Path, name: str) -> None:
    authority = new_authority(NAMES, now=NOW)
    assert accepts(tmp_path, authority, new_certificate(authority, NAMES, now=NOW), name)


@pytest.mark.parametrize("name", ["bank.example", "stores.local.example", "10.0.0.1", "2001:db8::1"])
@pytest.mark.parametrize("permitted", [NAMES, NAMES[:1], NAMES[1:]])
def test_an_authority_that_fell_into_wrong_hands_can_be_no_other_site(
    tmp_path: Path, permitted: tuple[str, ...], name: str
) -> None:
    stolen = new_authority(permitted, now=NOW)
    assert not accepts(tmp_path, stolen, new_certificate(stolen, [name], now=NOW), name)


def test_the_same_again_renews_the_certificate_under_the_same_authority(tmp_path: Path) -> None:
    first = the_authority(tmp_path, NAMES)
    assert the_authority(tmp_path, NAMES[:1]).public_pem == first.public_pem
    assert (tmp_path / "authority.key").stat().st_mode & 0o077 == 0


def test_another_name_needs_another_authority_and_says_so(tmp_path: Path) -> None:
    the_authority(tmp_path, NAMES)
    with pytest.raises(click.ClickException, match=r"good for stores\.local, 192\.168\.1\.10 alone"):
        the_authority(tmp_path, ("elsewhere.local",))


def test_a_broken_authority_is_told_with_its_file(tmp_path: Path) -> None:
    the_authority(tmp_path, NAMES)
    (tmp_path / "authority.key").write_text("mouse droppings")
    with pytest.raises(click.ClickException, match=r"Cannot read .*authority\.crt"):
        the_authority(tmp_path, NAMES)


@pytest.mark.parametrize("name", ["https://stores.local", "stores local", "-", "", "192.168.1.10:8000"])
def test_a_name_must_be_a_host_or_an_address(name: str) -> None:
    with pytest.raises(click.ClickException, match="no host name"):
        check_names((name,))


def test_browsers_find_the_server_by_the_name_in_its_certificate(tmp_path: Path) -> None:
    serving = secured(tmp_path, host="0.0.0.0", port=8443)
    assert public_url(serving) == "https://stores.local:8443"
    assert own_url(serving) == "https://127.0.0.1:8443"
    assert not is_open_without_https(serving)


def test_a_server_for_other_machines_without_https_is_warned_of() -> None:
    assert is_open_without_https(Settings(host="::"))
    assert not is_open_without_https(Settings())
    assert not is_open_without_https(Settings(host="::", public_url="https://stores.example"))


def test_our_own_processes_trust_the_servers_very_certificate_alone(tmp_path: Path) -> None:
    serving = secured(tmp_path)
    authority = new_authority(NAMES, now=NOW)
    another = new_certificate(authority, NAMES, now=NOW)
    trust = own_trust(serving)
    assert trust
    assert shakes_hands(trust, loaded(tmp_path / "server.pem"), "127.0.0.1")
    write_secret(tmp_path / "another.pem", another.public_pem + another.key_pem)
    assert not shakes_hands(trust, loaded(tmp_path / "another.pem"), "127.0.0.1")


def test_a_certificate_that_cannot_serve_is_refused_with_a_sentence(tmp_path: Path) -> None:
    serving = secured(tmp_path)
    check_certificate(serving)
    check_certificate(Settings())
    for lacking, why in [(tmp_path / "none.pem", "no such file"), (key_alone(tmp_path), "")]:
        with pytest.raises(click.ClickException, match=f"Cannot serve HTTPS by .*{why}"):
            check_certificate(Settings(certificate=lacking))


def test_a_certificate_that_is_over_is_refused_with_its_date(tmp_path: Path) -> None:
    past = NOW - CERTIFICATE_LIVES - timedelta(days=2)
    with pytest.raises(click.ClickException, match="was good until"):
        check_certificate(secured(tmp_path, now=past))


def secured(folder: Path, *, now: datetime = NOW, **more: object) -> Settings:
    """Settings of a server with a certificate for NAMES."""
    authority = new_authority(NAMES, now=now)
    server = new_certificate(authority, NAMES, now=now)
    write_secret(folder / "server.pem", server.public_pem + server.key_pem)
    return Settings.model_validate({"certificate": folder / "server.pem", **more})


def key_alone(folder: Path) -> Path:
    """A file that has a key and no certificate."""
    path = folder / "key.pem"
    path.write_bytes(new_authority(NAMES, now=NOW).key_pem)
    return path


def accepts(folder: Path, authority: Sealed, server: Sealed, name: str) -> bool:
    """Whether a browser that trusts an authority opens a server with a certificate, under a name."""
    write_secret(folder / "server.pem", server.public_pem + server.key_pem)
    trust = ssl.create_default_context(cadata=authority.public_pem.decode())
    return shakes_hands(trust, loaded(folder / "server.pem"), name)


def loaded(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def shakes_hands(trust: ssl.SSLContext, serving: ssl.SSLContext, name: str) -> bool:
    """Whether a client and a server come to an understanding, over memory alone."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trust.wrap_bio(down, up, server_hostname=name)
    server = serving.wrap_bio(up, down, server_side=True)
    for side in (client, server) * 3:
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
        except ssl.SSLError:
            return False
    return True
