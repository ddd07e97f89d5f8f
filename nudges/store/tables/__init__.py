"""The tables. Those about people carry `person_id`, so that a large installation can be spread by person.

Columns of type bytes hold people's words, sealed with the person's own data key (see vault.py).
"""

from sqlmodel import SQLModel

from nudges.store.tables.columns import RowId as RowId
from nudges.store.tables.columns import UtcDateTime as UtcDateTime
from nudges.store.tables.messages import Attempt as Attempt
from nudges.store.tables.messages import Heard as Heard
from nudges.store.tables.messages import Nudge as Nudge
from nudges.store.tables.messages import ProviderCopy as ProviderCopy
from nudges.store.tables.messages import Reply as Reply
from nudges.store.tables.office import Audit as Audit
from nudges.store.tables.office import Caseload as Caseload
from nudges.store.tables.office import PersonCase as PersonCase
from nudges.store.tables.office import Staff as Staff
from nudges.store.tables.office import StaffInvitation as StaffInvitation
from nudges.store.tables.office import StaffNote as StaffNote
from nudges.store.tables.office import StaffSession as StaffSession
from nudges.store.tables.people import Asked as Asked
from nudges.store.tables.people import Consent as Consent
from nudges.store.tables.people import Enrolment as Enrolment
from nudges.store.tables.people import Person as Person
from nudges.store.tables.people import Suppression as Suppression
from nudges.store.tables.people import Upcoming as Upcoming
from nudges.store.tables.running import Heartbeat as Heartbeat
from nudges.store.tables.running import Meta as Meta
from nudges.store.tables.running import OperatorNotice as OperatorNotice
from nudges.store.tables.running import Sender as Sender
from nudges.store.tables.running import Tally as Tally

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
staff_session = SQLModel.metadata.tables["staff_session"]
staff_invitation = SQLModel.metadata.tables["staff_invitation"]
audit = SQLModel.metadata.tables["audit"]
caseload = SQLModel.metadata.tables["caseload"]
person_case = SQLModel.metadata.tables["person_case"]
staff_note = SQLModel.metadata.tables["staff_note"]
