"""Stripe's end, as far as we use it, spoken over HTTP: forms in, JSON out, idempotency keys, errors, signed events."""

import asyncio
import hashlib
import hmac
import json
import re
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

KEY = "sk_test_comptoir"
SECRET = "whsec_comptoir"
READER = "tmr_lyon"

Thing = dict[str, Any]


class Refusal(Exception):
    """Stripe says no."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind = status, kind


class Call(NamedTuple):
    """What we asked for."""

    path: str
    form: dict[str, str]
    key: str | None


class StripeAccount:
    """An account: what was asked of it, and what customers do on its pages and at its readers."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.things: dict[str, Thing] = {}
        self.port = 0
        self.breaks: list[int | str] = []
        """How it fails the next requests: a status, or `cut` after it did what it was asked, and before it says so."""
        self._answers: dict[str, tuple[dict[str, str], Thing]] = {}
        self._routes = [
            (r"POST /v1/checkout/sessions", self._open_session),
            (r"GET /v1/checkout/sessions/(\w+)", self._show),
            (r"POST /v1/checkout/sessions/(\w+)/expire", self._expire),
            (r"POST /v1/payment_intents", self._open_intent),
            (r"GET /v1/payment_intents/(\w+)", self._show),
            (r"POST /v1/payment_intents/(\w+)/cancel", self._cancel),
            (r"POST /v1/terminal/readers/(\w+)/process_payment_intent", self._process),
            (r"POST /v1/terminal/readers/(\w+)/cancel_action", self._stop),
            (r"POST /v1/refunds", self._refund),
        ]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def made(self, kind: str) -> list[Thing]:
        """All sessions (`cs`), intents (`pi`) or refunds (`re`), in the order in which they were made."""
        return [thing for name, thing in self.things.items() if name.startswith(f"{kind}_")]

    def pay(self, reference: str) -> None:
        """The customer pays on the page, or their card is taken at the reader."""
        thing = self.things[reference]
        if reference.startswith("cs_"):
            intent = self._add("pi", status="succeeded", amount=thing["amount_total"], last_payment_error=None)
            thing |= {"status": "complete", "payment_status": "paid", "payment_intent": intent["id"]}
        else:
            thing["status"] = "succeeded"

    def decline(self, reference: str) -> None:
        """A card is refused; another may be tried."""
        self.things[reference]["last_payment_error"] = {"message": "Your card was declined."}

    def event(self, reference: str, *, secret: str = SECRET, at: float | None = None) -> tuple[bytes, str]:
        """What Stripe sends when something happens to a thing, and how it signs that."""
        body = json.dumps({"id": "evt_1", "object": "event", "data": {"object": self.things[reference]}}).encode()
        moment = int(at if at is not None else time.time())
        signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
        return body, f"t={moment},v1={signed}"

    def _open_session(self, form: dict[str, str]) -> Thing:
        amount = int(form["line_items[0][price_data][unit_amount]"]) * int(form["line_items[0][quantity]"])
        if amount < 50:
            raise Refusal(400, "invalid_request_error", "The amount is too small.")
        until = int(form["expires_at"]) - time.time()
        if not 1800 - 5 <= until <= 86_400:
            raise Refusal(400, "invalid_request_error", "expires_at must be 30 minutes to 24 hours away.")
        names = {"payment_id": form["metadata[payment_id]"]}
        made = self._add(
            "cs", status="open", payment_status="unpaid", amount_total=amount, payment_intent=None,
            currency=form["line_items[0][price_data][currency]"], metadata=names,
            client_reference_id=form["client_reference_id"],
        )  # fmt: skip
        return made | {"url": f"https://checkout.stripe.test/{made['id']}"}

    def _open_intent(self, form: dict[str, str]) -> Thing:
        if "payment_method_types[0]" in form:
            raise Refusal(400, "invalid_request_error", "payment_method_types is no longer supported.")
        assert form["allowed_payment_method_types[0]"] == "card_present"
        return self._add(
            "pi", status="requires_payment_method", amount=int(form["amount"]), currency=form["currency"],
            metadata={"payment_id": form["metadata[payment_id]"]}, last_payment_error=None,
        )  # fmt: skip

    def _show(self, _form: dict[str, str], name: str) -> Thing:
        if name not in self.things:
            raise Refusal(404, "invalid_request_error", f"No such object: {name}")
        return self.things[name]

    def _expire(self, form: dict[str, str], name: str) -> Thing:
        session = self._show(form, name)
        if session["status"] != "open":
            raise Refusal(400, "invalid_request_error", "Only open sessions can be expired.")
        session["status"] = "expired"
        return session

    def _cancel(self, form: dict[str, str], name: str) -> Thing:
        intent = self._show(form, name)
        if intent["status"] == "succeeded":
            raise Refusal(400, "invalid_request_error", "It succeeded already.")
        intent["status"] = "canceled"
        return intent

    def _process(self, form: dict[str, str], reader: str) -> Thing:
        if reader != READER:
            raise Refusal(404, "invalid_request_error", f"No such terminal.reader: {reader}")
        action = {
            "type": "process_payment_intent",
            "process_payment_intent": {"payment_intent": form["payment_intent"]},
        }
        self.things[reader] = {"id": reader, "object": "terminal.reader", "action": action}
        return self.things[reader]

    def _stop(self, _form: dict[str, str], reader: str) -> Thing:
        self.things[reader]["action"] = None
        return self.things[reader]

    def _refund(self, form: dict[str, str]) -> Thing:
        intent, amount = self.things[form["payment_intent"]], int(form["amount"])
        if amount > intent["amount"] - sum(each["amount"] for each in self.made("re")):
            raise Refusal(400, "invalid_request_error", "Refund amount is greater than unrefunded amount.")
        return self._add("re", status="succeeded", amount=amount, payment_intent=intent["id"], failure_reason=None)

    def _add(self, kind: str, **facts: Any) -> Thing:
        name = f"{kind}_{len(self.things) + 1}"
        self.things[name] = {"id": name, "object": kind, **facts}
        return self.things[name]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
        method, target, _ = head[0].split(" ")
        how = self.breaks.pop(0) if self.breaks else None
        if isinstance(how, int):
            status, answer = how, {"error": {"type": "api_error", "message": "Something went wrong."}}
        else:
            status, answer = self._answer(method, target.split("?")[0], dict(parse_qsl(body)), headers)
        if how == "cut":
            return False
        said = json.dumps(answer).encode()
        writer.write(f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\n".encode())
        writer.write(f"Content-Length: {len(said)}\r\n\r\n".encode() + said)
        await writer.drain()
        return True

    def _answer(self, method: str, path: str, form: dict[str, str], headers: dict[str, str]) -> tuple[int, Thing]:
        try:
            if headers.get("authorization") != f"Bearer {KEY}":
                raise Refusal(401, "invalid_request_error", "Invalid API Key provided.")
            return 200, self._once(f"{method} {path}", form, headers.get("idempotency-key"))
        except Refusal as refusal:
            return refusal.status, {"error": {"type": refusal.kind, "message": str(refusal)}}

    def _once(self, asked: str, form: dict[str, str], key: str | None) -> Thing:
        """The same key gives the same answer; the same key with another request is refused."""
        self.calls.append(Call(asked, form, key))
        if key and key in self._answers:
            before, answer = self._answers[key]
            if before != form:
                raise Refusal(400, "idempotency_error", "Keys can only be used with the same parameters.")
            return answer
        answer = self._do(asked, form)
        if key and asked.startswith("POST"):
            self._answers[key] = form, dict(answer)
        return answer

    def _do(self, asked: str, form: dict[str, str]) -> Thing:
        for pattern, act in self._routes:
            if found := re.fullmatch(pattern, asked):
                return act(form, *found.groups())
        raise Refusal(404, "invalid_request_error", f"Unrecognized request URL ({asked}).")


@asynccontextmanager
async def stripe_account() -> AsyncGenerator[StripeAccount]:
    """An account that can be reached on a port of this machine."""
    account = StripeAccount()
    server = await asyncio.start_server(account.serve, "127.0.0.1", 0)
    account.port = server.sockets[0].getsockname()[1]
    try:
        yield account
    finally:
        server.close()
