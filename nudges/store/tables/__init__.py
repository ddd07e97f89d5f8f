"""The tables. Those about people carry `person_id`, so that a large installation can be spread by person.

Columns of type bytes hold people's words, sealed with the person's own data key (see vault.py).
"""

from sqlmodel import SQLModel

from nudges.store.tables import (  # noqa: F401  # each declares its tables
    events,
    messages,
    office,
    people,
    results,
    running,
    tokens,
)
from nudges.store.tables.columns import UtcDateTime as UtcDateTime

meta = SQLModel.metadata.tables["meta"]
person = SQLModel.metadata.tables["person"]
enrolment = SQLModel.metadata.tables["enrolment"]
upcoming = SQLModel.metadata.tables["upcoming"]
nudge = SQLModel.metadata.tables["nudge"]
attempt = SQLModel.metadata.tables["attempt"]
reply = SQLModel.metadata.tables["reply"]
heard = SQLModel.metadata.tables["heard"]
asked = SQLModel.metadata.tables["asked"]
consent = SQLModel.metadata.tables["consent"]
suppression = SQLModel.metadata.tables["suppression"]
provider_copy = SQLModel.metadata.tables["provider_copy"]
operator_notice = SQLModel.metadata.tables["operator_notice"]
sender = SQLModel.metadata.tables["sender"]
heartbeat = SQLModel.metadata.tables["heartbeat"]
tally = SQLModel.metadata.tables["tally"]
staff = SQLModel.metadata.tables["staff"]
staff_passkey = SQLModel.metadata.tables["staff_passkey"]
staff_session = SQLModel.metadata.tables["staff_session"]
staff_invitation = SQLModel.metadata.tables["staff_invitation"]
audit = SQLModel.metadata.tables["audit"]
caseload = SQLModel.metadata.tables["caseload"]
person_case = SQLModel.metadata.tables["person_case"]
question = SQLModel.metadata.tables["question"]
broadcast = SQLModel.metadata.tables["broadcast"]
staff_note = SQLModel.metadata.tables["staff_note"]
event = SQLModel.metadata.tables["event"]
event_endpoint = SQLModel.metadata.tables["event_endpoint"]
api_token = SQLModel.metadata.tables["api_token"]
api_request = SQLModel.metadata.tables["api_request"]
week_figure = SQLModel.metadata.tables["week_figure"]
week_cohort = SQLModel.metadata.tables["week_cohort"]
