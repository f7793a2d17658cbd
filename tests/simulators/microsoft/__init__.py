"""Microsoft Graph and its login as PROVIDERS.md §3, §4 and §5a describe them, over HTTP: strict, able to fail.

``GraphServer`` (server.py) serves mail, calendar and To Do of one user and of mailboxes shared with them;
``LoginServer`` (login_server.py) is login.microsoftonline.com with a certificate of its own.
"""
