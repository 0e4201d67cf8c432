"""The customer's page of a question: may it be something else? No login, only the signed link."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.kit.errors import NotFound
from comptoir.kit.tries import WrongTries
from comptoir.sales.actions import accept_offer, decline_offers
from comptoir.sales.queries.asking import Question, question
from comptoir.wiring.actors import Actor
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.links import read_substitute_token
from comptoir.wiring.locales import COOKIE, LOCALES
from comptoir.wiring.pages import page
from comptoir.wiring.work import Work

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}

HtmxRequest = Request[Any, Any, Any]


class ChoiceForm(msgspec.Struct):
    """What the customer takes."""

    variant_id: Annotated[int, Meta(ge=1, le=2**53)]


class SubstitutePage(Controller):
    """The address holds a secret, so nothing may index it, keep it or pass it on."""

    path = "/substitutes/{token:str}"
    include_in_schema = False

    def __init__(self, owner: Router) -> None:
        super().__init__(owner)
        self._wrong_links = WrongTries(limit=30, within=timedelta(minutes=1))

    @get()
    async def show(
        self, work: CurrentWork, request: HtmxRequest, token: FromPath[str], lang: FromQuery[str] = ""
    ) -> Response[str]:
        """The question, or how it was settled, in the customer's language unless they choose another (`lang`)."""
        is_busy = self._is_busy(work, request)
        found = await self._found(work, request, token)
        if found is None:
            return _no_question(work, is_busy=is_busy)
        work.locale = _locale(request, found, lang)
        answer = page(work, "sales/substitute.html", question=found, url=f"/substitutes/{token}")
        answer.headers.update(HEADERS)
        if lang in LOCALES:
            answer.set_cookie(key=COOKIE, value=lang, path="/substitutes", httponly=True, samesite="lax")
        return answer

    @post("/accept", status_code=200)
    async def accept(
        self, work: CurrentWork, request: HtmxRequest, token: FromPath[str], data: URLEncodedBody[ChoiceForm]
    ) -> Redirect:
        """One of the offers, please."""
        await accept_offer(work, await self._answering(work, request, token), variant_id=data.variant_id)
        return Redirect(f"/substitutes/{token}", status_code=303)

    @post("/refuse", status_code=200)
    async def refuse(self, work: CurrentWork, request: HtmxRequest, token: FromPath[str]) -> Redirect:
        """None of them."""
        await decline_offers(work, await self._answering(work, request, token))
        return Redirect(f"/substitutes/{token}", status_code=303)

    async def _found(self, work: Work, request: HtmxRequest, token: str) -> Question | None:
        """What a link is about; None for one that is garbage, was tampered with, or leads to nothing."""
        if self._is_busy(work, request):
            return None
        substitution_id = read_substitute_token(work.settings, token)
        found = await question(work, substitution_id) if substitution_id else None
        if found is None:
            self._wrong_links.add(_source(request), work.now)
        return found

    def _is_busy(self, work: Work, request: HtmxRequest) -> bool:
        return self._wrong_links.are_too_many(_source(request), work.now)

    async def _answering(self, work: Work, request: HtmxRequest, token: str) -> UUID:
        """The customer acts, whoever else is signed in at their browser. Raises NotFound."""
        found = await self._found(work, request, token)
        if found is None:
            raise NotFound
        work.locale = _locale(request, found, "")
        work.actor = Actor(kind="customer", id=str(found.order_id))
        return found.id


def _locale(request: HtmxRequest, found: Question, lang: str) -> str:
    wanted = (lang, request.cookies.get(COOKIE), found.locale)
    return next(locale for locale in wanted if locale in LOCALES)


def _source(request: HtmxRequest) -> str:
    return request.client.host if request.client else ""


def _no_question(work: Work, *, is_busy: bool) -> Response[str]:
    answer = page(work, "sales/no_question.html", status=429 if is_busy else 404, is_busy=is_busy)
    answer.headers.update(HEADERS)
    return answer
