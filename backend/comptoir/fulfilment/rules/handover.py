"""What is given over the counter, what is not, and what has to be shown for it."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar
from uuid import UUID

import msgspec

from comptoir.fulfilment.rules.preparations import Move
from comptoir.kit.errors import N_, Invalid

Proof = Literal["code", "signature", "id"]
ReturnReason = Literal["not_wanted", "wrong_item", "damaged", "spoiled"]
Taker = Literal["customer", "proxy"]
Rest = Literal["waits", "back"]
Key = TypeVar("Key")

PROOF_WORDS: Mapping[str, str] = {
    "code": N_("Ask for the code first: scan it, or type it."),
    "signature": N_("The customer signs first."),
    "id": N_("Look at an ID first, and say that you did."),
}
ASIDE: frozenset[str] = frozenset({"damaged", "spoiled"})
"""What is returned for these reasons is not sold again."""

MOST_SIGNED = 8_000
SIGNATURE = re.compile(r"(?:M[0-9]{1,3} [0-9]{1,3}(?:L[0-9]{1,3} [0-9]{1,3})+)+")
"""Strokes on a field of 600 by 200, as an SVG path that says nothing else."""


class ProofMissing(Invalid):
    slug = "proof-missing"
    title = "%(proof)s"
    words = {"proof": PROOF_WORDS}


class WrongCode(Invalid):
    slug = "wrong-pickup-code"
    title = N_("This is not the code of this order. Ask again, or look at an ID.")


class WrongSignature(Invalid):
    slug = "wrong-signature"
    title = N_("This signature cannot be kept. Let the customer sign once more, shorter.")


class NothingGiven(Invalid):
    slug = "nothing-given"
    title = N_("Say what the customer takes, or what they leave here.")


class TooManyGiven(Invalid):
    slug = "too-many-given"
    title = N_("Only %(there)s of %(name)s are here: taken and left here cannot be more than that.")


class ReturnReasonMissing(Invalid):
    slug = "return-reason-missing"
    title = N_("Say why %(name)s is left here.")


class Part(msgspec.Struct, frozen=True):
    """Units of a line that the customer takes, and those that they leave here, with the reason."""

    taken: int = 0
    left_here: int = 0
    reason: ReturnReason | None = None


class Given(msgspec.Struct, frozen=True):
    """What is given, by line: all where no parts are said. The rest waits for another time, or goes back."""

    parts: Mapping[UUID, Part] | None = None
    rest: Rest = "waits"
    signature: str | None = None
    taker: Taker = "customer"


class Shown(msgspec.Struct, frozen=True):
    """What somebody showed: the code or QR code, a signature, an ID that was looked at."""

    code: str = ""
    signature: str = ""
    saw_id: bool = False


class There(msgspec.Struct, frozen=True):
    """Units of a line that stand ready."""

    units: int
    name: str = ""


class Division(msgspec.Struct, frozen=True):
    """What becomes of a line: taken, back to its shelf or aside for a reason, or waiting for another time."""

    taken: int = 0
    back: int = 0
    aside: int = 0
    waits: int = 0
    reason: ReturnReason = "not_wanted"


def divide(there: Mapping[Key, There], parts: Mapping[Key, Part] | None, *, rest: Rest) -> dict[Key, Division]:
    """What becomes of each line; everything is taken where no parts are said.

    Lines that nobody speaks of are a part of the rest. Raises NothingGiven, TooManyGiven, ReturnReasonMissing.
    """
    if parts is None:
        return {key: Division(taken=line.units) for key, line in there.items()}
    divided = {key: _divide(line, parts.get(key, Part()), rest=rest) for key, line in there.items()}
    if all(each.waits == there[key].units for key, each in divided.items()):
        raise NothingGiven(field="taken")
    return divided


def within(there: Mapping[Key, There], parts: Mapping[Key, Part] | None) -> dict[Key, Part] | None:
    """Parts that were given already, as far as what they are of is still known to be there."""
    if parts is None:
        return None
    return {key: _within(line, parts[key]) for key, line in there.items() if key in parts}


def _within(line: There, part: Part) -> Part:
    taken = min(part.taken, line.units)
    left_here = min(part.left_here, line.units - taken)
    return Part(taken, left_here, part.reason or ("not_wanted" if left_here else None))


def _divide(line: There, part: Part, *, rest: Rest) -> Division:
    if min(part.taken, part.left_here) < 0 or part.taken + part.left_here > line.units:
        raise TooManyGiven(field="taken", there=line.units, name=line.name)
    if part.left_here and part.reason is None:
        raise ReturnReasonMissing(field="reason", name=line.name)
    over = line.units - part.taken - part.left_here
    is_aside = part.reason in ASIDE
    return Division(
        taken=part.taken,
        back=(0 if is_aside else part.left_here) + (over if rest == "back" else 0),
        aside=part.left_here if is_aside else 0,
        waits=over if rest == "waits" else 0,
        reason=part.reason or "not_wanted",
    )


def ending(divided: Iterable[Division], *, was_some_collected: bool) -> Move:
    """How the work goes on: it waits for the rest, or is over, with the customer or not."""
    divided = list(divided)
    if any(each.waits for each in divided):
        return "collect_some"
    return "collect" if was_some_collected or any(each.taken for each in divided) else "decline"


def check_proof(demanded: Iterable[Proof], shown: Iterable[Proof]) -> None:
    """Raises ProofMissing. Who looked at an ID need not ask for the code."""
    has = set(shown)
    for proof in demanded:
        if proof not in has and not (proof == "code" and "id" in has):
            raise ProofMissing(field={"id": "id_seen"}.get(proof, proof), proof=proof)


def check_signature(path: str) -> None:
    """Raises WrongSignature."""
    if not is_signature(path):
        raise WrongSignature(field="signature")


def is_signature(path: str) -> bool:
    """Whether it is a path that can be kept, and drawn by anybody."""
    return len(path) <= MOST_SIGNED and bool(SIGNATURE.fullmatch(path))
