"""The real server: the first call of docs/api.md, pasted into a shell, and a body that comes line by line."""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from nudges.content.plans import read_plans
from nudges.settings import HOUSE
from nudges.store.db import Db
from nudges.web.server import Server
from tests.harness import World, guides
from tests.web.api.program import API, Program
from tests.web.api.test_bulk import person

PASTED = re.compile(r"```sh\n(.*?)```", re.DOTALL)


@contextmanager
def served(program: Program) -> Iterator[int]:
    """The real server, with its limits, on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = Server(program.callers.app, "127.0.0.1", port, stopping=lambda: None)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [server._socket]})
    thread.start()
    try:
        while not server.started:
            thread.join(0.02)
        yield port
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="needs curl and bash")
def test_the_first_call_works_when_pasted(lite: Db) -> None:
    [pasted] = PASTED.findall((HOUSE / "docs" / "api.md").read_text())
    program = Program(World(lite, plans=read_plans(HOUSE / "schedules", guides())))
    with served(program) as port:
        told = {"NUDGES": f"http://127.0.0.1:{port}{API}", "TOKEN": program.token}
        shell = ["bash", "-euo", "pipefail", "-c", pasted]
        done = subprocess.run(shell, env=os.environ | told, capture_output=True, text=True, check=True)
    added, found = (json.loads(line) for line in re.findall(r"\{.*?\}(?=\{|$)", done.stdout, re.DOTALL))
    assert added["result"] == "added"
    assert [one["id"] for one in found["items"]] == [added["id"]]


def test_an_import_may_come_line_by_line(lite: Db) -> None:
    program = Program(World(lite))
    with served(program) as port:

        def status(token: str) -> int:
            wire = http.client.HTTPConnection("127.0.0.1", port)
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/jsonl"}
            try:
                lines = (person(n) + b"\n" for n in range(300))  # more pieces than other bodies may have
                wire.request("POST", f"{API}/people/import", lines, headers, encode_chunked=True)
                answer = wire.getresponse()
                answer.read()
                return answer.status
            except ConnectionError:  # it was answered before all was sent
                return 401
            finally:
                wire.close()

        assert status(program.token) == 200
        assert status(f"nudges_{'a' * 43}") == 401
    assert len(program.get("/people?limit=200")["items"]) == 200
