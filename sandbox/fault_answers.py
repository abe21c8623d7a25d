"""What a struck call gets: late, empty, wrong or no answers at all."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.connections import abort_connection
from sandbox.errors import NO_RIGHTS
from sandbox.faults import Fault, FaultKind
from sandbox.pages import page
from sandbox.params import Params
from sandbox.render import error_body


TABS = "<p>You seem to have multiple browser tabs of the same REDCap page open.</p>"
MEMORY = (
    "<br />\n<b>Fatal error</b>:  Allowed memory size exhausted<br />\n"
    '{"error":"REDCap ran out of server memory. The request cannot be processed. Please try'
    ' importing/exporting a smaller amount of data."}'
)
Answering = Callable[[], Awaitable[Response]]


async def struck(fault: Fault, request: Request, params: Params, answer: Answering) -> Response:
    """The response of a call that a fault has struck. *answer* does the real work."""
    if fault.kind in (FaultKind.SLOW, FaultKind.TIMEOUT):
        await asyncio.sleep(fault.seconds)
        if fault.kind is FaultKind.SLOW:
            return await answer()
    if fault.kind is FaultKind.RESET_AFTER_WRITE:
        await answer()
    if fault.kind in _RESETS:
        abort_connection(request.client)
        return Response(status_code=500)
    return _wrong_answer(fault.kind, params)


_RESETS = (FaultKind.TIMEOUT, FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER_WRITE)


def _wrong_answer(kind: FaultKind, params: Params) -> Response:
    if kind is FaultKind.HTML_200:
        return HTMLResponse(page("REDCap", TABS))
    if kind is FaultKind.OUT_OF_MEMORY:
        return HTMLResponse(MEMORY)
    if kind is FaultKind.RATE_LIMIT:
        # The real status is not established (redcap_api.md 7); any client must cope with HTML.
        return HTMLResponse(page("Too many requests", "<p>Your address is banned.</p>"), 429)
    if kind is FaultKind.EXPIRED_USER:
        body, mime = error_body(NO_RIGHTS, params.return_format)
        return Response(body, 403, media_type=mime)
    if kind is FaultKind.TRUNCATED_IMPORT:
        return Response(b"", 200, media_type="text/html")
    return Response(b"", 500, media_type="text/html")
