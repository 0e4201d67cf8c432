"""All that the database holds: every table, for migrations, and every event, so that any process can read the log."""

# pyright: reportUnusedImport=false

import comptoir.catalogue.tables
import comptoir.customers.tables
import comptoir.fulfilment.events
import comptoir.fulfilment.tables
import comptoir.identity.events
import comptoir.identity.tables
import comptoir.network.events
import comptoir.network.tables
import comptoir.notices.events
import comptoir.notices.tables
import comptoir.orders.events
import comptoir.orders.tables
import comptoir.payments.events
import comptoir.payments.tables
import comptoir.routing.events
import comptoir.routing.tables
import comptoir.sales.events
import comptoir.sales.tables
import comptoir.stock.events
import comptoir.stock.tables
import comptoir.webhooks.events
import comptoir.webhooks.tables
import comptoir.wiring.tables

__all__ = ["comptoir"]
