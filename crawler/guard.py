"""Connect only to addresses that a crawler may ask: public ones, and private ones that a source allows by name."""

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpcore

from crawler.wire import connect

__all__ = ["AddressRefusedError", "GuardedNetwork", "NoContactError", "refusal"]

_NAT64 = ip_network("64:ff9b::/96")


class AddressRefusedError(Exception):
    """The name leads to an address that is not public, and the source does not allow it by name."""


class NoContactError(Exception):
    """A public host is to be asked, and nobody has said who answers for this crawler."""


def refusal(address: str, allowed: Iterable[str] = ()) -> str | None:
    """Say why an IP address may not be asked; None when it may.

    IPv6 forms that carry an IPv4 address (mapped, 6to4, Teredo, NAT64) are judged by that address.
    """
    judged = _inner(ip_address(address.partition("%")[0]))
    if judged.is_global and not judged.is_multicast:
        return None
    if any(judged in ip_network(network, strict=False) for network in allowed):
        return None
    return f"{judged} is not public - to fetch it, add it to allow_private in the source's file"


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves a name itself, judges the addresses, and connects to one it judged.

    A second look-up cannot slip in another.
    """

    def __init__(self, allowed: Iterable[str] = (), *, contact: str) -> None:
        """``allowed`` names private addresses or networks that may be asked all the same.

        Public ones need a contact.
        """
        self._contact = contact
        self._allowed = tuple(allowed)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - we set none
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first permitted address that answers."""
        failure: Exception | None = None
        for address in await self.permitted(host, port):
            try:
                return await connect(address, port, timeout=timeout, local_address=local_address)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    async def sleep(self, seconds: float) -> None:
        """Wait, for httpcore's retries."""
        await asyncio.sleep(seconds)

    async def permitted(self, host: str, port: int) -> list[str]:
        """Addresses of a name that may be asked.

        Raises ``AddressRefusedError``, ``NoContactError`` or httpcore's errors.
        """
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved: {error}") from error
        addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
        reasons = [refusal(address, self._allowed) for address in addresses]
        permitted = [address for address, reason in zip(addresses, reasons, strict=True) if reason is None]
        if not permitted:
            raise AddressRefusedError(next((reason for reason in reasons if reason), f"{host} has no address"))
        if not self._contact and any(_inner(ip_address(address)).is_global for address in permitted):
            raise NoContactError(
                f"{host} is public - set NEWSLOOM_CONTACT to a mail address or URL before it is crawled"
            )
        return permitted
