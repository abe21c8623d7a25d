"""The HTTP face: `POST /api/`, survey pages, and REDCap's answers to everything else."""

from collections.abc import Awaitable, Callable, Iterator
from typing import IO
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.dispatch import Answer, Dispatcher
from sandbox.errors import NOT_IMPLEMENTED
from sandbox.fault_answers import struck
from sandbox.faults import FaultBox
from sandbox.pages import SurveyPages, page
from sandbox.params import Params, Upload


MAX_BODY = 128 * 1024 * 1024
PIECE = 256 * 1024
HEADERS = {
    "cache-control": "no-store, no-cache, must-revalidate",
    "pragma": "no-cache",
    "expires": "0",
    "access-control-allow-origin": "*",
    "x-content-type-options": "nosniff",
}
Counter = Callable[[], None]


def build_app(dispatcher: Dispatcher, count: Counter = lambda: None) -> Starlette:
    """The application. *count* is called once for each API call."""
    faults = dispatcher.faults

    async def api(request: Request) -> Response:
        count()
        params = await read_params(request)

        async def answer() -> Response:
            return to_response(await run_in_threadpool(dispatcher.answer, params))

        fault = faults.take(params)
        return await (struck(fault, request, params, answer) if fault else answer())

    async def not_implemented(_request: Request) -> Response:
        body = f"<hash><error>{NOT_IMPLEMENTED}</error></hash>"
        return Response(body, 501, HEADERS, "text/xml; charset=utf-8")

    surveys = SurveyPages(dispatcher)
    others = ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"]
    return Starlette(
        routes=[
            *(Route(path, api, methods=["POST"]) for path in ("/api/", "/api")),
            *(Route(path, not_implemented, methods=others) for path in ("/api/", "/api")),
            Route("/surveys/", _in_thread(surveys.show), methods=["GET"]),
            Route("/surveys/", _posted(surveys.save), methods=["POST"]),
            Route("/sandbox/faults", _switches(faults), methods=["GET", "POST", "DELETE"]),
            Route("/", _welcome, methods=["GET"]),
        ],
        exception_handlers={404: _not_found, 405: _not_found},
    )


async def read_params(request: Request) -> Params:
    """The call's parameters from a urlencoded or multipart body; what cannot be read is empty."""
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await _multipart(request)
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MAX_BODY:
                return Params.of([])
            chunks.append(chunk)
    except ClientDisconnect:
        return Params.of([])
    text = b"".join(chunks).decode("utf-8", errors="replace")
    try:
        return Params.of(parse_qsl(text, keep_blank_values=True, max_num_fields=1_000_000))
    except ValueError:
        return Params.of([])


async def _multipart(request: Request) -> Params:
    try:
        form = await request.form(max_files=10, max_fields=100_000, max_part_size=MAX_BODY)
    except (MultiPartException, HTTPException, ClientDisconnect, ValueError):
        return Params.of([])
    pairs: list[tuple[str, str | Upload]] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            mime = value.content_type or "application/octet-stream"
            pairs.append((name, Upload(value.filename or "", mime, await value.read())))
        else:
            pairs.append((name, value))
    await form.close()
    return Params.of(pairs)


def to_response(answer: Answer) -> Response:
    """An HTTP response with REDCap's headers."""
    mime = answer.mime if "charset" in answer.mime else f"{answer.mime}; charset=utf-8"
    headers = {**HEADERS, **answer.headers, "content-type": _wire(mime)}
    if answer.file is not None:
        headers["content-length"] = str(answer.size)
        return StreamingResponse(_pieces(answer.file), answer.status, headers)
    return Response(answer.body, answer.status, headers)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _wire(text: str) -> str:
    """A header's text as the library takes it; what is not Latin-1 goes out as UTF-8 bytes."""
    line = " ".join(text.splitlines())
    try:
        line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode(errors="replace").decode("latin-1")
    return line


def _in_thread(
    handler: Callable[[Params], tuple[int, str]],
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        params = Params.of(request.query_params.multi_items())
        status, html = await run_in_threadpool(handler, params)
        return HTMLResponse(html, status)

    return endpoint


def _posted(
    handler: Callable[[Params, Params], tuple[int, str]],
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        query = Params.of(request.query_params.multi_items())
        status, html = await run_in_threadpool(handler, query, await read_params(request))
        return HTMLResponse(html, status)

    return endpoint


def _switches(faults: FaultBox) -> Callable[[Request], Awaitable[Response]]:
    """Show, add or clear faults: GET, POST with a JSON object, DELETE."""

    async def endpoint(request: Request) -> Response:
        if request.method == "DELETE":
            faults.clear()
        elif request.method == "POST":
            try:
                faults.add(**await request.json())
            except (TypeError, ValueError, RecursionError) as error:
                return JSONResponse({"error": str(error)}, 400)
        return JSONResponse(faults.listed())

    return endpoint


async def _welcome(_request: Request) -> Response:
    text = "<p>This is a rehearsal server with REDCap's API at <code>/api/</code>.</p>"
    return HTMLResponse(page("Sandbox", text))


async def _not_found(_request: Request, _error: Exception) -> Response:
    return HTMLResponse(page("Not found", "<p>There is nothing at this address.</p>"), 404)
