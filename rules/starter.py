"""A rules file to begin with: text only."""

STARTER = """\
# Whom syncd reminds you of, and when. After a change: syncd rules check, then syncd plan.
#
# who      = { group, tag, address, domain, name }  lists are "any of", keys together "all of";
#            not = { … } excludes; no who at all: everyone you know
# title      may hold {name} {first_name} {last_contact} {days} {topic} {due} {reason}
# priority   1 (most urgent) to 9; 5 if not said. One follow-up per person at a time: the most urgent wins.
# durations  36h 3d 2w 6m 1y, or "5 workdays"

# People you want to hear from every month. Mark them: syncd tag grace@example.com close
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

# You met somebody for the first time and have not written since.
[[rule]]
name = "new"
kind = "first-meeting"
within = "2 workdays"
forget = "14d"                    # too late after this
priority = 2

# Somebody you were often in contact with has become silent, measured by your own rhythm with them.
[[rule]]
name = "drifting"
kind = "drifting"
factor = 2.5                      # silent for 2.5 times as long as usual …
at_least = "30d"                  # … and at least this long
strength_at_least = 2             # only ties that were worth something: see `syncd people --sort strength`

# Your last two messages were not answered: nobody is pushed, every other rule rests for this person.
[[rule]]
name = "patience"
kind = "one-sided"
count = 2
pause = "90d"
"""
