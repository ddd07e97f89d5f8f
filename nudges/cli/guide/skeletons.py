"""The files that `plan new` and `guide new` write: small, complete, and explained line by line."""

#: How often the step of PLAN comes in twelve weeks: until then no take of a practice comes again.
DUE = 24

PLAN = """\
# yaml-language-server: $schema=plan.schema.json
#
# What stands after a # is a note for people. Check what you write with:  nudges plan check
# See what would be sent, and when, with:                                    nudges simulate {name}

title: {title}
about: One sentence on what this plan is for.

steps:
  {name}-step:            # a name of your own; people see it as a title
    every: week           # day, week, 2 weeks or month
    on: [mon, thu]        # for a week: mon to sun; for a month: 1 to 31; leave the line out for every day
    at: 19:00             # on the person's own clock, 24-hour; from 09:00 to 19:59 nobody is woken
    channel: sms          # sms or email
    expects: done         # what a reply says: done (did it or not), rating (1 to 5) or note (own words)
    max_late: 2h          # if something was broken at 19:00, it may still come until 21:00

    # Which practices it draws from, by their ids in templates/guides/. None of their takes comes again within
    # twelve weeks while there is another.
    practices:
{practices}
"""

GUIDE = """\
---
id: {name}
title: {title}
language: en
---

A sentence or two on what this guide is for. People do not get this text; it is for whoever reads the file.

## {name}-s1 The first section

One sentence on what the practices below have in common.

### {name}-s1-b1 A name for the practice
- kind: daily
- mode: solo
- load: L
- key: kind-word
- expects: done

SMS: Say one kind word to yourself today, out loud if you can.

Email: The same with more room: two or three short paragraphs, with a blank line between them.

End with the one thing to do.

Thanks: One kind word is a beginning.

SMS (partner): Say one kind word to your partner, if you mean it.

Thanks: It was good to hear, most likely.

### {name}-s1-b2 Another one
- kind: check-in
- mode: either
- load: L
- key: rest
- expects: rating

SMS: How rested are you today (1 not at all, 5 very)?

Email: A question for a number says what 1 and 5 mean.

How rested are you today, from 1 (not at all) to 5 (very)?

Thanks: Whatever the number is, you looked.

"""

#: Printed after a new guide is written: what its lines mean.
LINES = """\
mode     solo, partner (needs somebody close) or either
load     L (a tap), M (a line), H (a paragraph; goes by email)
key      a word of yours; practices with the same one wait for half of the others
expects  done, rating or note: what a reply says, the same as its step
flags    care (can stir pain), role (only for the one who broke trust), once, refer, info; a line of its own

SMS and Thanks may come again below: another take of the practice, for another moment. What differs in it
stands in brackets: SMS (partner): ... or SMS (repairing, M): ..."""
