"""The application: routes, and what is wrapped around them."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path as FilePath
from typing import Annotated, Any, TypeVar

from fastapi import Body, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from actions.recommendation_api import asked, fields
from actions.recommendation_api.answers import (
    Answer,
    Explained,
    Health,
    Listed,
    Recommended,
    Similar,
)
from actions.recommendation_api.description import (
    DESCRIPTION,
    EXPLAIN,
    EXPLAINED,
    HEALTH,
    LISTED,
    RECOMMEND,
    RECOMMENDED,
    SEARCH,
    SIMILAR,
    complete,
    failures,
    success,
)
from actions.recommendation_api.frame import Frame
from actions.recommendation_api.gate import Doors, Gate
from actions.recommendation_api.metrics import Metrics
from actions.recommendation_api.problems import (
    AsciiJson,
    Fault,
    ProblemError,
    not_json,
    of_validation,
)
from actions.recommendation_api.service import Service
from actions.recommendation_api.shoppers import Shoppers
from actions.recommendation_api.wishes import WishReader
from actions.shop.errors import ShopError
from actions.shopping.assortment import Assortment, assortment
from bot.channels.back_office_api import METRICS_TYPE
from bot.channels.client import Clients
from settings import get_settings

_log = logging.getLogger(__name__)
Given = TypeVar("Given", bound=Answer)
_PAGE = FilePath(__file__).with_name("page.html")
# The page has its script and style in it, and may speak to this server only.
_PAGE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'"
)
REQUEST_SECONDS = 10.0


def create_app(source: Assortment | None = None, wishes: WishReader | None = None) -> FastAPI:
    """Return the application with the settings of this process.

    Args:
        source: The recommender to answer with; None: that of the settings' shop.
        wishes: Reads texts; None: with the words of the settings' shop.

    Raises:
        SettingsError: A setting cannot be used.
    """
    settings = get_settings()
    doors, clients = Doors.of(settings), Clients()
    source = source or assortment()
    wishes = wishes or WishReader.of_shop(settings)
    service = Service(source, wishes, Shoppers(source))
    metrics = Metrics()
    app = FastAPI(
        title="Tactful recommendation service",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        lifespan=partial(_lifespan, service),
    )
    _add_routes(app, service)
    _add_operation(app, metrics)
    _add_problems(app)
    complete(app)
    # The last is the outermost.
    app.add_middleware(Gate, doors=doors, clients=clients)
    if doors.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=doors.origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Retry-After"],
        )
    app.add_middleware(Frame, metrics=metrics, seconds=REQUEST_SECONDS)
    return app


@asynccontextmanager
async def _lifespan(service: Service, app: FastAPI) -> AsyncIterator[None]:
    """Read the catalogue before the first request; keep addresses and queries out of logs."""
    # Whoever starts the server may have left it on: it writes clients and whole URLs.
    logging.getLogger("uvicorn.access").disabled = True
    # Answers are arithmetic: more threads than processors would make each of them slower.
    with ThreadPoolExecutor(os.cpu_count() or 1, "answer") as pool:
        app.state.pool = pool
        try:
            await asyncio.get_running_loop().run_in_executor(pool, service.health)
        except ShopError as error:
            _log.error("The catalogue could not be read at the start: %s", error)
        yield


async def _answered(request: Request, work: Callable[[], Given]) -> Response:
    """Answer in a thread, so that the event loop goes on; see ``Frame`` for how long."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(request.app.state.pool, lambda: AsciiJson(work()))


