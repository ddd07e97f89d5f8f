"""Whom somebody in danger can reach in a country. Pure."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

_NUMBER = r"[0-9][0-9 /-]*"


class Line(BaseModel):
    """A line that helps: call `call`; text `word` (without it, anything) to `text`; or open `web`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    call: str = Field("", pattern=rf"^({_NUMBER})?$")
    text: str = Field("", pattern=rf"^({_NUMBER})?$")
    word: str = ""
    web: str = ""

    def __bool__(self) -> bool:
        """True if there is a way to reach it."""
        return bool(self.call or self.text or self.web)


class Numbers(BaseModel):
    """One country's numbers. `emergency` is said as it stands; `local`: the one of the place may be another.
    `also`: codes of other places with the same numbers. `checked` is the day somebody last looked
    them up, `sources` where."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    emergency: str = Field(min_length=1, max_length=20)
    crisis: Line = Line()
    abuse: Line = Line()
    local: bool = False
    also: tuple[str, ...] = ()
    checked: date | None = None
    sources: tuple[str, ...] = ()


#: Where we know no line: 112 reaches help in all of the European Union and from mobile phones nearly
#: everywhere (3GPP TS 22.101 section 10.1.1), and the site lists lines of most countries.
ELSEWHERE = Numbers(emergency="112", local=True, crisis=Line(web="findahelpline.com"))
