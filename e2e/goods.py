"""What the staged store sells, beside the bread and cheese of the cast."""

import msgspec
from sqlalchemy import text

from comptoir.wiring.sessions import Sessions
from tests.house import LYON


class Article(msgspec.Struct, frozen=True):
    """A product of one size, its price in cents."""

    sku: str
    name: str
    brand: str
    size: str
    department: str
    price: int
    handling: tuple[str, ...] = ()


ARTICLES = (
    Article("BUTTER-250", "Salted farmhouse butter", "Le Gall", "250 g", "Dairy & eggs", 389, ("cold",)),
    Article("YOGHURT-4", "Plain yoghurt, whole milk", "La Fermière", "4 × 140 g", "Dairy & eggs", 345, ("cold",)),
    Article("EGGS-12", "Free-range eggs, large", "Loué", "12", "Dairy & eggs", 465, ("cold", "fragile")),
    Article("SALMON-4", "Smoked salmon, 4 slices", "Labeyrie", "140 g", "Fish & seafood", 749, ("cold",)),
    Article("SORBET-1", "Raspberry sorbet", "Terre Adélice", "0.5 l", "Frozen", 695, ("frozen",)),
    Article("COFFEE-1", "Ground coffee, medium roast", "Malongo", "250 g", "Hot drinks", 520),
    Article("PASTA-500", "Penne rigate", "Barilla", "500 g", "Pasta & rice", 165),
    Article("OIL-75", "Olive oil, first cold pressing", "Puget", "75 cl", "Oils & vinegars", 1090, ("fragile",)),
    Article("PEACH-1", "Yellow peaches", "", "1 kg", "Fruit & vegetables", 420),
    Article("WATER-6", "Spring water, 6 bottles", "Évian", "6 × 1.5 l", "Drinks", 414, ("oversize",)),
)


async def stock(sessions: Sessions, *, each: int = 40) -> None:
    """Put so many of each article on Lyon's shelves, with their line in the ledger."""
    async with sessions() as session:
        for place, article in enumerate(ARTICLES, start=1):
            await session.execute(text(SHELVED), _row(article, place) | {"location": LYON, "on_hand": each})
        await session.commit()


def _row(article: Article, place: int) -> dict[str, object]:
    return {
        "sku": article.sku,
        "name": article.name,
        "brand": article.brand,
        "size": article.size,
        "department": article.department,
        "price": article.price,
        "handling": msgspec.json.encode(article.handling).decode(),
        "gtin": f"0376012345{place:04}",
    }


SHELVED = """
WITH product AS (INSERT INTO products (code, name, brand, department)
        VALUES (:sku, :name, :brand, :department) RETURNING id),
    variant AS (INSERT INTO variants (product_id, sku, size, price, tax_rate, handling)
        SELECT id, :sku, :size, :price, 0.055, cast(:handling AS jsonb) FROM product RETURNING id),
    gtin AS (INSERT INTO gtins (gtin, variant_id) SELECT :gtin, id FROM variant),
    level AS (INSERT INTO stock_levels (location_id, variant_id, on_hand)
        SELECT :location, id, :on_hand FROM variant)
INSERT INTO movements (location_id, variant_id, version, cause, on_hand_change, on_hand_after, actor, at)
    SELECT :location, id, 1, 'opening', :on_hand, :on_hand, 'system:test', now() FROM variant
"""
