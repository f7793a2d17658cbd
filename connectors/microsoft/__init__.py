"""Microsoft 365 and Outlook.com: mail, calendar, To Do through Microsoft Graph v1.0, with an app of the user's own."""
