"""A database that stands still: what Twilio is answered, and when. SQLite's write lock is taken and kept."""

import socket
import sqlite3
import time
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from tests.attack.server import TOKEN, Server


def answered(server: Server) -> tuple[str, float, float]:
    """The status of a signed webhook meanwhile, the seconds it took, and those of `/alive` right after."""
    form = {"MessageSid": "SM1", "From": "+15550104477", "Body": "STOP"}
    url = f"http://127.0.0.1:{server.port}/hooks/twilio/sms"
    signature, body = RequestValidator(TOKEN).compute_signature(url, form), urlencode(form)
    head = (
        f"POST /hooks/twilio/sms HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        f"X-Twilio-Signature: {signature}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )
    held = sqlite3.connect(server.folder / "nudges.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    try:
        line, took = _asked(server.port, head)
        _, alive = _asked(server.port, "GET /alive HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    finally:
        held.rollback()
        held.close()
    return line[9:12], took, alive


def _asked(port: int, request: str) -> tuple[str, float]:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as one:
        began = time.perf_counter()
        one.sendall(request.encode())
        return one.recv(100).decode(), time.perf_counter() - began
