"""The kinds of values that a policy is written in, with the limits that its JSON Schema states."""

from typing import Annotated

from msgspec import Meta

Amount = Annotated[int, Meta(ge=0, le=1_000_000, description="Money in minor units, such as cents.")]
Minutes = Annotated[int, Meta(ge=0, le=525_600)]
Days = Annotated[int, Meta(ge=1, le=365)]
Hours = Annotated[int, Meta(ge=0, le=8_760)]
Kilometres = Annotated[int, Meta(ge=0, le=20_040)]
Count = Annotated[int, Meta(ge=0, le=100_000)]
Hundredths = Annotated[int, Meta(ge=0, le=100)]
Percent = Annotated[int, Meta(ge=0, le=1_000)]
Value = Annotated[int, Meta(ge=0, le=1_000_000_000, description="What an order costs, in minor units.")]
Moment = Annotated[int, Meta(ge=0, le=4_000_000_000, description="Minutes since 1970, UTC.")]

# Words stand in forms and lists, one a line: they hold no control characters, and no spaces at either end. What looks
# ahead is for Python, to which the end may be before a last newline.
_INNER = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]"
_OUTER = r"[^\x00-\x20\x7f-\xa0\u2028\u2029]"
Word = Annotated[str, Meta(min_length=1, max_length=80, pattern=rf"^{_OUTER}({_INNER}*{_OUTER})?$(?!\n)")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)", description="ISO 3166-1, two letters.")]
