"""The German part of the threads that were never tuned on; notation as in `thread_scenarios`."""

from __future__ import annotations

from tests.rules.thread_scenarios import Scenario

GERMAN = (
    Scenario("Frage", "owed", ("2 G>A Liebe Ada,\n\nweißt du noch, welche Druckerei wir hatten?\n\nLG Grace",)),
    Scenario(
        "beantwortet", "none", ("2 G>A Weißt du noch, welche Druckerei wir hatten?", "3 A>G Das war Müller in Ulm.")
    ),
    Scenario("Höflichkeit", "none", ("2 G>A Hallo Ada, wie geht es dir? Uns geht es prächtig. Liebe Grüße, Grace",)),
    Scenario("zur Kenntnis", "none", ("2 G>A Zur Info: Die Druckerei hat ab Montag Betriebsferien.",)),
    Scenario(
        "Kollege antwortet",
        "none",
        ("2 G>AB Weiß einer von euch, welche Druckerei wir hatten?", "3 B>GA Das war Müller in Ulm, Rechnung anbei."),
    ),
    Scenario("erledigt", "none", ("2 G>A Kannst du mir die Rechnung schicken?", "3 G>A Hat sich erledigt, danke!")),
    Scenario(
        "ihre Bitte nach meinem Dank",
        "owed",
        ("2 A>G! Anbei die Rechnung.", "3 G>A Danke! Schickst du mir bitte auch noch den Lieferschein?"),
    ),
    Scenario("meine Frage", "awaiting", ("2 A>G Hallo Grace, hat der Kunde das Angebot inzwischen unterschrieben?",)),
    Scenario(
        "sie meldet sich",
        "none",
        ("2 A>G Hat der Kunde unterschrieben?", "3 G>A Ich frage beim Vertrieb nach und melde mich."),
    ),
    Scenario("ihre Rückfrage", "owed", ("2 A>G Schickst du mir bitte das Angebot?", "3 G>A Welches meinst du?")),
    Scenario("mache ich", "none", ("2 G>A Schickst du mir bitte das Angebot?", "3 A>G Mache ich."), "open-day"),
    Scenario(
        "bis Freitag", "none", ("2 G>A Schickst du mir das Angebot?", "3 A>G Ja, du bekommst es bis Freitag."), "6"
    ),
    Scenario(
        "geschickt",
        "none",
        ("2 G>A Schickst du mir das Angebot?", "3 A>G Ja, bis Freitag.", "6 A>G! Anbei wie versprochen das Angebot."),
    ),
    Scenario(
        "abgesagt",
        "none",
        ("2 A>G Ich schicke dir morgen die Zahlen.", "4 A>G Das schaffe ich leider doch nicht, tut mir leid."),
    ),
    Scenario(
        "nicht mehr nötig",
        "none",
        ("2 A>G Ich schicke dir morgen die Zahlen.", "3 G>A Nicht mehr nötig, Bob hat sie mir gegeben."),
    ),
    Scenario("Angebot", "none", ("2 A>G Wenn du willst, kann ich dir die Zahlen schicken.",)),
    Scenario("Abstimmung", "owed", ("2 G>A Passt dir Donnerstag um zehn oder lieber Freitag?",)),
    Scenario("abgestimmt", "none", ("2 G>A Passt dir Donnerstag um zehn?", "2 A>G Donnerstag um zehn ist gut.")),
    Scenario("getroffen", "none", ("2 G>A Wann sprechen wir über das Budget?", "4 meet")),
    Scenario("nichts zu tun", "none", ("2 G>A Die Zahlen sind raus, du musst nichts mehr tun.",)),
)
