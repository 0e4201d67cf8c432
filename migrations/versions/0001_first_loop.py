"""Everything that the first loop needs: Click & Collect from order to handover."""

import re

import sqlalchemy as sa
from alembic import op
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from sqlalchemy.dialects import postgresql

from comptoir.wiring.tables import Xid8

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE order_serial INCREMENT 100")
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_keys_key_hash")),
    )
    op.create_table(
        "commands",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_commands")),
    )
    op.create_index("ix_commands_at", "commands", ["at"], unique=False)
    op.create_table(
        "customers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("since", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("locale IN ('en', 'fr')", name=op.f("ck_customers_locale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_table(
        "event_failures",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("reaction", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("failed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("set_aside_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("reader", "event_id", "reaction", name=op.f("pk_event_failures")),
    )
    op.create_table(
        "event_readers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("xid", Xid8(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_event_readers")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_position", "events", ["xid", "id"], unique=False)
    op.create_index(
        "ix_events_preparation",
        "events",
        [sa.literal_column("(data->>'preparation_id')")],
        unique=False,
        postgresql_where="data ? 'preparation_id'",
    )
    op.create_table(
        "locations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="online", nullable=False),
        sa.Column("street", sa.Text(), server_default="", nullable=False),
        sa.Column("postcode", sa.Text(), server_default="", nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), server_default="FR", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("timezone", sa.Text(), server_default="Europe/Paris", nullable=False),
        sa.Column("hours", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("services", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("handling", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("capacity_per_day", sa.BigInteger(), server_default="200", nullable=False),
        sa.CheckConstraint("kind IN ('store', 'warehouse')", name=op.f("ck_locations_kind")),
        sa.CheckConstraint("status IN ('online', 'suspended', 'offline')", name=op.f("ck_locations_status")),
        sa.CheckConstraint("capacity_per_day >= 0", name=op.f("ck_locations_capacity")),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name=op.f("ck_locations_coordinates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locations")),
        sa.UniqueConstraint("code", name=op.f("uq_locations_code")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("queued_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("sent_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("medium IN ('email', 'sms', 'push')", name=op.f("ck_notices_medium")),
        sa.CheckConstraint("state IN ('queued', 'sent', 'delivered', 'failed')", name=op.f("ck_notices_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("uq_notices_once", "notices", ["kind", "subject_id", "recipient"], unique=True)
    op.create_table(
        "products",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), server_default="", nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("code", name=op.f("uq_products_code")),
    )
    op.create_index(op.f("ix_products_department"), "products", ["department"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), server_default="en", nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("failed_tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('associate', 'preparer', 'manager', 'headquarters')", name=op.f("ck_staff_role")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_staff_email")),
        sa.CheckConstraint("failed_tries >= 0", name=op.f("ck_staff_failed_tries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("enrolled_by", sa.BigInteger(), nullable=False),
        sa.Column("enrolled_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["enrolled_by"], ["staff.id"], name=op.f("fk_devices_enrolled_by")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_devices_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_devices_token_hash")),
    )
    op.create_index(op.f("ix_devices_location_id"), "devices", ["location_id"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="EUR", nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("channel IN ('web', 'store', 'app', 'marketplace')", name=op.f("ck_orders_channel")),
        sa.CheckConstraint("method IN ('collect', 'ship', 'express', 'appointment')", name=op.f("ck_orders_method")),
        sa.CheckConstraint(
            "status IN ('waiting', 'routed', 'partly_ready', 'ready', 'partly_fulfilled', 'fulfilled', 'cancelled')",
            name=op.f("ck_orders_status"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_orders_customer_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_orders_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index(op.f("ix_orders_customer_id"), "orders", ["customer_id"], unique=False)
    op.create_index("ix_orders_location", "orders", ["location_id", "placed_at"], unique=False)
    op.create_index("ix_orders_newest", "orders", ["placed_at", "id"], unique=False)
    op.create_index(op.f("ix_orders_reference"), "orders", ["reference"], unique=False)
    op.create_table(
        "staff_locations",
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_staff_locations_location_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_locations_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "location_id", name=op.f("pk_staff_locations")),
    )
    op.create_index(op.f("ix_staff_locations_location_id"), "staff_locations", ["location_id"], unique=False)
    op.create_table(
        "variants",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), server_default="", nullable=False),
        sa.Column("colour", sa.Text(), server_default="", nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("handling", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_variants_price")),
        sa.CheckConstraint("tax_rate >= 0 AND tax_rate < 1", name=op.f("ck_variants_tax_rate")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_variants_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variants")),
        sa.UniqueConstraint("sku", name=op.f("uq_variants_sku")),
    )
    op.create_index(op.f("ix_variants_product_id"), "variants", ["product_id"], unique=False)
    op.create_table(
        "gtins",
        sa.Column("gtin", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("gtin ~ '^[0-9]{14}$'", name=op.f("ck_gtins_gtin")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_gtins_variant_id")),
        sa.PrimaryKeyConstraint("gtin", name=op.f("pk_gtins")),
    )
    op.create_index(op.f("ix_gtins_variant_id"), "gtins", ["variant_id"], unique=False)
    op.create_table(
        "order_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unplaced", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cancelled", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.CheckConstraint("quantity > 0 AND unplaced >= 0 AND cancelled >= 0", name=op.f("ck_order_lines_quantities")),
        sa.CheckConstraint("unplaced + cancelled <= quantity", name=op.f("ck_order_lines_parts")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_order_lines_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_order_lines_order_id_position")),
    )
    op.create_table(
        "preparations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("promise_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("opened_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("holder_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("bin", sa.Text(), nullable=True),
        sa.Column("ready_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("told_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("rings", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("rang_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("escalated_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'picking') <= (holder_id IS NOT NULL)", name=op.f("ck_preparations_holder")),
        sa.CheckConstraint(
            "state IN ('open', 'picking', 'picked', 'packed', 'ready', 'collected', 'shipped', 'sent', 'refused', 'cancelled', 'expired')",
            name=op.f("ck_preparations_state"),
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["staff.id"], name=op.f("fk_preparations_holder_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_preparations_location_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_preparations_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preparations")),
        postgresql_with={"fillfactor": "70"},
    )
    op.create_index(
        "ix_preparations_expiry", "preparations", ["expires_at"], unique=False, postgresql_where="state = 'ready'"
    )
    op.create_index(
        "ix_preparations_live",
        "preparations",
        ["location_id", "promise_at"],
        unique=False,
        postgresql_where="state IN ('open', 'picking', 'picked', 'packed', 'ready')",
    )
    op.create_index(op.f("ix_preparations_order_id"), "preparations", ["order_id"], unique=False)
    op.create_index(
        "ix_preparations_untaken", "preparations", ["rang_at"], unique=False, postgresql_where="state = 'open'"
    )
    op.create_index(
        "ix_preparations_untold",
        "preparations",
        ["ready_at"],
        unique=False,
        postgresql_where="state = 'ready' AND told_at IS NULL",
    )
    op.create_index(
        "uq_preparations_code",
        "preparations",
        ["location_id", "code"],
        unique=True,
        postgresql_where="state IN ('open', 'picking', 'picked', 'packed', 'ready')",
    )
    op.create_table(
        "promises",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_promises_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index(op.f("ix_promises_order_id"), "promises", ["order_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_sessions_device_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sessions_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_device_id"), "sessions", ["device_id"], unique=False)
    op.create_index(op.f("ix_sessions_staff_id"), "sessions", ["staff_id"], unique=False)
    op.create_table(
        "stock_levels",
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reserved", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("unsellable", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("safety", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_stock_levels_reserved")),
        sa.CheckConstraint("safety >= 0", name=op.f("ck_stock_levels_safety")),
        sa.CheckConstraint("unsellable >= 0", name=op.f("ck_stock_levels_unsellable")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_stock_levels_location_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_stock_levels_variant_id")),
        sa.PrimaryKeyConstraint("location_id", "variant_id", name=op.f("pk_stock_levels")),
        postgresql_with={"fillfactor": "70"},
    )
    op.create_index("ix_stock_levels_variant_id", "stock_levels", ["variant_id", "location_id"], unique=False)
    op.create_table(
        "handovers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("preparation_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'cancelled') = (reason IS NOT NULL)", name=op.f("ck_handovers_cancelled")),
        sa.CheckConstraint(
            "reason IN ('no_show', 'refused_by_customer', 'order_cancelled')", name=op.f("ck_handovers_reason")
        ),
        sa.CheckConstraint("state IN ('open', 'done', 'cancelled')", name=op.f("ck_handovers_state")),
        sa.ForeignKeyConstraint(["preparation_id"], ["preparations.id"], name=op.f("fk_handovers_preparation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index(op.f("ix_handovers_preparation_id"), "handovers", ["preparation_id"], unique=False)
    op.create_table(
        "movements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("on_hand_change", sa.BigInteger(), nullable=False),
        sa.Column("unsellable_change", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("on_hand_after", sa.BigInteger(), nullable=False),
        sa.Column("unsellable_after", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "cause IN ('opening', 'sale', 'count', 'feed', 'damage', 'display', 'transfer_out', 'transfer_in', 'return', 'fulfilment')",
            name=op.f("ck_movements_cause"),
        ),
        sa.ForeignKeyConstraint(
            ["location_id", "variant_id"],
            ["stock_levels.location_id", "stock_levels.variant_id"],
            name=op.f("fk_movements_location_id_variant_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movements")),
    )
    op.create_index("ix_movements_level", "movements", ["location_id", "variant_id", "version"], unique=False)
    op.create_table(
        "reservations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'held') <= (expires_at IS NOT NULL)", name=op.f("ck_reservations_expiry")),
        sa.CheckConstraint(
            "state IN ('held', 'committed', 'consumed', 'released', 'expired')", name=op.f("ck_reservations_state")
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_reservations_quantity")),
        sa.ForeignKeyConstraint(
            ["location_id", "variant_id"],
            ["stock_levels.location_id", "stock_levels.variant_id"],
            name=op.f("fk_reservations_location_id_variant_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index(
        "ix_reservations_expiry", "reservations", ["expires_at"], unique=False, postgresql_where="state = 'held'"
    )
    op.create_index(
        "ix_reservations_live",
        "reservations",
        ["location_id", "variant_id"],
        unique=False,
        postgresql_where="state IN ('held', 'committed')",
    )
    op.create_table(
        "allocations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("reservation_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('routed', 'ready', 'fulfilled', 'refused', 'cancelled')", name=op.f("ck_allocations_state")
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_allocations_quantity")),
        sa.ForeignKeyConstraint(["line_id"], ["order_lines.id"], name=op.f("fk_allocations_line_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_allocations_location_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_allocations_order_id")),
        sa.ForeignKeyConstraint(["reservation_id"], ["reservations.id"], name=op.f("fk_allocations_reservation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
        sa.UniqueConstraint("reservation_id", name=op.f("uq_allocations_reservation_id")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index(op.f("ix_allocations_line_id"), "allocations", ["line_id"], unique=False)
    op.create_index(op.f("ix_allocations_order_id"), "allocations", ["order_id"], unique=False)
    op.create_table(
        "preparation_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("preparation_id", sa.Uuid(), nullable=False),
        sa.Column("allocation_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("picked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refused", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("picked + refused <= quantity", name=op.f("ck_preparation_lines_parts")),
        sa.CheckConstraint(
            "quantity > 0 AND picked >= 0 AND refused >= 0", name=op.f("ck_preparation_lines_quantities")
        ),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocations.id"], name=op.f("fk_preparation_lines_allocation_id")),
        sa.ForeignKeyConstraint(
            ["preparation_id"], ["preparations.id"], name=op.f("fk_preparation_lines_preparation_id")
        ),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_preparation_lines_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preparation_lines")),
    )
    op.create_index(op.f("ix_preparation_lines_allocation_id"), "preparation_lines", ["allocation_id"], unique=False)
    op.create_index(op.f("ix_preparation_lines_preparation_id"), "preparation_lines", ["preparation_id"], unique=False)
    op.create_table(
        "refusals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("found", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason IN ('not_in_stock', 'damaged', 'display_only', 'capacity', 'closed')",
            name=op.f("ck_refusals_reason"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_refusals_quantity")),
        sa.ForeignKeyConstraint(["line_id"], ["preparation_lines.id"], name=op.f("fk_refusals_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusals")),
    )
    op.create_index(op.f("ix_refusals_line_id"), "refusals", ["line_id"], unique=False)
    install_job_queue()


def install_job_queue() -> None:
    """The tables of PgQueuer, as its own package makes them; one statement at a time, as asyncpg wants it."""
    for statement in split_statements(QueryBuilderEnvironment().build_install_query(create_schema=False)):
        op.get_bind().exec_driver_sql(statement)


def split_statements(script: str) -> list[str]:
    """The statements of an SQL script; a semicolon within $$ … $$ ends none."""
    parts = re.split(r"(\$\$.*?\$\$)", script, flags=re.DOTALL)
    marked = "".join(part if part.startswith("$$") else part.replace(";", "\0") for part in parts)
    return [statement for statement in marked.split("\0") if statement.strip()]


def downgrade() -> None:
    raise NotImplementedError("There is nothing before the first migration; restore a backup instead.")
