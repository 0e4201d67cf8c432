"""A policy as the JSON that it is: taken as a file, and written or loaded in one piece."""

from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import Refused
from comptoir.routing.actions import change_policy
from comptoir.routing.queries.policies import PolicyView, as_document, policy_view
from comptoir.routing.rules import PolicyUnreadable
from comptoir.routing.screens.editing import HtmxRequest, draft, saved
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, sentence
from comptoir.wiring.work import Work


class DocumentScreens(Controller):
    """For those who would rather write than tap."""

    path = "/routing/policies/{version:int}"
    include_in_schema = False

    @get("/document")
    async def take(self, work: CurrentWork, version: FromPath[int]) -> Response[bytes]:
        """The file."""
        require(work.actor, Right.READ_POLICIES)
        headers = {"Content-Disposition": f'attachment; filename="policy-{version}.json"'}
        text = _text(await policy_view(work, version)).encode()
        return Response(text, headers=headers, media_type="application/json")

    @get("/json")
    async def show(self, work: CurrentWork, version: FromPath[int]) -> Response[str]:
        """The text of a draft, to be changed."""
        view = await draft(work, version)
        return _page(work, view, _text(view))

    @post("/json")
    async def write(self, work: CurrentWork, request: HtmxRequest, version: FromPath[int]) -> Response[Any]:
        """Let the draft say what a text or a file says."""
        view = await draft(work, version)
        form = await request.form()
        text = await _loaded(form.get("file")) or str(form.get("text", ""))
        revision = str(form.get("revision", ""))
        try:
            await change_policy(work, version, name=view.name, document=_read(text), revision=revision)
        except Refused as refusal:
            return _page(work, await policy_view(work, version), text, refusal)
        return saved(version)


async def _loaded(file: Any) -> str:
    """The text of a file, if one was chosen. Raises PolicyUnreadable."""
    content = await file.read() if isinstance(file, UploadFile) else b""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PolicyUnreadable(detail=str(error)) from None


def _read(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise PolicyUnreadable(detail=str(error)) from None


def _text(view: PolicyView) -> str:
    return msgspec.json.format(msgspec.json.encode(as_document(view.policy)), indent=2).decode()


def _page(work: Work, view: PolicyView, text: str, refusal: Refused | None = None) -> Response[str]:
    return page(
        work,
        "routing/json.html",
        status=refusal.status if refusal else 200,
        shown=view,
        text=text,
        wrong=sentence(work.locale, refusal) if refusal else "",
        place=refusal.field if refusal else "",
    )
