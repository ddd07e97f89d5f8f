"""The routes of pages as part of an application."""

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI


def add_routes(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Add them as they are: `include_router` would make each route anew at an application's first request."""
    for router in routers:
        app.router.routes.extend(router.routes)
