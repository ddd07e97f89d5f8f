"""Floor 2: the road, one file a leg. Each leg loads, decides (core), acts and saves.

enrol          a person joins; their next slots are known from now on
plan_due       a slot has come: the nudge is written down, the schedule moves on
deliver        claim -> compose -> intent -> send -> settle
record_status  the provider says what became of it
record_reply   the person answers, and is understood
summarise      their week, as a mail
my_week        their week, as a page
my_settings    what they change there takes effect
renew          a new link to their pages, for who lost it
tend           what a dead worker left is taken up again
resolve        what may have been sent is looked up in the provider's records
relist         a reply whose webhook never came is found in them
alert          a provider refuses our account: its sender is held, the operator told
forget         words and months past their keeping go
"""
