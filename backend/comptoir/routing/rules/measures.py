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
Word = Annotated[str, Meta(min_length=1, max_length=80)]
Country = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1, two letters.")]
