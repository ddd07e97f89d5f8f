"""A program that uses the API: its token, raw requests, and a typed client generated from the description."""

import asyncio
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from types import ModuleType
from typing import Any

import httpx

from nudges.core.office.roles import PROMPT, Scope
from nudges.flow.accounts import tokens
from nudges.web.api.api import described
from tests.callers import Callers
from tests.harness import World

API = "/api/v1"
BASE = "http://10.0.0.7:8000"


class Program:
    """One token, and everything that can be asked with it."""

    def __init__(
        self, world: World, scopes: Iterable[Scope] = tuple(Scope), callers: Callers | None = None
    ) -> None:
        self.world = world
        self.callers = callers or Callers(world, api="on")
        self.token = tokens.add(world.service, PROMPT, "The clinic", list(scopes), 30, world.now)
        made = tokens.listed(world.service, PROMPT)
        [self.id] = [one.id for one in made if self.token.startswith(one.begins)]

    def ask(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, **headers: str
    ) -> httpx.Response:
        """One request, its body as JSON unless it is bytes."""
        given = {name.replace("_", "-"): said for name, said in headers.items()}
        secret = self.token if token is None else token
        if secret:
            given["Authorization"] = f"Bearer {secret}"
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        if content and "Content-Type" not in given:
            given["Content-Type"] = "application/json"
        return self.callers.call(f"{API}{path}", content, given, method=method)

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.ask("POST", path, body, **headers)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def client(self, name: str, **given: Any) -> Any:
        """An operation by its name, called by the generated client; what it returns, parsed."""
        made = generated()
        transport = httpx.ASGITransport(self.callers.app)
        wire = httpx.AsyncClient(
            transport=transport, base_url=f"{BASE}{API}", headers={"Authorization": f"Bearer {self.token}"}
        )
        client = made.AuthenticatedClient(base_url=f"{BASE}{API}", token=self.token)
        client.set_async_httpx_client(wire)
        called = importlib.import_module(f"{made.__name__}.api.{_TAGS[name]}.{name}")

        async def ask() -> Any:
            async with wire:
                return await called.asyncio_detailed(client=client, **given)

        answer = asyncio.run(ask())
        assert answer.status_code < 300, answer.content
        return answer.parsed


_TAGS: dict[str, str] = {}


@cache
def generated() -> ModuleType:
    """The client, generated once for all tests, into a folder that is not kept."""
    folder, name = Path(mkdtemp(prefix="nudges-client-")), "generated_client"
    description = described_api()
    for path in description["paths"].values():
        _TAGS.update({one["operationId"]: one["tags"][0] for one in path.values()})
    (folder / "openapi.json").write_text(json.dumps(description))
    (folder / "config.yaml").write_text("post_hooks: []\n")
    command = [str(Path(sys.executable).with_name("openapi-python-client")), "generate", "--meta", "none"]
    command += ["--path", str(folder / "openapi.json"), "--config", str(folder / "config.yaml")]
    subprocess.run([*command, "--output-path", str(folder / name)], check=True, capture_output=True)
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.find_spec(name)
        assert spec is not None
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))


@cache
def described_api() -> dict[str, Any]:
    """The description, as it is served."""
    from nudges.web.api import api

    class _Edge:
        base = ""

    return described(api.create(_Edge()))  # type: ignore[arg-type]


def model(name: str) -> Any:
    """A class of the generated client."""
    return getattr(importlib.import_module(f"{generated().__name__}.models"), name)
