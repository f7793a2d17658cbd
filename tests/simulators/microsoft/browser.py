"""A user at a browser who agrees to everything: opens a login page and sends the form on it.

For a process of its own: ``BROWSER="PYTHON -m tests.simulators.microsoft.browser %s &"`` with REQUESTS_CA_BUNDLE set,
in the folder of the project. The ``&`` matters: the app answers the form only after the browser was started.
"""

from __future__ import annotations

import re
import sys
from html import unescape

import requests


def consent(session: requests.Session, url: str) -> None:
    """Follows a login page to the app that asked for it."""
    page = session.get(url, timeout=10).text
    action = re.search(r'action="([^"]+)"', page)
    if action is None:
        return  # an error page: the user is stuck
    form = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page)}
    session.post(unescape(action[1]), data=form, timeout=10)


if __name__ == "__main__":
    with requests.Session() as browser:
        consent(browser, sys.argv[1])
