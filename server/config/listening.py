"""Find out whether an address can be listened on, before anything is started there."""

import errno
import os
import socket

from shared.problems import Problem


class AddressUnusable(Problem):
    """The web cannot listen where it is told to."""


def port_choose(*, bind: str, port: int) -> int:
    """Give the port to listen on: the one asked for if it is free, any free one for 0; raise AddressUnusable."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # granian shares its port by SO_REUSEPORT; a probe without it finds a second server of ours too.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind.strip("[]"), port))
            probe.listen(1)
        except OSError as error:
            raise _problem(bind, port, error) from error
        return int(probe.getsockname()[1])


def answers(*, bind: str, port: int) -> bool:
    """Say whether something listens there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def address(*, bind: str, port: int) -> str:
    """Write the address a browser opens."""
    return f"http://[{bind}]:{port}" if ":" in bind else f"http://{bind}:{port}"


def _problem(bind: str, port: int, error: OSError) -> AddressUnusable:
    if error.errno == errno.EADDRINUSE:
        return AddressUnusable(
            "port_in_use",
            f"Port {port} on {bind} is in use by another program.",
            "Stop that program, or choose another port: --port 8001, or XUNAN_PORT.",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return AddressUnusable(
            "port_forbidden",
            f"Port {port} on {bind} is not allowed to this user.",
            "Choose a port from 1024 on.",
        )
    return AddressUnusable(
        "address_unusable",
        f"Cannot listen on {bind}, port {port}: {os.strerror(error.errno) if error.errno else error}.",
        "Set XUNAN_BIND to an address of this machine, 127.0.0.1 or 0.0.0.0.",
    )
