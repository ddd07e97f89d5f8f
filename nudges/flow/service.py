"""What every leg is given: the open edges and the content. Put together in nudges/app/service.py."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from nudges.channels.base import Channel, Endpoint
from nudges.channels.mailbox import Mailbox
from nudges.core.danger.detect import UNWATCHED, Care
from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides
from nudges.core.mail.forms import MailForms
from nudges.core.office.asides import Asides
from nudges.core.office.watched import WatchedHours
from nudges.core.person.person import Person
from nudges.core.plan.plan import Plan, Step
from nudges.core.render.locale_bundle import Voice, Voices
from nudges.core.reply.phrases import Phrases
from nudges.core.reply.reaction import Reactions
from nudges.core.vocabulary import Medium
from nudges.flow.links import Links
from nudges.store.db import Db
from nudges.store.maintenance.tallies import Tally

#: The plan that gives everybody with an email address their weekly summary; delete its file to do without.
SUMMARY_PLAN = "weekly-summary"


@dataclass(frozen=True, slots=True)
class Service:
    """The edges and the content the road runs on.

    `resolves`: what may have been sent is looked up in the provider's records, and tried once more if it is
    not there; else it is given up. `operator` is the address that hears of trouble; empty for nobody.
    `keep_words_days` and `keep_months`: how long words and rows are kept; 0 for ever. `briefly`: summaries
    are sent without their words, for those who only count them. `phrases`: what people say, read when it is
    first asked for; `asides`: what else is in it. `care`: the words of danger listened for; after them
    nudges are held for `care_hours`, and somebody reads them in the `watched` hours. `commonest`: words by
    which the language of a message is told. `mailbox`: where replies
    by mail come in, if no provider posts them. `mail_forms`: what mail programs write around their words.
    `held`: the mistake in each plan that cannot be used, by its id; what is due of it waits. `mistakes`: all
    that was found in the content. `reads`: read what is read when it is needed, as the operator wrote it;
    each raises NudgesError for a mistake, where the service goes on with what came along. `events`: the other
    system that is told of events, if there is one. `join_countries`: whose numbers may be invited by the form
    (ISO 3166); empty for any. `office`: staff sign in, so people are told how to let them read. `tally`: what
    this process counts for `/metrics`.
    """

    db: Db
    plans: Mapping[str, Plan]
    voices: Voices
    channels: Mapping[Medium, Channel]
    links: Links
    programme: str
    contact: str
    new_id: Callable[[], str]
    resolves: bool = True
    operator: str = field(default="", repr=False)
    keep_words_days: int = 0
    keep_months: int = 0
    briefly: bool = False
    phrases: Callable[[], Phrases] = Phrases
    reactions: Callable[[], Reactions] = Reactions
    asides: Callable[[], Asides] = Asides
    care: Care = UNWATCHED
    commonest: Callable[[], Mapping[str, Collection[str]]] = dict
    care_hours: int = 72
    watched: WatchedHours | None = None
    mailbox: Mailbox | None = None
    mail_forms: Callable[[], MailForms] = MailForms
    held: Mapping[str, NudgesError] = field(default_factory=dict)
    mistakes: tuple[NudgesError, ...] = ()
    reads: tuple[Callable[[], object], ...] = ()
    join_countries: frozenset[str] = frozenset()
    office: bool = False
    tally: Tally = field(default_factory=Tally)
    events: Endpoint | None = None

    @property
    def guides(self) -> Guides:
        """The guides in the language they were written in: the ids, and what is to be done."""
        return self.voices.base.guides

    def step(self, plan: str | None, name: str | None) -> Step | None:
        """A step of a plan; None if there is none (any more)."""
        found = self.plans.get(plan) if plan else None
        return found.steps.get(name) if found and name else None

    def voice(self, person: Person) -> Voice:
        """What to write to somebody with: everything in their language, as far as it is there."""
        return self.voices.of(person.locale)
