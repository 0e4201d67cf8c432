"""Settings, from environment variables; each documents itself under its name. `comptoir settings` prints them."""

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All that can be set, as COMPTOIR_<NAME>; the database and the mail server also by their usual short names."""

    model_config = SettingsConfigDict(env_prefix="COMPTOIR_", use_attribute_docstrings=True, populate_by_name=True)

    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    """Any PostgreSQL ≥ 15, as postgresql://user:password@host/database. Without it an embedded one is started."""

    data: Path = Path("var")
    """The folder of the embedded database, the mail spool and the generated secret."""

    host: str = "127.0.0.1"
    """The address to listen on."""

    port: int = 8000
    """The port to listen on."""

    certificate: Path | None = None
    """Serve HTTPS by this PEM file, with its chain. Without it serve HTTP, for this machine alone or behind a proxy."""

    certificate_key: Path | None = None
    """The certificate's private key, where it is not in the same file."""

    trusted_proxies: str = ""
    """The addresses of the proxies before us, like 10.0.0.1,10.1.0.0/16: whom they name as the client is believed."""

    public_url: str = "http://127.0.0.1:8000"
    """How browsers reach this server: used in links to customers, and as the only origin that may send commands."""

    secret: str = ""
    """Signs links to customers. Without it one is generated into the data folder; with several nodes set the same."""

    pool_size: int = 8
    """Database connections for each process. More than about eight that write at once make a hot row slower."""

    web_processes: int = 1
    """How many web processes `comptoir up` and `comptoir serve` start."""

    body_limit: int = 1_000_000
    """The largest request body that is read, in bytes."""

    smtp_url: str | None = None
    """The mail server, as smtp://user:password@host:587 (STARTTLS where offered, and always before a password goes to
    another machine) or smtps://. Without it mails are written to the folder `mail` under the data folder."""

    mail_from: str = "Comptoir <pickup@comptoir.example>"
    """The sender of messages to customers."""

    minutes_to_prepare: int = 120
    """A collect order is promised this many opening minutes after it is placed, unless the order asks for later."""

    usual_promise_h: int = 72
    """By when an order is to be with its customer that nobody promised a time: routing counts lateness from there."""

    promise_minutes: int = 10
    """For so long, and until the next quarter of an hour, a customer may think about what they were promised."""

    routing_fresh_s: float = 1.0
    """For so long routing may take what it knows of queues and capacities for true. Stock is always asked anew."""

    ring_again_after_s: int = 300
    """An order that nobody takes rings again after this many seconds."""

    escalate_after_s: int = 900
    """An order that nobody takes reaches the store's managers after this many seconds."""

    move_untaken_after_minutes: int = 60
    """What nobody begins within so many opening minutes is given to another location, if one can serve all of it and
    the customer does not collect it there. 0: never."""

    substitute_minutes: int = 30
    """For so many minutes a customer may say whether they want something else in place of what a store can't find; then
    it goes on without it."""

    undo_ready_s: int = 60
    """For so many seconds a preparation that is ready can be undone; the customer is told after that."""

    keep_ready_days: int = 7
    """An order that is not collected within so many days expires, and its stock goes back on sale."""

    transfer_days: int = 1
    """Goods that one location sends to another are expected so many days later, on the next day that it is open."""

    own_carrier: str = "Comptoir"
    """The name of the chain's own vans and couriers, as it stands on their labels; empty where it has none."""

    box_sizes: str = "30 x 20 x 15, 40 x 30 x 20, 60 x 40 x 30"
    """The chain's usual boxes in centimetres, one tap each when one packs."""

    tracking_links: str = ""
    """Where carriers show how far a box is, like `Colissimo = https://carrier.example/?code={tracking}`, with
    semicolons between them: the name as it stands on the box, the address with its number's place."""

    printer_networks: str = ""
    """Where printers may stand, like `192.168.0.0/16` or `10.1.2.0/24=9101` for another port than 9100, with commas
    between them. Without, nothing is printed but from the browser: nobody can use a printer to reach anything else."""

    prices_on_packing_slips: bool = False
    """Whether packing slips say what the goods cost; without, they may go with a gift."""

    shop_name: str = "Comptoir"
    """The chain's name, as customers read it where they pay."""

    stripe_key: str = ""
    """The secret key of the chain's account at Stripe. Without it neither links nor readers are offered to pay by."""

    stripe_webhook_secret: str = ""
    """Signs what Stripe sends to /api/payments/stripe. Without it nothing is taken there, and payments are looked at
    by ourselves, some seconds later."""

    stripe_url: str | None = None
    """Where Stripe's API is, should that not be the usual place."""

    payment_link_minutes: int = Field(default=60, ge=30, le=1440)
    """For so many minutes a customer may pay by a link: Stripe takes 30 to 1440."""

    discount_limit_percent: int = Field(default=10, ge=0, le=100)
    """An associate may take so many percent off by hand; more is allowed by a manager with their PIN."""

    keep_labels_days: int = 30
    """After so many days the files of a carrier's label, which name the customer, are forgotten."""

    hold_minutes: int = 15
    """How long a held reservation (a basket) lives when its maker does not say."""

    correct_alone_units: int = 10
    """A preparer may correct stock alone, by a count or an adjustment, by up to so many units; more is a manager's."""

    correct_alone_cents: int = 5000
    """And only up to so much at the selling price, in cents."""

    session_hours: int = 12
    """A sign-in on a store's shared tablet ends after so many hours without use."""

    lock_after_minutes: float = Field(default=5, ge=0)
    """A store's tablet that nobody touched for so many minutes asks for the PIN again. 0: never."""

    pin_tries: int = 5
    """So many wrong PINs or passwords in a row lock the account."""

    pin_lock_minutes: int = 15
    """For how long a locked account stays locked."""

    metrics_token: str = ""
    """Lets a scraper read /metrics with `Authorization: Bearer <token>`. Without it only this machine may read them."""

    webhooks_to_private_addresses: bool = False
    """Lets webhooks go to private, link-local and loopback addresses, and to this machine without TLS: for development,
    or where all receivers stand in the chain's own network. Otherwise nobody can use a webhook to reach behind it."""

    log_json: bool = False
    """Logs as JSON lines, for a log collector; otherwise readable lines."""

    development: bool = False
    """Shows /styleguide and reloads templates when they change."""


@cache
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
