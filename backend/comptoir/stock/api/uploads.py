"""An upload of any size: received in pieces, in constant memory, and taken by a worker."""

from collections.abc import AsyncIterator
from hashlib import sha256
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from comptoir.kit.errors import N_, Refused
from comptoir.stock.actions import feeds
from comptoir.stock.rules.feeds import Format, Said
from comptoir.wiring import commands
from comptoir.wiring.actors import Actor
from comptoir.wiring.aside import Aside
from comptoir.wiring.commands import Answer

PIECE = 1_000_000


class CutOff(Refused):
    status = 400
    slug = "upload-cut-off"
    title = N_("The upload ended too soon. Nothing of it was taken: please send it again.")


class Upload:
    """An upload under a client's key. All of it has to come before it is known whether it was sent before."""

    def __init__(self, aside: Aside, actor: Actor, key: UUID, path: str) -> None:
        self._aside, self._actor, self._key = aside, actor, key
        self._mark = sha256(path.encode())

    async def take(self, body: AsyncIterator[bytes], said: Said, *, form: Format, name: str) -> UUID:
        """The id of the feed that it became, or was already when it was sent before.

        Raises AsOfMissing or AsOfImpossible, CutOff, and KeyUsedOtherwise.
        """
        async with self._aside.work(self._actor) as work:
            feed_id = await feeds.open_feed(work, said, form=form, name=name)
        try:
            await self._receive(feed_id, body)
        except BaseException:
            await self._end(feed_id, "upload_cut_off")
            raise
        try:
            return await self._finish(feed_id)
        except IntegrityError as error:
            await self._end(feed_id, "sent_before")
            if not commands.is_repeated(error):
                raise
        return await self._sent_before()

    async def _receive(self, feed_id: UUID, body: AsyncIterator[bytes]) -> None:
        """Keep each piece as it comes, so that memory holds one."""
        waiting, number = bytearray(), 0
        async for block in body:
            self._mark.update(block)
            waiting += block
            while len(waiting) >= PIECE:
                await self._keep(feed_id, number, bytes(waiting[:PIECE]))
                del waiting[:PIECE]
                number += 1
        await self._keep(feed_id, number, bytes(waiting))

    async def _keep(self, feed_id: UUID, number: int, piece: bytes) -> None:
        async with self._aside.work(self._actor) as work:
            await feeds.add_piece(work, feed_id, number=number, body=piece)

    async def _finish(self, feed_id: UUID) -> UUID:
        """All of it is there: it may run, and its key is used."""
        async with self._aside.work(self._actor) as work:
            await feeds.receive(work, feed_id)
            commands.keep(work, key=self._key, mark=self._mark.hexdigest(), answer=Answer(202, [], str(feed_id)))
        return feed_id

    async def _sent_before(self) -> UUID:
        async with self._aside.work(self._actor) as work:
            mark = self._mark.hexdigest()
            answer = await commands.find(work.session, owner=self._actor.key, key=self._key, mark=mark)
        assert answer, "somebody used the key"
        return UUID(answer.body)

    async def _end(self, feed_id: UUID, failure: str) -> None:
        async with self._aside.work(self._actor) as work:
            await feeds.end(work, feed_id, failure=failure)
