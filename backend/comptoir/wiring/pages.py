"""Jinja pages in the reader's language."""

import json
from collections import defaultdict
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import Response

from comptoir.kit.errors import Refused
from comptoir.wiring.formats import formats
from comptoir.wiring.kept import Kept
from comptoir.wiring.looks import holds
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

FRONTEND = Path(__file__).parents[3] / "frontend"


def page(work: Work, template: str, *, position: str = "", status: int = 200, **context: Any) -> Response[str]:
    """A whole page. A live one hands in the `position` of the log from before its reads; `/live` goes on from there."""
    context["position"] = position
    drawn = render(work.locale, template, **{**_surroundings(work), **context})
    return html(drawn, status=status, headers={"Comptoir-Audience": audience_of(work)})


def audience_of(work: Work) -> str:
    """For whom a screen looks the same but for their name: what a tablet keeps of it, it keeps for them alone."""
    return f"{work.actor.role or work.actor.kind}.{work.actor.location_id or 0}.{work.locale}"


def html(body: str, *, status: int = 200, headers: dict[str, str] | None = None) -> Response[str]:
    """An HTML answer."""
    return Response(body, status_code=status, media_type="text/html", headers=headers)


def part(work: Work, template: str, *, status: int = 200, **context: Any) -> Response[str]:
    """A piece of a page, as the answer to a tap."""
    return html(render(work.locale, template, **{**_surroundings(work), **context}), status=status)


def render(locale: str, template: str, **context: Any) -> str:
    """A template's text in a language, without anything of a viewer."""
    return environment(locale).get_template(template).render(**context)


def translate(locale: str, message: str, **facts: Any) -> str:
    """A marked message in a language, its places filled."""
    text = translations(locale).gettext(message)
    return text % facts if facts else text


def sentence(locale: str, refusal: Refused) -> str:
    """A refusal, as a person reads it."""
    return refusal.sentence(translations(locale).gettext)


def errors_of(work: Work, refusal: Refused | None) -> dict[str, str]:
    """What to say beneath each field of a form, mostly nothing; what is about none of them stands under "form"."""
    errors = defaultdict[str, str](str)
    if refusal:
        errors[refusal.field or "form"] = sentence(work.locale, refusal)
    return errors


def _surroundings(work: Work) -> dict[str, Any]:
    viewer = work.actor if work.actor.kind == "staff" else None
    surroundings = {"viewer": viewer, "now": work.now, "theme": work.theme, "audience": audience_of(work)}
    return surroundings | {"lock": _lock_of(work.settings)}


def _lock_of(settings: Settings) -> dict[str, float]:
    """When a tablet locks, and for how long and how often its PINs may be tried without a connection."""
    return {
        "after_s": settings.lock_after_minutes * 60,
        "shift_h": settings.session_hours,
        "tries": settings.pin_tries,
    }


@cache
def translations(locale: str) -> NullTranslations:
    """The messages of a language, read from its .po file; English is the language of the message ids."""
    source = FRONTEND / "locales" / locale / "LC_MESSAGES" / "comptoir.po"
    if not source.exists():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return Translations(compiled)


@cache
def environment(locale: str) -> Environment:
    """The templates, with the language's messages and formats bound."""
    env = Environment(
        loader=FileSystemLoader(FRONTEND / "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=select_autoescape(default=True, disabled_extensions=("txt",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    cast(Any, env).install_gettext_translations(translations(locale), newstyle=True)
    cast(dict[str, Any], env.globals).update(locale=locale, asset=asset, kept=Kept(), holds=holds)
    env.filters.update(formats(locale))
    return env


def asset(name: str) -> str:
    """The URL of a built file; its name carries a hash of its content."""
    return f"/static/{_manifest().get(name, name)}"


@cache
def _manifest() -> dict[str, str]:
    built = FRONTEND / "dist" / "manifest.json"
    return json.loads(built.read_text()) if built.exists() else {}
