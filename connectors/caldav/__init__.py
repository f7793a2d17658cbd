"""CalDAV (RFC 4791): meetings from calendars, follow-ups into one of syncd's own.

Sent with `requests` and a little XML of our own. The caldav library was looked at and left: it installs urllib3-future
over the urllib3 that requests, msal and google-auth use in the same environment, brings lxml, dnspython and PyYAML,
answers refusals by its own waiting and guessing, and sends no If-Match we choose.
"""
