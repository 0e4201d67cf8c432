"""The worker: reactions, jobs and timers, in a process of their own. Several may run; none does what another did."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from comptoir.catalogue.actions import index_missing
from comptoir.fulfilment.actions import (
    announce_due,
    enter_due,
    escalate_due,
    expire_due,
    forget_labels,
    remind_due,
    ring_again_due,
)
from comptoir.fulfilment.jobs import cancel_label, make_label, print_zpl
from comptoir.identity.actions.sessions import forget_sessions
from comptoir.kit.clock import Clock, SystemClock
from comptoir.network.actions import end_stopgaps_due, resume_due
from comptoir.notices.jobs import send_notice
from comptoir.payments.actions import look_due
from comptoir.payments.jobs import ask_for_payment, call_off_payment, give_payment_back, look_at_payment
from comptoir.reactions import REACTIONS
from comptoir.routing.actions import (
    end_waiting_due,
    follow_live,
    forget_days,
    move_at_risk_due,
    note_risks,
    see_chances_due,
)
from comptoir.routing.jobs import try_policy
from comptoir.sales.actions import expire_asked_due
from comptoir.sales.actions.learning import learn_due
from comptoir.sales.jobs import learn_together
from comptoir.stock.actions import expire_holds, measure_paces
from comptoir.stock.actions.feeding import forget_lines
from comptoir.stock.actions.feeds import drop_pieces, forget_feeds, give_up_silent
from comptoir.stock.jobs import FEEDING
from comptoir.webhooks.actions import forget_told
from comptoir.webhooks.jobs import DELIVERY, send_test
from comptoir.wiring.commands import forget_old
from comptoir.wiring.database import make_engine
from comptoir.wiring.doorbell import Doorbell
from comptoir.wiring.failures import Retries
from comptoir.wiring.jobs import JobRunner, Jobs, clean_jobs
from comptoir.wiring.keeping import keep_alive
from comptoir.wiring.lanes import Lane, Lanes
from comptoir.wiring.logging import set_up_logs
from comptoir.wiring.precedence import Precedence
from comptoir.wiring.reacting import Reacting, Reactions
from comptoir.wiring.readers import Reader
from comptoir.wiring.settings import Settings
from comptoir.wiring.timers import Timer, Timers

CONNECTIONS = 8
READER = "reactions"

JOBS: Jobs = {
    "send_notice": send_notice,
    "test_webhook": send_test,
    "try_policy": try_policy,
    "make_label": make_label,
    "cancel_label": cancel_label,
    "print_zpl": print_zpl,
    "ask_for_payment": ask_for_payment,
    "look_at_payment": look_at_payment,
    "call_off_payment": call_off_payment,
    "give_payment_back": give_payment_back,
    "learn_together": learn_together,
}
"""Who does a job of which name."""

LANES = (DELIVERY, FEEDING)
"""What must happen in order, and waits for others."""

TIMERS = (
    Timer(announce_due),
    Timer(expire_asked_due),
    Timer(ring_again_due),
    Timer(escalate_due),
    Timer(expire_holds),
    Timer(look_due),
    Timer(measure_paces, every_s=5),
    Timer(follow_live, every_s=5),
    Timer(resume_due),
    Timer(end_stopgaps_due),
    Timer(end_waiting_due, every_s=5),
    Timer(note_risks, every_s=5),
    Timer(move_at_risk_due),
    Timer(see_chances_due, every_s=10),
    Timer(forget_days, every_s=3600),
    Timer(enter_due),
    Timer(expire_due, every_s=60),
    Timer(remind_due, every_s=60),
    Timer(index_missing, every_s=60),
    Timer(forget_labels, every_s=3600),
    Timer(learn_due, every_s=60),
    Timer(forget_old, every_s=3600),
    Timer(forget_sessions, every_s=3600),
    Timer(clean_jobs, every_s=3600),
    Timer(forget_told, every_s=60),
    Timer(give_up_silent, every_s=60),
    Timer(drop_pieces, every_s=10),
    Timer(forget_feeds, every_s=3600),
    Timer(forget_lines, every_s=3600),
)
"""What happens because time passes."""

log = structlog.get_logger()


async def run(settings: Settings) -> None:
    """Work until cancelled, and through any time that the database is away; jobs that run are ended first."""
    set_up_logs(settings)
    await work(settings, SystemClock(), reactions=REACTIONS, jobs=JOBS, timers=TIMERS, lanes=LANES)


async def work(
    settings: Settings,
    clock: Clock,
    *,
    reactions: Reactions,
    jobs: Jobs,
    timers: tuple[Timer, ...],
    lanes: tuple[Lane, ...] = (),
) -> None:
    """The same with any reactions, jobs, timers and lanes."""
    assert settings.database_url, "a worker needs a database"
    engine = make_engine(settings.database_url, pool_size=CONNECTIONS)
    doorbell = Doorbell(settings.database_url)
    bell, lane_bell = doorbell.bell(), doorbell.bell()
    precedence = Precedence()
    reacting = Reacting(reactions, settings=settings, clock=clock)
    reader = Reader(READER, reacting, engine, ring=doorbell.ring, precedence=precedence)
    all_timers = (Timer(Retries(READER, reacting).retry), *timers)
    clocked = Timers(all_timers, engine, settings=settings, clock=clock, ring=doorbell.ring)
    runner = JobRunner(jobs, engine, settings=settings, clock=clock, ring=doorbell.ring, precedence=precedence)
    driver = Lanes(lanes, engine, settings=settings, clock=clock, ring=doorbell.ring)
    try:
        await _together(
            doorbell.run(),
            keep_alive("reactions", lambda: reader.run(bell)),
            keep_alive("timers", clocked.run),
            keep_alive("jobs", runner.run),
            keep_alive("lanes", lambda: driver.run(lane_bell)),
        )
    finally:
        await engine.dispose()


async def _together(*parts: Coroutine[Any, Any, None]) -> None:
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
