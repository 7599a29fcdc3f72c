"""Which addresses may be asked."""
# ruff: noqa: E501 - addresses stand side by side

import asyncio
import socket

import httpcore
import pytest

from crawler.guard import AddressRefusedError, GuardedNetwork, NoContactError, refusal


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255",
        "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "ff02::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    """Loopback, private, link-local, shared, multicast, unspecified; IPv6 forms that carry an IPv4 address too."""
    assert "add it to allow_private" in (refusal(address) or "")


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_public_addresses_are_asked(address: str) -> None:
    assert refusal(address) is None


def test_a_source_may_name_private_addresses_and_networks() -> None:
    assert refusal("127.0.0.11", ["127.0.0.11"]) is None
    assert refusal("::ffff:127.0.0.11", ["127.0.0.11"]) is None
    assert refusal("10.0.0.7", ["10.0.0.0/24"]) is None
    assert refusal("127.0.0.12", ["127.0.0.11"]) is not None


def _connect(network: GuardedNetwork, host: str, answers: list[list[str]], port: int = 9) -> None:
    """Connect with a resolver that answers differently each time, as a rebinding attacker's does."""

    async def connecting() -> None:
        async def resolve(_host: str, _port: int, **_: object):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, _port)) for address in answers.pop(0)]

        asyncio.get_running_loop().getaddrinfo = resolve  # type: ignore[method-assign]
        await network.connect_tcp(host, port, timeout=1)

    asyncio.run(connecting())


def test_a_name_that_leads_inside_is_refused() -> None:
    with pytest.raises(AddressRefusedError):
        _connect(GuardedNetwork(contact="x"), "harmlos.example", [["10.0.0.1", "::1"]])


def test_a_name_that_changes_its_mind_reaches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebinding: the address that was judged is the one that is connected to; the name is not looked up again."""
    asked: list[str] = []

    async def connect(host: str, *_: object, **__: object) -> None:
        asked.append(host)
        raise httpcore.ConnectError

    monkeypatch.setattr("crawler.guard.connect", connect)
    with pytest.raises(httpcore.ConnectError):
        _connect(GuardedNetwork(contact="x"), "tueckisch.example", [["93.184.215.14", "127.0.0.1"], ["127.0.0.1"]])
    assert asked == ["93.184.215.14"]


def test_public_addresses_need_a_contact() -> None:
    with pytest.raises(NoContactError, match="set NEWSLOOM_CONTACT"):
        _connect(GuardedNetwork(contact=""), "www.example.org", [["93.184.215.14"]])
