"""Whom somebody in danger can reach in a country. Pure."""

from pydantic import BaseModel, ConfigDict, Field

_NUMBER = r"[0-9][0-9 /-]*"


class Line(BaseModel):
    """A line that helps: call `call`; text `word` to `text` (without `word`, text it anything); or open `web`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    call: str = Field("", pattern=rf"^({_NUMBER})?$")
    text: str = Field("", pattern=rf"^({_NUMBER})?$")
    word: str = ""
    web: str = ""


class Numbers(BaseModel):
    """One country's numbers. `emergency` is said as it stands. `checked` is the day somebody last looked
    them up, `sources` where."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    emergency: str = Field(min_length=1, max_length=20)
    crisis: Line = Line()
    abuse: Line = Line()
    also: tuple[str, ...] = ()
    checked: str = ""
    sources: tuple[str, ...] = ()


#: Where we know no line: 112 reaches help in all of the European Union and from mobile phones nearly
#: everywhere (3GPP TS 22.101 section 10.1.1), and the site lists lines of most countries.
ELSEWHERE = Numbers(
    emergency="112", crisis=Line(web="findahelpline.com"), abuse=Line(web="findahelpline.com")
)