def _add_routes(app: FastAPI, service: Service) -> None:
    @app.post(
        "/v1/search",
        summary="Find products by words, constraints or both",
        response_model=Listed,
        responses={**success(Listed, LISTED), **failures(400, 401, 413, 422, 429, 503)},
    )
    async def search(
        request: Request, body: Annotated[asked.Search, Body(openapi_examples=SEARCH)]
    ) -> Response:
        return await _answered(request, partial(service.search, body))

    @app.post(
        "/v1/recommend",
        summary="Recommend from as much of a visit as the privacy dial allows",
        response_model=Recommended,
        responses={**success(Recommended, RECOMMENDED), **failures(400, 401, 413, 422, 429, 503)},
    )
    async def recommend(
        request: Request, body: Annotated[asked.Recommend, Body(openapi_examples=RECOMMEND)]
    ) -> Response:
        return await _answered(request, partial(service.recommend, body))

    @app.get(
        "/v1/products/{product_id}/similar",
        summary="Find products like one",
        response_model=Similar,
        responses={**success(Similar, SIMILAR), **failures(401, 404, 422, 429, 503)},
    )
    async def similar(
        request: Request,
        product_id: Annotated[int, Path(ge=0, description="Its id.", example=1)],
        k: Annotated[
            int, Query(ge=1, le=fields.LARGEST_K, description="At most so many products.")
        ] = fields.DEFAULT_K,
        in_stock_only: Annotated[bool, Query(description="false: also what is sold out.")] = True,
    ) -> Response:
        known = {"k", "in_stock_only"}
        faults = [
            Fault(name, "unknown parameter", f"Known here: {', '.join(sorted(known))}.")
            for name in request.query_params
            if name not in known
        ]
        if faults:
            raise ProblemError(422, "unknown_field", "Parameters that are not known.", *faults)
        work = partial(service.similar, product_id, k, in_stock_only=in_stock_only)
        return await _answered(request, work)

    @app.post(
        "/v1/explain",
        summary="Tell why a product answers to a wish, and why not",
        response_model=Explained,
        responses={**success(Explained, EXPLAINED), **failures(400, 401, 404, 413, 422, 429, 503)},
    )
    async def explain(
        request: Request, body: Annotated[asked.Explain, Body(openapi_examples=EXPLAIN)]
    ) -> Response:
        return await _answered(request, partial(service.explain, body))

    @app.get(
        "/health",
        summary="Tell whether questions can be answered; needs no key",
        response_model=Health,
        responses={**success(Health, HEALTH), **failures(503)},
    )
    async def health(request: Request) -> Response:
        return await _answered(request, service.health)


def _add_operation(app: FastAPI, metrics: Metrics) -> None:
    @app.get(
        "/metrics",
        summary="Requests since the start, for Prometheus; needs a key",
        response_class=PlainTextResponse,
        responses=failures(401, 429),
    )
    async def counts() -> Response:
        return PlainTextResponse(metrics.text(), media_type=METRICS_TYPE)

    @app.get("/docs", include_in_schema=False)
    async def page() -> Response:
        text = _PAGE.read_text(encoding="utf-8")
        return HTMLResponse(text, headers={"Content-Security-Policy": _PAGE_POLICY})


def _add_problems(app: FastAPI) -> None:
    def handled(kind: type[Exception], make: Callable[[Request, Any], ProblemError]) -> None:
        async def answer(request: Request, error: Exception) -> Response:
            return make(request, error).response()

        app.add_exception_handler(kind, answer)

    handled(ProblemError, lambda _, problem: problem)
    handled(RequestValidationError, _of_fields)
    handled(HTTPException, _of_http)
    handled(ShopError, _of_shop)


def _of_fields(request: Request, error: RequestValidationError) -> ProblemError:
    body = request.scope["route"].body_field
    return of_validation(error, fields.Body if body is None else body.type_)


def _of_http(request: Request, error: HTTPException) -> ProblemError:
    if error.status_code == 400:  # a body that is no JSON at all
        return not_json()
    if error.status_code == 405:
        return ProblemError(405, "wrong_method", "This path takes another method; see /docs.")
    return ProblemError(404, "unknown_path", "There is no such path; see /docs.")


def _of_shop(request: Request, error: ShopError) -> ProblemError:
    _log.error("The shop cannot be read: %s", error)
    return ProblemError(
        503, "shop_away", "The shop's database cannot be reached. Try again in a few seconds."
    )
