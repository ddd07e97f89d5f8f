"""Floor 2: what the service does. Every leg loads, decides (core), acts and saves.

The road out
    planning/enrol            a person joins a plan, and their next slots are known
    planning/plan_due         a slot is due: its nudge is written, the schedule moves on
    delivery/deliver          claim -> prepare (compose, intent) -> send -> settle
    delivery/record_status    the provider reports what became of it

The road back
    reply/record              a message came in: keep it, understand it, do what it asks
    reply/mail/record_mail    the same for a mail, once it is known to be a person's
    reply/danger              words of danger: numbers at once, nudges held, the operator told
    reply/acknowledge         what to answer
    summary/compose           the week as a mail; summary/week shows it as a page

Whether somebody may be written to
    consent/consent           start, stop, erase; consent/pause, consent/request_invitation
    consent/request_link      a new link to their pages, for someone who lost theirs

Beside the road
    portal/                   what a person changes or exports on their own pages
    office/                   what staff and programs may see and do: cases, people, the audit
    accounts/                 who they are: staff who sign in, tokens of programs
    events/                   tell another system of the operator what happened
    staff/                    imports, and a check that everything renders
    maintenance/gate          after a start or an outage, look_first before anything is sent
    maintenance/rescue        take up what a dead worker left
    maintenance/reconcile     look up in the provider's records what may have been sent
    maintenance/operator_notices   whatever the operator has to be told, by mail
    maintenance/metrics       the figures of the whole installation, for Prometheus
    maintenance/retention     delete expired words and rows in bounded batches
    simulation/               the whole service played in memory
"""
