"""The network around the staged store: neighbours, a warehouse, a shirt in sizes and colours, rules, what is coming."""

from itertools import product

import msgspec
from sqlalchemy import text

from comptoir.wiring.sessions import Session, Sessions
from tests.house import ANNECY, LYON

NEIGHBOURS = (
    ("VILLEUR", "Villeurbanne", "store", 45.7719, 4.8902),
    ("VIENNE", "Vienne", "store", 45.5242, 4.8743),
    ("STETIEN", "Saint-Étienne Centre", "store", 45.4397, 4.3872),
    ("GRENOBLE", "Grenoble", "store", 45.1885, 5.7245),
    ("DEPOT", "Entrepôt Orléans", "warehouse", 47.9029, 1.9039),
)
COFFEE = {"VILLEUR": 3, "VIENNE": 12, "STETIEN": 1, "GRENOBLE": 26, "DEPOT": 480, "ANNECY": 7}
SIZES, COLOURS = ("S", "M", "L", "XL"), ("Black", "Ecru", "Marine")
SHIRT = "SHIRT"
DAY = [["09:00", "19:30"]]

COMING = (
    ("transfer", LYON, "T-1042", 24, 2),
    ("purchase", LYON, "PO-8817", 120, None),
    ("transfer", ANNECY, "T-1043", 6, 1),
)
RULES = ((None, None, "web", 1), (LYON, "Hot drinks", "web", 2), (None, "Hot drinks", None, 1))


async def spread(sessions: Sessions) -> None:
    """Open the neighbours, and give them goods; each with its line in the ledger."""
    async with sessions() as session:
        for code, name, kind, latitude, longitude in NEIGHBOURS:
            place = {"code": code, "name": name, "kind": kind, "latitude": latitude, "longitude": longitude}
            hours = msgspec.json.encode(dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), DAY)).decode()
            await session.execute(text(PLACE), place | {"hours": hours})
        for code, units in COFFEE.items():
            await session.execute(text(STOCK), {"code": code, "sku": "COFFEE-1", "on_hand": units})
        await _tailor(session)
        await _know(session)
        await session.commit()


async def _tailor(session: Session) -> None:
    """A shirt that is not there in every size and colour."""
    await session.execute(text(PRODUCT))
    for nth, (size, colour) in enumerate(product(SIZES, COLOURS)):
        if nth == 7:
            continue
        sku = f"{SHIRT}-{size}-{colour[:2].upper()}"
        await session.execute(text(VARIANT), {"sku": sku, "size": size, "colour": colour})
        for code, units in (("LYON", nth * 5 % 4), ("ANNECY", nth % 3), ("GRENOBLE", nth)):
            await session.execute(text(STOCK), {"code": code, "sku": sku, "on_hand": units})


async def _know(session: Session) -> None:
    """What is coming, what is kept back, and where little was found."""
    for kind, location, reference, quantity, days in COMING:
        coming = {"kind": kind, "location": location, "reference": reference, "quantity": quantity, "days": days}
        await session.execute(text(COMES), coming)
    for location, department, channel, quantity in RULES:
        rule = {"location": location, "department": department, "channel": channel, "quantity": quantity}
        await session.execute(text(KEEPS), rule)
    await session.execute(text(MISSED))


PLACE = """INSERT INTO locations (code, name, kind, town, latitude, longitude, hours, services)
    VALUES (:code, :name, :kind, :name, :latitude, :longitude, cast(:hours AS jsonb), '["collect"]')"""
STOCK = """WITH level AS (INSERT INTO stock_levels (location_id, variant_id, on_hand)
        SELECT l.id, v.id, :on_hand FROM locations l, variants v WHERE l.code = :code AND v.sku = :sku RETURNING *)
    INSERT INTO movements (location_id, variant_id, version, cause, on_hand_change, on_hand_after, actor, at)
    SELECT location_id, variant_id, 1, 'opening', on_hand, on_hand, 'system:test', now() FROM level"""
PRODUCT = (
    "INSERT INTO products (code, name, brand, department) VALUES ('SHIRT', 'Striped shirt', 'Armor Lux', 'Clothes')"
)
VARIANT = """INSERT INTO variants (product_id, sku, size, colour, price, tax_rate)
    SELECT id, :sku, :size, :colour, 4900, 0.2 FROM products WHERE code = 'SHIRT'"""
COMES = """INSERT INTO inbound (id, location_id, variant_id, kind, reference, quantity, expected_on, updated_at)
    SELECT gen_random_uuid(), :location, id, :kind, :reference, :quantity, current_date + cast(:days AS int), now()
    FROM variants WHERE sku = 'COFFEE-1'"""
KEEPS = """INSERT INTO safety_rules (id, location_id, department, channel, quantity, made_by, made_at)
    VALUES (gen_random_uuid(), :location, :department, :channel, :quantity, 'staff:6', now())"""
MISSED = """INSERT INTO stock_trust (location_id, variant_id, found, missed, seen_at)
    SELECT l.id, v.id, 1, 1, now() FROM locations l, variants v WHERE l.code = 'VILLEUR' AND v.sku = 'COFFEE-1'"""
