"""`comptoir doctor`: whether all is well, and what to do where it is not."""

import asyncio
import sys
from typing import NamedTuple

import click
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from comptoir.catalogue.actions import index_products
from comptoir.catalogue.queries.documents import every_product, in_chunks, untrue_documents
from comptoir.cli.database import database
from comptoir.cli.migrate import ALEMBIC_INI
from comptoir.cli.working import working
from comptoir.reactions import REACTIONS
from comptoir.webhooks.queries.views import WebhookView, webhooks
from comptoir.webhooks.rules.retries import sentence
from comptoir.wiring.away import is_away
from comptoir.wiring.failures import failures, try_again
from comptoir.wiring.pages import FRONTEND
from comptoir.wiring.settings import get_settings
from comptoir.wiring.work import Work

OLDEST_VERSION = 15
LONGEST_TRANSACTION_S = 5
LONGEST_WAIT_S = 60


class Finding(NamedTuple):
    """One thing that was looked at; `words` say how it is, and what to do if it is not well."""

    well: bool
    subject: str
    words: str


@click.command
@click.option("--again", is_flag=True, help="Have the worker try again what was set aside, and index what changed.")
def command(again: bool) -> None:
    """Look at database, event log, reactions, jobs, webhooks, search and the build. Fails if anything is not well."""
    with database():
        findings = asyncio.run(examine(again=again))
    for finding in findings:
        sign, colour = ("ok", "green") if finding.well else ("!!", "red")
        click.echo(f"{click.style(sign, fg=colour, bold=True)}  {finding.subject:13} {finding.words}")
    sys.exit(not all(finding.well for finding in findings))


async def examine(*, again: bool = False) -> list[Finding]:
    """What is found, in the order of what depends on what; `again` first tries what was set aside once more."""
    try:
        async with working(get_settings()) as work:
            findings = [await version(work), await migrations(work)]
            if all(finding.well for finding in findings):
                findings += await _examine_tables(work, again=again)
    except Exception as error:
        if not is_away(error):
            raise
        findings = [Finding(False, "Database", f"does not answer at DATABASE_URL: {error}")]
    return [*findings, build()]


async def _examine_tables(work: Work, *, again: bool) -> list[Finding]:
    if again:
        await _try_again(work)
    checks = (transactions, event_log, reactions, jobs, webhook_deliveries, search)
    return [await check(work) for check in checks]


async def _try_again(work: Work) -> None:
    await try_again(work)
    await work.commit()
    for product_ids in in_chunks(await untrue_documents(work)):
        await index_products(work, product_ids)
        await work.commit()


async def version(work: Work) -> Finding:
    """Which PostgreSQL it is."""
    number = int((await work.execute(text("SHOW server_version_num"))).scalar_one())
    return Finding(number >= OLDEST_VERSION * 10_000, "Database", f"PostgreSQL {number // 10_000}.{number % 10_000}")


async def migrations(work: Work) -> Finding:
    """Whether the tables are those of this version."""
    exists = (await work.execute(text("SELECT to_regclass('alembic_version') IS NOT NULL"))).scalar_one()
    now = (await work.execute(text("SELECT version_num FROM alembic_version"))).scalar() if exists else None
    head = ScriptDirectory.from_config(Config(ALEMBIC_INI)).get_current_head()
    return Finding(now == head, "Tables", f"at {now or 'nothing'}" + ("" if now == head else "; run: comptoir migrate"))


async def transactions(work: Work) -> Finding:
    """A transaction that stays open holds back every reader of the log, in any database of the server."""
    query = text("""
        SELECT coalesce(extract(epoch FROM max(now() - xact_start)), 0)::int FROM pg_stat_activity
        WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
    """)
    seconds = (await work.execute(query)).scalar_one()
    return Finding(seconds <= LONGEST_TRANSACTION_S, "Transactions", f"longest open one that writes: {seconds} s")


async def event_log(work: Work) -> Finding:
    """Whether the worker keeps up with the log; it notes its position only at events that have reactions."""
    query = text("""
        SELECT count(*), coalesce(extract(epoch FROM now() - min(at)), 0)::int FROM events
        WHERE name = ANY(:names)
          AND NOT EXISTS (SELECT FROM event_readers r WHERE (r.xid, r.event_id) >= (events.xid, events.id))
    """)
    count, seconds = (await work.execute(query, {"names": [event.name() for event in REACTIONS]})).one()
    return Finding(seconds <= LONGEST_WAIT_S, "Event log", f"{count} events to react to, {_age(seconds)}")


async def reactions(work: Work) -> Finding:
    """Reactions that failed, and those that nobody tries again."""
    failed = await failures(work.session)
    aside = [failure for failure in failed if failure.set_aside_at]
    lines = [f"{len(failed) - len(aside)} being tried again, {len(aside)} set aside"]
    lines += [f"event {each.event_id}: {each.reaction}: {each.error.splitlines()[-1]}" for each in aside]
    lines += ["when the cause is gone, run: comptoir doctor --again"] if aside else []
    return Finding(not aside, "Reactions", "\n                  ".join(lines))


async def jobs(work: Work) -> Finding:
    """What leaves the house and has waited too long."""
    query = text("""
        SELECT count(*), coalesce(extract(epoch FROM now() - min(execute_after)), 0)::int FROM pgqueuer
        WHERE execute_after <= now()
    """)
    count, seconds = (await work.execute(query)).one()
    return Finding(seconds <= LONGEST_WAIT_S, "Jobs", f"{count} due, {_age(seconds)}")


async def webhook_deliveries(work: Work) -> Finding:
    """Webhooks that were given up, that fail, or that nobody tells."""
    found = await webhooks(work)
    complaints = [f"{each.name}: {said}" for each in found if (said := _complaint(work, each))]
    if not complaints:
        return Finding(True, "Webhooks", f"{len(found)}, none of them fails")
    return Finding(False, "Webhooks", "\n                  ".join([*complaints, "see them on the page /webhooks"]))


def _complaint(work: Work, webhook: WebhookView) -> str | None:
    said = sentence(webhook.trouble) if webhook.trouble else ""
    if webhook.state == "disabled":
        return f"disabled. {said}"
    if webhook.failing_since:
        return f"fails since {webhook.failing_since:%Y-%m-%d %H:%M} UTC. {said}"
    is_late = webhook.behind_since and (work.now - webhook.behind_since).total_seconds() > LONGEST_WAIT_S
    return "is behind; is a worker running?" if webhook.state == "active" and is_late else None


async def search(work: Work) -> Finding:
    """Products that a search does not know as they are: somebody wrote them and did not index them."""
    products, untrue = len(await every_product(work)), len(await untrue_documents(work))
    lines = f"{products:,} products, {untrue:,} not known as they are"
    return Finding(not untrue, "Search", lines + ("; run: comptoir doctor --again" if untrue else ""))


def _age(seconds: int) -> str:
    return f"the oldest for {seconds} s" + ("" if seconds <= LONGEST_WAIT_S else "; is a worker running?")


def build() -> Finding:
    """Whether the browser's code was bundled."""
    built = (FRONTEND / "dist" / "manifest.json").exists()
    return Finding(built, "Browser code", "bundled" if built else "missing; run: make run, or node frontend/build.mjs")
