"""Which addresses a webhook may reach: public ones, and private ones of hosts that the operator names."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_NAT64 = ip_network("64:ff9b::/96")


class Unreachable(Exception):
    """The name leads nowhere; it may do so later."""


class Forbidden(Exception):
    """The name leads to an address that is not public."""


async def address_of(host: str, port: int, private_hosts: frozenset[str] = frozenset()) -> str:
    """An address of the host that may be reached; connect to this one, as a second look-up may give another.

    One address that is not public is enough to refuse the host: no name of a public service has both.
    """
    try:
        rows = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host} cannot be resolved: {error}") from error
    addresses = list(dict.fromkeys(str(row[4][0]) for row in rows))
    if not addresses:
        raise Unreachable(f"{host} has no address")
    refused = next((address for address in addresses if not public(address)), None)
    if refused and host.lower() not in private_hosts:
        raise Forbidden(
            f"{host} leads to {refused}, which is not public - "
            "to allow it, name the host in NEWSLOOM_WEBHOOK_PRIVATE_HOSTS"
        )
    return addresses[0]


def public(address: str) -> bool:
    """Whether an IP address is one of the public internet; IPv6 forms of an IPv4 address are judged by that one."""
    judged = _inner(ip_address(address.partition("%")[0]))
    return judged.is_global and not judged.is_multicast


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address
