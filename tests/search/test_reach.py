"""Which addresses a webhook may reach."""

import asyncio

import pytest

from search.reach import Forbidden, Unreachable, address_of, public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_what_is_not_public_is_known_in_every_form(address):
    assert not public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_what_is_public_is_known_too(address):
    assert public(address)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "0x7f.1", "2130706433"])
def test_a_host_that_leads_to_this_machine_is_refused_however_it_is_written(host):
    with pytest.raises((Forbidden, Unreachable)):
        asyncio.run(address_of(host, 443))


def test_a_host_that_the_operator_names_may_be_private():
    assert asyncio.run(address_of("127.0.0.1", 80, frozenset({"127.0.0.1"}))) == "127.0.0.1"


def test_a_name_that_leads_nowhere_may_lead_somewhere_later():
    with pytest.raises(Unreachable, match="cannot be resolved"):
        asyncio.run(address_of("nowhere.invalid", 443))
