"""Who acted offline is believed by the tablet's own token, and by who was signed in on it then."""

from datetime import timedelta
from uuid import uuid4

import pytest
from litestar import Litestar

from comptoir.identity.actions.devices import enrol_device, revoke_device
from comptoir.identity.actions.team import deactivate
from tests.fulfilment.offline import Outbox
from tests.house import ANNECY, BREAD, HUGO, LEA, NADIA, PAUL, House
from tests.identity.conftest import Browser, device_id
from tests.story import Story


@pytest.fixture
async def story(chain: House) -> Story:
    """An order of one bread."""
    return await Story.begin(chain, (BREAD, 1))


def take(story: Story) -> str:
    return f"/preparations/{story.preparation_id}/take"


async def kept_by(person: object, chain: House, tablet: Browser, story: Story) -> Outbox:
    """Somebody takes the order while the tablet is offline."""
    outbox = Outbox(chain, tablet, person)  # type: ignore[arg-type]
    outbox.do(take(story))
    return outbox


async def test_what_was_done_offline_counts_without_a_session(tablet: Browser, chain: House, story: Story) -> None:
    await tablet.enter_pin(LEA)
    chain.wait(minutes=5)
    outbox = await kept_by(LEA, chain, tablet, story)
    tablet.cookies.delete("comptoir_session")
    chain.wait(minutes=20)
    assert await outbox.answers() == [200]
    assert await chain.value("SELECT holder_id FROM preparations") == int(LEA.id)


async def test_it_counts_after_the_session_expired(tablet: Browser, chain: House, story: Story) -> None:
    await tablet.enter_pin(LEA)
    outbox = await kept_by(LEA, chain, tablet, story)
    chain.wait(hours=40)
    assert not await tablet.is_signed_in()
    assert await outbox.answers() == [200]


async def test_it_counts_after_a_sign_out(tablet: Browser, chain: House, story: Story) -> None:
    await tablet.enter_pin(LEA)
    outbox = await kept_by(LEA, chain, tablet, story)
    chain.wait(minutes=2)
    await tablet.post("/sign-out")
    assert await outbox.answers() == [200]


async def test_what_is_done_after_a_sign_out_waits_for_a_new_one(tablet: Browser, chain: House, story: Story) -> None:
    await tablet.enter_pin(LEA)
    await tablet.post("/sign-out")
    chain.wait(minutes=2)
    outbox = await kept_by(LEA, chain, tablet, story)
    (answer,) = await outbox.send()
    assert (answer.status_code, answer.headers["Problem"]) == (401, "sign-in-again")
    assert "Sign in again" in answer.text
    assert "hx-redirect" not in answer.headers
    await tablet.enter_pin(LEA)
    assert await outbox.answers() == [200]


async def test_who_left_the_tablet_to_a_colleague_may_come_back_offline(
    tablet: Browser, chain: House, story: Story
) -> None:
    await tablet.enter_pin(LEA)
    await tablet.post("/switch")
    await tablet.enter_pin(HUGO)
    chain.wait(minutes=10)
    outbox = await kept_by(LEA, chain, tablet, story)
    assert await outbox.answers() == [200]


@pytest.mark.parametrize("stranger", [HUGO, PAUL])
async def test_who_never_signed_in_on_the_tablet_is_not_believed(
    stranger: object, tablet: Browser, chain: House, story: Story
) -> None:
    await tablet.enter_pin(LEA)
    outbox = await kept_by(stranger, chain, tablet, story)
    assert await outbox.answers() == [401]
    assert await chain.state_of(story.preparation_id) == "open"


async def test_a_session_on_another_tablet_says_nothing(
    app: Litestar, tablet: Browser, chain: House, story: Story
) -> None:
    async with chain.work(PAUL) as work:
        token = await enrol_device(work, location_id=ANNECY, name="Annecy")
    elsewhere = Browser(app)
    elsewhere.keep("comptoir_device", token)
    await tablet.enter_pin(LEA)
    assert await (await kept_by(LEA, chain, elsewhere, story)).answers() == [401]


async def test_who_is_signed_in_on_no_tablet_acts_now_however_late_it_comes(
    app: Litestar, chain: House, story: Story
) -> None:
    """A manager's own computer, whose connection was slow, or away for a moment."""
    office = Browser(app)
    await office.sign_in(NADIA)
    outbox = await kept_by(NADIA, chain, office, story)
    chain.wait(minutes=5)
    assert await outbox.answers() == [200]
    taken = await chain.value("SELECT taken_at FROM preparations")
    assert taken == chain.clock.now()


async def test_who_is_signed_in_on_no_tablet_acts_for_nobody_else(app: Litestar, chain: House, story: Story) -> None:
    office = Browser(app)
    await office.sign_in(NADIA)
    assert await (await kept_by(LEA, chain, office, story)).answers() == [401]
    await office.post("/sign-out")
    assert await (await kept_by(NADIA, chain, office, story)).answers() == [401]
    assert await chain.state_of(story.preparation_id) == "open"


async def test_what_is_refused_on_no_tablet_is_only_refused(app: Litestar, chain: House, story: Story) -> None:
    office = Browser(app)
    await office.sign_in(NADIA)
    outbox = Outbox(chain, office, NADIA)
    outbox.do(f"/preparations/{story.preparation_id}/undo-ready")
    assert await outbox.answers() == [409]
    assert await chain.rows("SELECT * FROM conflicts") == []


