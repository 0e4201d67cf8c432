"""The door for machines that want to be told: have webhooks, change them, have them told anew."""

from uuid import UUID, uuid5

from litestar import Controller, Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from comptoir.identity.rules import Right, require
from comptoir.webhooks import actions
from comptoir.webhooks.api.bodies import (
    ReplayBody,
    SecretBody,
    SubscriptionBody,
    TestBody,
    WebhookBody,
    WebhookList,
    WebhookMade,
    body_of,
    made_of,
)
from comptoir.webhooks.jobs.messages import ping_id
from comptoir.webhooks.jobs.reaching import check_reachable
from comptoir.webhooks.queries.places import find_place
from comptoir.webhooks.queries.views import webhook, webhooks
from comptoir.wiring.api import AUTH, IdempotencyKey, problems, require_key
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.work import Work

NAMESPACE = UUID("01a21e5c-7b60-7f3e-8c55-3d8f0a6b9e21")
"""Of the ids that are made of a command's key."""

AT_ONE = {"on_400": "Malformed, or without Idempotency-Key.", "on_404": "No such webhook."}
REUSED = "The key was used for another command."
ONCE = {"Cache-Control": "no-store"}
"""The edge keeps no answer that is not to be stored, so no secret is kept with its key."""


class WebhooksApi(Controller):
    """Webhooks, by the Standard Webhooks specification (https://www.standardwebhooks.com)."""

    path = "/api/webhooks"
    tags = ["Webhooks"]

    @post(
        operation_id="createWebhook",
        summary="Be told what happens",
        responses=problems(
            on_400="Malformed, or without Idempotency-Key.",
            on_413="Larger than the limit.",
            on_422="An address that is no public one, or that nobody knows; or a key that was used otherwise.",
            **{**AUTH, "on_403": "The key lacks the scope, or that for what it wants to be told."},
        ),
    )
    async def create(
        self, work: CurrentWork, data: JSONBody[SubscriptionBody], key: IdempotencyKey = None
    ) -> Response[WebhookMade]:
        """From now on. The answer shows the secret, this once; only the same Idempotency-Key shows it again."""
        _check(work, key)
        wanted = await data.wanted(work)
        await check_reachable(work, wanted)
        webhook_id = _id_of(work, key)
        secret = await actions.add_webhook(work, webhook_id, wanted)
        return Response(await made_of(work, await webhook(work, webhook_id), secret), headers=ONCE)

    @get(operation_id="listWebhooks", summary="List webhooks", responses=problems(on_400="Malformed request.", **AUTH))
    async def list(self, work: CurrentWork) -> WebhookList:
        """All, by name."""
        return WebhookList([await body_of(work, view) for view in await webhooks(work)])

    @get(
        "/{webhook_id:uuid}",
        operation_id="getWebhook",
        summary="Read a webhook",
        responses=problems(on_400="Malformed request.", on_404="No such webhook.", **AUTH),
    )
    async def read(self, work: CurrentWork, webhook_id: FromPath[UUID]) -> WebhookBody:
        """How far it has been told, and what goes wrong."""
        return await body_of(work, await webhook(work, webhook_id))

    @put(
        "/{webhook_id:uuid}",
        operation_id="changeWebhook",
        summary="Change a webhook",
        responses=problems(
            **AT_ONE,
            on_413="Larger than the limit.",
            on_422="An address that is no public one, or that nobody knows; or a key that was used otherwise.",
            **{**AUTH, "on_403": "The key lacks the scope, or that for what it wants to be told."},
        ),
    )
    async def change(
        self,
        work: CurrentWork,
        webhook_id: FromPath[UUID],
        data: JSONBody[SubscriptionBody],
        key: IdempotencyKey = None,
    ) -> WebhookBody:
        """Its position stays; what failed is tried again at once."""
        _check(work, key)
        wanted = await data.wanted(work)
        await check_reachable(work, wanted)
        await actions.change_webhook(work, webhook_id, wanted)
        return await body_of(work, await webhook(work, webhook_id))

    @delete(
        "/{webhook_id:uuid}",
        operation_id="removeWebhook",
        summary="Remove a webhook",
        responses=problems(**AT_ONE, on_422=REUSED, **AUTH),
    )
    async def remove(self, work: CurrentWork, webhook_id: FromPath[UUID], key: IdempotencyKey = None) -> None:
        """It is told nothing any more."""
        _check(work, key)
        await actions.remove_webhook(work, webhook_id)

    @post(
        "/{webhook_id:uuid}/secret",
        status_code=200,
        operation_id="rotateWebhookSecret",
        summary="Make a new secret",
        responses=problems(**AT_ONE, on_422="A key that is no UUID.", **AUTH),
    )
    async def rotate(
        self, work: CurrentWork, webhook_id: FromPath[UUID], key: IdempotencyKey = None
    ) -> Response[SecretBody]:
        """The old secret signs along for 24 hours. The same Idempotency-Key shows the same secret again."""
        _check(work, key)
        secret = await actions.rotate_secret(work, webhook_id, secret_id=_id_of(work, key))
        view = await webhook(work, webhook_id)
        return Response(SecretBody(secret, view.old_secret_until), headers=ONCE)

    @post(
        "/{webhook_id:uuid}/pause",
        status_code=200,
        operation_id="pauseWebhook",
        summary="Pause a webhook",
        responses=problems(**AT_ONE, on_409="It is not active.", on_422=REUSED, **AUTH),
    )
    async def pause(self, work: CurrentWork, webhook_id: FromPath[UUID], key: IdempotencyKey = None) -> WebhookBody:
        """What happens meanwhile is told when it is resumed."""
        _check(work, key)
        await actions.pause_webhook(work, webhook_id)
        return await body_of(work, await webhook(work, webhook_id))

    @post(
        "/{webhook_id:uuid}/resume",
        status_code=200,
        operation_id="resumeWebhook",
        summary="Resume a webhook",
        responses=problems(**AT_ONE, on_409="It is active already.", on_422=REUSED, **AUTH),
    )
    async def resume(self, work: CurrentWork, webhook_id: FromPath[UUID], key: IdempotencyKey = None) -> WebhookBody:
        """It goes on where it stopped. Replay it from `now` first to leave out what happened meanwhile."""
        _check(work, key)
        await actions.resume_webhook(work, webhook_id)
        return await body_of(work, await webhook(work, webhook_id))

    @post(
        "/{webhook_id:uuid}/replay",
        status_code=200,
        operation_id="replayWebhook",
        summary="Tell a webhook anew from a place on",
        responses=problems(
            **AT_ONE,
            on_413="Larger than the limit.",
            on_422="No such place, or one that the log has not come to yet; or a key that was used otherwise.",
            **AUTH,
        ),
    )
    async def replay(
        self, work: CurrentWork, webhook_id: FromPath[UUID], data: JSONBody[ReplayBody], key: IdempotencyKey = None
    ) -> WebhookBody:
        """Messages come under the ids that they had, with what is so now; levels that changed since, as they are."""
        _check(work, key)
        await actions.replay_webhook(work, webhook_id, since=await find_place(work, data.since))
        return await body_of(work, await webhook(work, webhook_id))

    @post(
        "/{webhook_id:uuid}/test",
        status_code=202,
        operation_id="testWebhook",
        summary="Send a test",
        responses=problems(**AT_ONE, on_422=REUSED, **AUTH),
    )
    async def test(self, work: CurrentWork, webhook_id: FromPath[UUID], key: IdempotencyKey = None) -> TestBody:
        """A message of the type `ping`, once, also to a paused one; `tested_at` and `test_error` say how it went."""
        _check(work, key)
        test_id = _id_of(work, key)
        await actions.ask_test(work, webhook_id, test_id=test_id)
        return TestBody(ping_id(test_id))


def _check(work: Work, key: str | None) -> None:
    require(work.actor, Right.MANAGE_WEBHOOKS)
    require_key(key)


def _id_of(work: Work, key: str | None) -> UUID:
    """The id of what a command makes: the same where it is repeated."""
    return uuid5(NAMESPACE, f"{work.actor.key} {key}".lower())
