"""Who holds a port."""

import os
import socket

from deploy import ports


def test_a_taken_port_is_named_with_its_holder() -> None:
    """The error about a taken port can say which process to end."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert not ports.is_free(port)
        assert str(os.getpid()) in (ports.holder(port) or "")


def test_a_free_port_is_free() -> None:
    """A port that the system just gave back can be listened on."""
    assert ports.is_free(ports.free_port())
