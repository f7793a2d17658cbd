"""A rules file to begin with, and the rule for a group that `syncd init` proposes: text only."""

from __future__ import annotations

from syncd.problems import quoted

STARTER = """\
# Whom syncd reminds you of, and when. After a change: syncd rules check, then syncd plan.
#
# who      = { group, tag, address, domain, name }  lists are "any of", keys together "all of";
#            not = { … } excludes; no who at all: everyone you know
# title      may hold {name} {first_name} {last_contact} {days} {topic} {due} {reason}
# priority   1 (most urgent) to 9; 5 if not said. One follow-up per person at a time: the most urgent wins.
# durations  36h 3d 2w 6m 1y, or "5 workdays"

# Keep your promises. What you said you would do in a mail is only suggested, here and in the digest, until you say
# yes: syncd confirm.
[[rule]]
name = "promised"
kind = "promise"
after = "3 workdays"              # unless the mail names a day
suggested = true                  # false: no need to confirm
priority = 1

# Owe nobody an answer: somebody asked you something, and nobody on your side has answered.
[[rule]]
name = "owed"
kind = "reply-owed"
who = "people"                    # those you wrote to, met or named; "everyone" has strangers, too
after = "2 workdays"
forget = "30d"                    # too late after this
priority = 2

# Follow up soon after you meet: you met somebody for the first time and have not written since.
[[rule]]
name = "new"
kind = "first-meeting"
within = "2 workdays"
forget = "14d"
priority = 2

# Keep regular contact: the people you want to hear from every month. Mark them: syncd tag grace@example.com close
[[rule]]
name = "close"
kind = "keep-in-touch"
who = { tag = "close" }
every = "30d"
lead = "7d"                       # raised this long before it is due; not if you meet within 14 days anyway
priority = 3

[[rule.example]]                  # what you expect of a rule; `syncd rules test` checks it
last_contact = "2026-01-01"
now = "2026-02-03"
expect = "due 2026-01-31"

[[rule.example]]
last_contact = "2026-01-20"
now = "2026-02-03"
expect = "nothing"

# Be personal: birthdays, where an address book or the config tells one.
[[rule]]
name = "birthdays"
kind = "occasion"
lead = "3d"
priority = 3

# Follow up on what you asked: no answer for a working week, so ask once more, and only once.
[[rule]]
name = "waiting"
kind = "awaiting-reply"
after = "5 workdays"
max_nudges = 1
priority = 4

# Notice who drifts away: often in contact once, silent now, measured by your own rhythm with them.
[[rule]]
name = "drifting"
kind = "drifting"
factor = 2.5                      # silent for 2.5 times as long as usual …
at_least = "30d"                  # … and at least this long
strength_at_least = 2             # only ties that were worth something: see `syncd people --sort strength`
priority = 6

# Revive old ties: strong for a year once, silent for two. One a week.
[[rule]]
name = "old friends"
kind = "revive"
silent = "2y"
priority = 8

# Respect silence: your last two messages were not answered, so every other rule rests for this person.
[[rule]]
name = "patience"
kind = "one-sided"
count = 2
pause = "90d"
"""

_GROUP = """
# {comment}
[[rule]]
name = {name}
kind = "keep-in-touch"
who = {{ group = {name} }}
every = "{every}"
lead = "{lead}"
priority = {priority}
"""


def group_rule(name: str, every: str, lead: str, comment: str, priority: int) -> str:
    """One more rule for the file: keep in touch with a group of the config. `comment` is one line."""
    return _GROUP.format(name=quoted(name), every=every, lead=lead, comment=comment, priority=priority)
