"""A receiver of events in its own process: it takes half of what comes, and loses some answers."""

import json
import random
import sys
from pathlib import Path

from aiohttp import web


def receive(port: int, ledger: Path, seed: int) -> None:
    """Serve until killed. Of the half that fails some was taken all the same, and is in the ledger."""
    chance = random.Random(seed)

    async def hooks(request: web.Request) -> web.Response:
        said, luck = json.loads(await request.read()), chance.random()
        if luck >= 0.5 or luck < 0.1:
            log.write(f"{request.headers['webhook-id']} {said['data']['person']} {said['data']['nr']}\n")
            log.flush()
        if luck < 0.2 and request.transport is not None:
            request.transport.abort()
        return web.Response(status=204 if luck >= 0.5 else 503)

    with ledger.open("a", encoding="ascii") as log:
        app = web.Application()
        app.router.add_post("/hooks", hooks)
        web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    receive(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