async def test_another_stores_tablet_changes_nothing_here(app: Litestar, chain: House, story: Story) -> None:
    async with chain.work(PAUL) as work:
        token = await enrol_device(work, location_id=ANNECY, name="Annecy")
    elsewhere = Browser(app)
    elsewhere.keep("comptoir_device", token)
    await elsewhere.enter_pin(PAUL)
    (answer,) = await (await kept_by(PAUL, chain, elsewhere, story)).send()
    assert answer.status_code == 404
    assert await chain.state_of(story.preparation_id) == "open"
    assert await chain.value("SELECT location_id FROM conflicts") == ANNECY


async def test_a_tablet_that_was_taken_out_of_use_vouches_for_nobody(
    tablet: Browser, chain: House, story: Story
) -> None:
    await tablet.enter_pin(LEA)
    outbox = await kept_by(LEA, chain, tablet, story)
    async with chain.work(NADIA) as work:
        await revoke_device(work, await device_id(chain))
    assert await outbox.answers() == [401]


async def test_who_left_the_store_meanwhile_has_no_rights_any_more(tablet: Browser, chain: House, story: Story) -> None:
    await tablet.enter_pin(LEA)
    outbox = await kept_by(LEA, chain, tablet, story)
    chain.wait(minutes=2)
    async with chain.work(NADIA) as work:
        await deactivate(work, int(LEA.id))
    assert await outbox.answers() == [403]
    assert await chain.state_of(story.preparation_id) == "open"
    assert await chain.value("SELECT reason FROM conflicts") == "no-longer-here"


@pytest.mark.parametrize(
    ("headers", "status", "problem"),
    [
        ({"Acted-Ago": "5"}, 400, "malformed-act"),
        ({"Acted-By": "1"}, 400, "malformed-act"),
        ({"Acted-By": "Lea", "Acted-Ago": "5"}, 400, "malformed-act"),
        ({"Acted-By": "1", "Acted-Ago": "-1"}, 400, "malformed-act"),
        ({"Acted-By": "1", "Acted-Ago": "nan"}, 400, "malformed-act"),
        ({"Acted-By": "1", "Acted-Ago": "soon"}, 400, "malformed-act"),
        ({"Acted-By": "9" * 40, "Acted-Ago": "5"}, 400, "malformed-act"),
        ({"Acted-By": "1", "Acted-Ago": "2592001"}, 422, "acted-too-long-ago"),
        ({"Acted-By": "1", "Acted-Ago": "1e300"}, 422, "acted-too-long-ago"),
        ({"Acted-By": "1", "Acted-Ago": "inf"}, 422, "acted-too-long-ago"),
        ({"Acted-By": "1" * 18, "Acted-Ago": "5"}, 401, "sign-in-again"),
    ],
)
async def test_an_act_that_cannot_be_is_refused(
    headers: dict[str, str], status: int, problem: str, tablet: Browser, story: Story
) -> None:
    await tablet.enter_pin(LEA)
    sent = {"HX-Request": "true", "Idempotency-Key": str(uuid4())} | headers
    answer = await tablet.post(take(story), headers=sent)
    assert (answer.status_code, answer.headers["Problem"]) == (status, problem)


async def test_an_act_needs_its_key(tablet: Browser, story: Story) -> None:
    await tablet.enter_pin(LEA)
    answer = await tablet.post(take(story), headers={"HX-Request": "true", "Acted-By": LEA.id, "Acted-Ago": "5"})
    assert (answer.status_code, answer.headers["Problem"]) == (400, "idempotency-key-needed")


async def test_only_store_work_may_come_this_way(tablet: Browser, chain: House) -> None:
    await tablet.enter_pin(NADIA)
    outbox = Outbox(chain, tablet, NADIA)
    outbox.do(f"/team/{LEA.id}/pin", pin="5820")
    (answer,) = await outbox.send()
    assert (answer.status_code, answer.headers["Problem"]) == (422, "online-only")


async def test_another_site_can_make_a_tablet_send_nothing(tablet: Browser, chain: House, story: Story) -> None:
    await tablet.enter_pin(LEA)
    tablet.client.headers["Sec-Fetch-Site"] = "cross-site"
    assert await (await kept_by(LEA, chain, tablet, story)).answers() == [403]
    assert await chain.value("SELECT count(*) FROM conflicts") == 0


async def test_a_sign_out_ends_the_session_when_it_is_sent_after_what_was_done_before(
    tablet: Browser, chain: House, story: Story
) -> None:
    await tablet.enter_pin(LEA)
    chain.wait(minutes=5)
    outbox = await kept_by(LEA, chain, tablet, story)
    chain.wait(minutes=1)
    outbox.do("/sign-out")
    chain.wait(minutes=30)
    assert await tablet.is_signed_in()
    assert await outbox.answers() == [200, 204]
    assert await outbox.answers() == [200, 204], "sent again"
    assert not await tablet.is_signed_in()
    later = await kept_by(LEA, chain, tablet, story)
    assert await later.answers() == [401]


async def test_a_late_sign_out_ends_nobody_elses_session_and_none_that_was_begun_since(
    tablet: Browser, chain: House, story: Story
) -> None:
    await tablet.enter_pin(LEA)
    chain.wait(minutes=5)
    leaving = Outbox(chain, tablet, LEA)
    leaving.do("/sign-out")
    chain.wait(minutes=5)
    await tablet.enter_pin(HUGO)
    assert await leaving.answers() == [204]
    assert await tablet.is_signed_in()
    chain.wait(minutes=5)
    later = await kept_by(LEA, chain, tablet, story)
    assert await later.answers() == [401], "she left for good, though a colleague took the tablet over by then"
    await tablet.enter_pin(LEA)
    await leaving._send("/sign-out", str(uuid4()), chain.clock.now() - timedelta(minutes=15), {})  # pyright: ignore[reportPrivateUsage]
    assert await tablet.is_signed_in()
