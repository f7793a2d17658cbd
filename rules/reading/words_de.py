"""German. See `rules.reading.words` for the shape and words_en.py for what each table is for."""

from __future__ import annotations

from rules.reading.words import DueWords, Words, listed

_YOU = r"(?:du|sie|ihr|d)"
_YOU3 = r"(?:dir|euch|ihnen|dich|sie|ihr|du)"
_QUESTIONS = (
    r"(?:fragen|rückfragen|anmerkungen|probleme|unklarheiten|unterstützung|hilfe|informationen|infos"
    r"|wünsche|anregungen|bedenken"
    r"|einwände|etwas|was|weitere)"
)
_DO = (
    r"(?:schick|sende?|melde?|kümmere?|kümmer|kläre?|prüfe?|schaue?|guck|mache?|frage?(?! mich)|rufe?"
    r"|bringe?|leite|gebe?|geb"
    r"|überweise?|bestelle?|besorge?|erledige?|übernehme?|sage?|schreibe?|reiche?|liefere?|lade?|stelle?"
    r"|organisiere|buche"
    r"|reserviere|informiere|bereite|spreche?|rede?|versuche?|checke?|nehme?(?= [^.?!]*(?:mit|kontakt|auf"
    r"|das in die hand))|hole?|lasse?|korrigiere|ergänze|aktualisiere"
    r"|trage?|lege?|fasse?|drucke?|halte|teile|setze?|richte|bearbeite|beantworte|bespreche?"
    r"|unterschreibe?|lese?|antworte"
    r"|ändere?|füge?|vereinbare?|erkundige|bemühe|suche?|zahle?|bezahle?|schicke?|gehe? (?:das|es|die|den)"
    r"|komme?(?= [^.]*auf (?:dich|sie|euch) zu)"
    r"|sehe?(?= (?:mir|nach|zu))|denke?(?= (?:dran|daran))|fixe|repariere|verschicke|versende|erstelle"
    r"|koordiniere|entscheide|hake|höre?(?= [^.]*nach)|erstatte)"
)
_INFINITIVE = (
    r"(?:schicken|senden|melden|kümmern|klären|prüfen|anschauen|ansehen|machen|fragen|anrufen|rufen"
    r"|bringen|mitbringen|weiterleiten"
    r"|geben|überweisen|bestellen|besorgen|erledigen|übernehmen|sagen|schreiben|einreichen|liefern"
    r"|hochladen|stellen|organisieren"
    r"|buchen|reservieren|informieren|vorbereiten|sprechen|reden|versuchen|nachsehen|nachschauen"
    r"|nachfragen|nehmen|holen|korrigieren"
    r"|ergänzen|aktualisieren|eintragen|zukommen lassen|mitteilen|setzen|einrichten|bearbeiten|beantworten"
    r"|besprechen|unterschreiben"
    r"|lesen|antworten|ändern|hinzufügen|vereinbaren|erkundigen|bemühen|suchen|zahlen|bezahlen|zuschicken"
    r"|zusenden|nachreichen|erstellen"
    r"|halten|erstatten|nachhaken|ausdrucken|veranlassen|berücksichtigen|weitergeben|durchgehen"
    r"|zurückmelden|zurückrufen|abholen)"
)

_VIEWS = (
    r"(?:anmerkung\w*|kommentare?|feedback|rückmeldung\w*|hinweise?|vorschläge|antwort\w*|meinung\w*|korrekturen"
    r"|anregungen|einschätzung\w*|ideen|änderungswünsche)"
)
_RESPITE = (  # "gib mir bis Donnerstag, dann hast du es" asks for nothing and promises something
    r"(?:gib|gebt|geben sie) (?:mir|uns) (?:bitte )?(?:noch )?(?:bis|zeit bis|(?:\w+ ){1,3}(?:minuten?|stunden?|tage?"
    r"|wochen?|zeit)\b)[^.?!]{0,40}?(?:,|,? und)(?: dann)?(?= (?:hast du|habt ihr|haben sie|bekommst du|bekommt ihr"
    r"|bekommen sie|kriegst du|kriegt ihr|(?:schicke?|sende?|melde?|liefer\w*|mache?) (?:ich|wir))\b)"
)
_GOODS = (  # what somebody sends who says that it comes
    r"(?:zahlen|unterlagen|bericht|protokoll|entwurf|angebot|vertrag|liste|datei(?:en)?|daten|fotos|bilder|folien"
    r"|präsentation|antwort|rückmeldung|feedback|text|konzept|ergebnisse?|auswertung|übersicht|kostenvoranschlag"
    r"|details|infos?|informationen|link|kommentare|korrekturen?|rest|tabelle|kapitel|artikel|beitrag|übersetzung)"
)
_COMES = (
    r"(?:kommt|kommen|folgt|folgen)(?: (?:dann|noch|spätestens|wohl))* (?:heute|morgen|übermorgen|gleich|nachher|später"
    r"|bis|am|noch|diese|nächste|kommende|in|ende|anfang|mitte|\w+tag)\b(?! (?:ende|anfang) (?:de[rs]|von))"
    r"(?![^.?!]*\b(?:von (?!mir|uns)|vom|durch|zur sprache|in frage|dran|auf den tisch|zum einsatz)\b)"
    r"(?=[^.?!]{0,40}\W*$)"
)

WORDS = Words(
    code="de",
    common=listed("""
        aber auch auf bei bis bitte dank danke dann das dass dem den der dich die dir du ein eine es euch frau
        für geehrte geehrter gruß grüße habe haben hallo hast hat herr heute ich ihr im ist ja kannst können
        liebe lieber mach mal mich mir mit morgen nein nicht noch nur ob oder schicke schon sehr sie sind und
        uns viele von wann wenn werde wie wir wird zu zur
    """),
    salutation=(
        r"^(?:(?:hallo|hi|hey|liebe[rs]?|sehr geehrte[rs]?|guten (?:morgen|tag|abend)|moin|servus"
        r"|grüß (?:gott|dich)|lieber)\b[ ,]*)+"
    ),
    salutation_all=(
        r"^(?:zusammen|alle|ihr|leute|team|kolleg\w+|freunde|damen|miteinander|in die runde|allerseits"
        r"|beide)\b"
    ),
    lead_in=(
        r"(?:hallo|hi|hey)(?: zusammen| ihr| alle)?\W+",
        r"(?:ok|okay|ja|nein|nee|super|prima|klar|alles klar|und|aber|also|ach|ach ja|sorry|sag mal"
        r"|sagt mal|oder|na|naja|hm+|ps|p\.s\.?)[,;:.!–—-]* +",
        r"(?:danke|vielen dank|gut|noch was|noch eine frage|eine frage|kurze frage|frage|apropos"
        r"|erinnerung|zur erinnerung|verstanden|passt"
        r"|einverstanden|wie besprochen|übrigens|nur kurz|kurz|dann)[,;:.!–—-]+ +",
    ),
    adverbs=(
        r"(?:dann|jetzt|bitte|also|noch|heute|morgen|danke|außerdem|bei gelegenheit|wenn du kannst"
        r"|kurz)[,;:.!–—-]* +",
    ),
    mask=(
        _RESPITE,
        r"(?:das |so ?etwas |sowas )?(?:sollten|müssten|müssen|könnten) wir (?:das |so ?etwas |sowas )?(?:wirklich "
        r"|unbedingt |echt |ruhig |mal |bald )*(?:öfters?|häufiger|wieder)(?: mal| einmal)? (?:machen|tun)(?=\W*$)"
        r"|wir (?:sollten|müssten|müssen|könnten) (?:das|so ?etwas|sowas) (?:wirklich |unbedingt |echt |ruhig |mal "
        r"|bald )*(?:öfters?|häufiger|wieder)(?: mal| einmal)? (?:machen|tun)(?=\W*$)",
        r"bei (?:weiteren |etwaigen |eventuellen )?(?:rück)?fragen[^.?!]*|(?:für|bei) (?:weitere[rn]? "
        r"|nähere[rn]? )(?:informationen|auskünfte|fragen|rückfragen|unklarheiten)[^.?!]*",
        rf"(?:wenn|falls|sollte[nt]?(?:st)?|solltest|solltet|sofern) (?:{_YOU}|es|noch"
        rf"|irgendwelche)[^.?!]{{0,40}}{_QUESTIONS}[^.?!]*",
        r"(?:melde[tn]? (?:dich|euch|sie sich)|sag(?:t|en sie)? (?:einfach |gerne? |kurz )?bescheid"
        r"|ruf(?:t|en sie)? (?:mich |uns )?(?:einfach |gerne? |jederzeit )?an|gib (?:gerne? "
        r"|einfach )?bescheid|kommt? (?:gerne? |jederzeit )?auf (?:mich"
        r"|uns) zu)(?:[^.?!]{0,25})?,? (?:wenn|falls|sobald|sollte|solltest|bei)[^.?!]*",
        r"(?:zögern|scheuen) (?:sie|wir)[^.?!]*|stehe?n?[^.?!]{0,60}zur verfügung[^.?!]*|(?:gerne?"
        r"|jederzeit) (?:bei|für) (?:rück)?fragen[^.?!]*|noch fragen\?",
        r"(?:wir |ich )?bitten? (?:sie |euch |dich )?um (?:ihr |euer |dein |etwas )?(?:verständnis"
        r"|entschuldigung|geduld|nachsicht|verzeihung)[^.?!]*",
        r"bitte (?:um |vielmals um )?(?:entschuldig\w*|verzeih\w*|verständnis|geduld|nachsicht)[^.?!]*"
        r"|(?:um|für ihr|für dein|für euer) (?:verständnis|entschuldigung|geduld|nachsicht)[^.?!]*",
        r"bitte (?:beachten|antworten sie nicht|nicht (?:auf|antworten)|wenden sie sich|sehr|schön|gerne?"
        r"|keine|haben sie verständnis|klicken|seht es|sehen sie es|grüß\w*"
        r"|denken sie an die umwelt)[^.?!]*|(?:na |ja|aber|nein|ja,|nein,) bitte[^\w]*$|wie bitte",
        r"(?:und |na,? |hallo,? )*wie geht(?:'s| es|s)(?: (?:dir|euch|ihnen|denn|so|deiner|eurer|der|den"
        r"|allen|familie|kindern|heute|sonst|und))*|wie läuft(?:'s| es|s)(?: (?:so|bei (?:dir"
        r"|euch)))*(?= ?[?!.,]|$)|was macht die kunst|alles (?:gut|klar|okay|ok|fit)(?: bei (?:dir|euch"
        r"|ihnen))?(?= ?\?)|geht(?:'s| es) (?:dir|euch|ihnen) gut",
        r"wie (?:war|ist|waren) (?:dein|euer|ihr|das|der|die|deine|eure|ihre) (?:wochenende|urlaub|ferien"
        r"|tag|woche|feiertage|reise|weihnachten|ostern)[^.?!]*|(?:hattest|hattet|hatten) (?:du|ihr"
        r"|sie) (?:ein |einen |eine )?(?:schöne|gute|tolle|erholsame)[^.?!]*|(?:bist|seid|sind) (?:du|ihr"
        r"|sie) gut (?:rein|ins|angekommen|gerutscht|heim)[^.?!]*",
        r"(?:ich )?frage mich,? (?:was|warum|wie|wieso) (?:die|der|man|er|manche|leute)\b[^.?!]*",
        r"wie ist (?:die|das|der|dein|euer|ihr|deine|eure|ihre) neue[rs]? (?:wohnung|haus|job|stelle|stadt|auto|schule"
        r"|hund|heim)[^.?!]*",
        r"(?:ich |wir )?hoffe[n]?(?:ntlich)?[^.?!]*",
        r"(?:wenn|falls|sofern|sollte) (?:ich|wir) (?:bis [^.?!]{0,30})?(?:nichts|keine|nicht)[^.?!]*"
        r"|ohne (?:rückmeldung|antwort)[^.?!]*",
        r"keine (?:antwort|rückmeldung|aktion|reaktion) (?:nötig|notwendig|erforderlich|erwartet)[^.?!]*"
        r"|keine (?:eile|sorge)[^.?!]*|(?:du|ihr|sie) (?:musst|müsst|müssen|brauchst|braucht"
        r"|brauchen) (?:dich |euch |sich |auch |mir |gar |jetzt )*(?:nichts|nicht|keine)[^.?!]*",
        r"(?:er|sie|man|kunden?|kollegen?|herr \w+|frau \w+|[a-zäöü]+) (?:hat|haben|hatte|hatten) (?:mich "
        r"|uns |ihn |sie )?(?:gefragt|gebeten)[^.?!]*|(?:er|man|sie) (?:fragte|wollte wissen|fragt"
        r"|fragen)[^.?!]*|ich (?:habe|hatte|hab) [^.?!]{0,40}(?:gefragt|gebeten)[^.?!]*",
        r"(?:du|ihr|sie) (?:hast|habt|haben|hattest|hatten|fragtest|fragten|wolltest"
        r"|wollten)[^.?!]{0,30}(?:gefragt|gebeten|wissen)[^.?!]*|wie (?:gewünscht|besprochen|erbeten"
        r"|vereinbart|du siehst|sie sehen)",
        r"(?:schönes|schöne|schönen|gute|guten|frohe|frohes|alles gute|gute besserung|herzlichen"
        r"|viel (?:spaß|erfolg|glück))[^.?!]*",
        r"freue? (?:mich|uns)(?: schon| sehr| darauf| drauf)* (?:auf (?:das|den|die|unser|euch|dich|sie"
        r"|morgen|samstag|sonntag|montag|freitag)|dich|euch|sie)[^.?!]*",
        r"lass (?:dich|es dir|dir)[^.?!]*|grüß[e]? [^.?!]*",
        r"(?:wenn|falls|sofern|sollte[nt]?) [^.?!]{0,80}?\b(?:nicht|nichts|keine?n?|falsch|problem\w*"
        r"|fehler|anders|ändern?|ändert|unpassend|irrtum|missverst\w*|bedarf|interesse"
        r"|interessiert)\b[^.?!]{0,60}?,? (?:dann |so )?(?:bitte |einfach |kurz )*(?:(?:sagt?|gib|gebt"
        r"|geben sie|sagen sie) (?:mir |uns |bitte |einfach |kurz |dann )*bescheid|melde[tn]? (?:dich|euch"
        r"|sie sich)|ruft?(?: mich)? an)[^.?!,]{0,20}(?=\W*$)",
        r"(?:du|ihr|sie) (?:kannst|könnt|können|darfst|dürft|dürfen) (?:gerne? |ruhig |das |es |die \w+ "
        r"|schon )+(?:\w+ )?[^.?!]*|(?:leite[nt]?(?: sie)?|gebt?|geben sie|schick\w*) (?:das|dies|es"
        r"|die mail)[^.?!]{0,20} (?:gerne? )?(?:an (?:alle|interessierte|jeden|kollegen|andere|freunde)"
        r"|bei bedarf)[^.?!]*",
        r"bitte (?:denk\w* (?:sie )?(?:daran|dran), (?:dass|ihre|deine|eure)|merk\w*|vormerken"
        r"|weitersagen|vergesst nicht, dass|behalt\w*)[^.?!]*|(?:ich|wir) (?:werden?"
        r"|würden?) [^.?!]{0,40}(?:bitten|fragen)[^.?!]*|den termin vormerken",
    ),
    cues=listed("""
        antwort antworte benötige benötigen bescheid bestell bestätige bestätigen bist bitte bitten brauche
        brauchen brauchst bring bringst bringt bräuchte bräuchten darf denk denken denkt druck dürfen dürfte
        anmerkung anmerkungen anregungen hinweise ideen kommentar kommentare korrekturen vorschläge
        erinnere erinnern erwarten feedback fehlen fehlt frag frage fragen fragt freue füll fülle geben gebeten
        gebt gehst geht gib gibt haben habt haltet hast hat hältst hätte hätten hättest hättet interessieren
        interessiert irgendwelche ist jemand kann kannst kauf keine kennt klappt komm kommst kommt können könnt
        könnte könnten könntest könntet kümmer kümmere kümmert lass lassen lasst leite lies lust mach machst
        macht magst meinst meint melde melden meldet musst möchte möchten möchtest müsst müsste müssten müsstest
        nehmt nimm nimmst noch ob passt prüf prüfe prüfen ruf rufen ruft rückmeldung sag sagen sagt schau schaut
        schick schicke schicken schickst schickt schlage seid sende senden siehst sind soll sollen sollten
        spricht trag tragt treffen unterschreib vergiss vorschlag vorschlagen wann warte warten warum was weisst
        weiß weißt welche welcher welches wem wen wer weshalb wessen wie wieso wieviel will willst wir wissen
        wisst wo wohin wollen wollt wollte wollten wäre würde würden würdest würdet wüsste zeit zusage überweis
        überweisen
    """),
    question=(
        rf"(?:hast|habt|haben|kannst|könnt|können|könntest|könntet|könnten|magst|möchtest|willst|wollt|bist"
        rf"|seid|sind|weißt|weisst|wisst|wissen|bringst|kommst|kommt|gehst|machst|schickst|nimmst|brauchst"
        rf"|siehst|würdest|würdet|würden|darfst|fährst|fahrt|hättest|hättet|hätten|warst|wart|hattest"
        rf"|spielst|kennst|kennt|kennen|meinst|findest|denkst|isst) {_YOU}(?![^.?!]*, (?:melde|dann|so|sag"
        rf"|ruf))",
        r"(?:ist|hat|gibt|passt|geht|klappt|darf|soll|sollen|wollen|können|kann|muss|müssen|fehlt|reicht"
        r"|stimmt|steht|war|wird|werden|kommt|dürfen|sind|haben|gilt|läuft|bleibt) (?:es|das|der|die|dir"
        r"|euch|ihnen|jemand|man|dein|eure?|ihre?|schon|noch|dafür|da|morgen|heute) ?(?![^.?!]*,)",
        r"(?:wann|wo|wer|warum|wieso|weshalb|wohin|wieviel|wie (?:viel|lange|oft|ist|sind|heißt|hieß|war"
        r"|soll|sollen|kann|können|machen|geht|läuft|steht|sieht|weit)|welche[rsmn]?|was (?:ist|sind|hat"
        r"|haben|kostet|meinst|hältst|denkst|soll|sollen|machen|brauchst|brauchen|fehlt|war|kann|können"
        r"|passiert|sagt|sagst|heißt)|wem|wen) ?(?![^.?!]*, (?:ist|sind|war|wird|weiß|weiss|kann|hat))",
        r"(?:schon |irgendwelche |gibt's |gibts )(?:was|etwas|neuigkeiten|neues|ideen|nachricht|wünsche|rückmeldung)",
        r"(?:weiß|weiss|hat|kann|kennt|will|kommt|möchte|braucht|könnte|fährt|mag) jemand|jemand (?:lust"
        r"|zeit|interesse|da|dabei|eine ahnung|ne ahnung)|lust auf",
    ),
    request=(
        rf"{_VIEWS}(?: bis [^.?!]{{2,25}})? wären? (?:sehr |echt |wirklich )?(?:toll|super|gut|schön|hilfreich|prima"
        r"|nett|klasse|lieb)\b(?! gewesen)",
        rf"über (?:\w+ ){{0,3}}{_VIEWS}[^.?!]{{0,40}} (?:würden?|freuen?|wären?) (?:ich|wir)\b",
        rf"würden? (?:ich |wir )?(?:mich|uns)[^.?!]{{0,20}} über (?:\w+ ){{0,3}}{_VIEWS}[^.?!]{{0,40}} freuen",
        rf"{_VIEWS} (?:sind |ist )?(?:\w+ )?(?:gerne?|willkommen|erwünscht|erbeten) (?:\w+ )?bis\b"
        rf"|{_VIEWS} bis [^.?!]{{2,25}} (?:sind |ist |wären |wäre )?(?:\w+ )?(?:willkommen|erwünscht|erbeten)",
        r"(?:würden? (?:ich |wir |mich |uns |sehr |riesig )+freuen|wäre (?:es )?(?:mir |uns |für uns |für mich )?eine"
        r" (?:\w+ )?(?:ehre|freude)),? wenn (?:du|sie|ihr)\b",
        r"bitte(?! ?[.!]*$)|[\w]+ [\w]+ [^.?!]*\bbitte[.! ]*$",
        rf"(?:kannst|könnt|können|könntest|könntet|könnten|würdest|würdet|würden|magst|möchtest) {_YOU}\b",
        r"wäre[^.?!]{0,40}(?:nett|schön|toll|super|gut|hilfreich|lieb|dankbar|prima|klasse|verbunden"
        r"|wichtig),? (?:wenn|falls|für)|wär[' ]?(?:e)?s? (?:nett|schön|toll|super|lieb)[^.?!]*wenn"
        r"|(?:wäre|bin|wären) (?:ich |wir |dir |ihnen |euch )*(?:sehr |wirklich )?dankbar (?:für|wenn)"
        r"|^für (?:ihre?n?|deine?n?|eure?n?|eine?n?) [^.?!]{1,60} (?:wäre|wären) (?:ich|wir) [^.?!]{0,30}"
        r"(?:dankbar|verbunden|froh)",
        r"fehl(?:t|en) (?:mir |uns |hier )?(?:nur )?(?:noch |immer noch |bisher )?(?:deine?|ihre?|eure?)\b"
        r"|(?:mir|uns) fehl(?:t|en) (?:nur )?(?:noch |immer noch |bisher )?(?:deine?|ihre?|eure?)\b"
        r"|(?:braucht|brauchen|benötigt|benötigen) (?:noch |dringend )?[^.?!]{0,30}\b(?:deine[rsn]?|ihre[rsn]"
        r"|eure[rsn]?"
        r"|von (?:dir|ihnen|euch))\b",
        r"(?:ich|wir) (?:bräuchten?|brauchen?|benötigen?) (?:noch|von (?:dir|ihnen|euch)|bis|dringend"
        r"|unbedingt|deine?n?|ihre?n?|eure?n?|dazu|dafür|hierzu|hierfür|mal|bitte|die|den|das|eine?n?"
        r"|heute|morgen)\b(?! (?:pause|urlaub|ruhe))|(?:bräuchten?|benötigen?|brauchen?) (?:ich"
        r"|wir) (?:noch|von|bis|dringend|deine|ihre|eure|die|den|das|eine?n?)\b",
        r"(?:ich |wir )?(?:wollten?|möchten?|würden? (?:gern|gerne)|wollt)(?: (?:dich|sie|euch|mal|nur"
        r"|kurz|hiermit|gern|gerne|noch|nochmal|ich|wir|auch|gleich))* (?:fragen|wissen|nachfragen"
        r"|anfragen|hören|erfahren|nachhaken|bitten|vereinbaren|besprechen|anmelden|bestellen)\b|(?:fragen"
        r"|wissen|nachfragen|anfragen|erfahren|hören),? (?:ob|wann|wie|was|wo|wer|welche)",
        r"(?:frage mich|wüsste(?:n)? (?:ich |wir )?gerne?|mich (?:würde )?interessier\w+"
        r"|würde mich interessieren|unklar ist|mir ist (?:nicht|noch nicht) klar|bin (?:mir )?(?:nicht "
        r"|un)sicher),? (?:ob (?:du|sie|ihr|wir|das)|wann|wie|was|wo|welche)",
        r"(?:gib|gebt|geben sie|sag|sagt|sagen sie|lass|lasst|lassen sie)(?: (?:mir|uns|mich|doch|mal"
        r"|bitte|kurz|dann|einfach|noch))* (?:bescheid|wissen)",
        r"hätten? (?:ich |wir )?(?:gern|gerne) |(?:melde?|meldet|melden sie)(?: (?:dich|euch|sich|bitte"
        r"|kurz|mal|doch|dann|bei mir|bei uns))+(?: (?:bis|wegen|heute|morgen|sobald)|,? (?:wenn du wieder"
        r"|sobald)|,? (?:ob|wann|wie|was)|[.!]?$)",
        r"um (?:\w+ ){0,3}(?:rückmeldung|antwort|bestätigung|zusendung|überweisung|prüfung|freigabe"
        r"|stellungnahme|auskunft|nachricht|hilfe|unterstützung|rückruf|mitteilung|angebot"
        r"|zusage)[^.?!]*(?:gebeten|bitten)?|(?:ich |wir )?bitten? (?:dich|sie|euch)?(?: hiermit| daher"
        r"| also| höflich| noch)* ?(?:um|darum)|erbitten?",
        r"freuen? (?:ich )?(?:mich|uns)(?: schon| sehr)* (?:auf|über) (?:deine|ihre|eine|eure|ein|dein"
        r"|euer|baldige)\w* ?(?:\w+ )?(?:antwort|rückmeldung|nachricht|zusage|feedback|meinung|termin)"
        r"|(?:rückmeldung|antwort|nachricht|zusage|feedback|hinweis\w*|tipps?)[^.?!]{0,20} (?:würde|würden"
        r"|freue|freuen|wäre|wären) (?:ich|wir)|(?:warten?|erwarten?) (?:ich |wir )?(?:noch |immer noch "
        r"|dringend |weiterhin )*(?:auf )?(?:deine?n?|ihre?n?|eure?n?|euer|dich|sie|antwort|rückmeldung"
        r"|eine antwort|den|die)\b",
        r"(?:noch |bisher |leider |bislang )*(?:keine?n? )(?:antwort|rückmeldung|zahlung\w*|nachricht"
        r"|reaktion|eingang|bestätigung|rechnung)[^.?!]*(?:erhalten|bekommen|feststellen|gehört"
        r"|eingegangen|verbuchen)|nichts (?:mehr )?(?:von (?:dir|ihnen|euch) )gehört|fehl(?:t|en) (?:mir "
        r"|uns |hier )?(?:nur )?noch (?:dein|ihr|eur|die|der|das)",
        r"denkt? (?:bitte |doch )?(?:an|dran|daran)|denken sie (?:bitte )?(?:an|daran)|vergiss nicht"
        r"|vergesst nicht|sei so (?:gut|lieb|nett)|tu mir (?:den|einen) gefallen",
        r"(?:deine|eure|ihre) (?:meinung|einschätzung|rückmeldung|entscheidung|zusage|freigabe"
        r"|unterschrift|antwort)[^.?!]*(?:brauche|fehlt|wichtig|benötige|interessier|ausstehend|offen)"
        r"|wer (?:kann|könnte|hat (?:lust|zeit)|kommt|macht|möchte|will|übernimmt|ist dabei|von euch"
        r"|hilft)",
        r"(?:schreib|schreibt|schick|schickt|ruf|ruft) (?:mir|mich|uns)\b",
        r"(?:möchte|will|wollte|würde gerne?|fragt)(?: gerne?)? (?:wissen|erfahren),? (?:ob|wann|wie|was"
        r"|wo|wer|welche)|(?:noch )?(?:immer )?keine (?:rückmeldung|antwort|neuigkeiten) (?:erhalten"
        r"|bekommen|gehört)",
    ),
    must=(
        r"(?:du|ihr|sie) (?:müsstest|müsstet|müssten|solltest|solltet|sollten|musst|müsst|müssen)(?: (?:noch|bitte"
        r"|dringend|mir|uns|bis|dann|nur|jetzt|auch|mal|die|den|das|deine?n?|ihre?n?)\b)",
    ),
    urgent=r"mir|mich|uns|bis|heute|morgen|dringend|bitte|umgehend",
    imperative=(
        r"(?:schicke?|schickt|schicken sie|sende|sendet|senden sie|gib|gebt|geben sie|sag|sagt|sagen sie"
        r"|bring|bringt|bringen sie|leite|leitet|leiten sie|zeig|zeigt|leih|ruf|ruft|rufen sie|frag|fragt"
        r"|fragen sie|erinner\w*) (?:mir|mich|uns|ihm|ihr|ihnen|das|die|den|es|doch|mal|sie|bitte|noch)\b",
        r"(?:prüfe?|prüft|prüfen sie|schau|schaut|schauen sie|mach|macht|machen sie|nimm|nehmt|nehmen sie"
        r"|kauf|kauft|füll\w*|unterschreib\w*|überweis\w*|bestelle?|bestellt|drucke?|druckt|lies|lest"
        r"|lesen sie|trag|tragt|tragen sie|bestätigen? (?:sie)?|stell|stellt|stellen sie|korrigier\w*"
        r"|änder\w*|lösch\w*|füge?|hol|holt|buch\w*|reservier\w*|kläre?|klärt|klären sie|besorg\w*) (?:mal"
        r"|bitte|das|die|den|dir|dich|euch|mir|uns|es|noch|doch|sie|sich|ein|eine|einen|deine|ihre|eure"
        r"|dann|beide)\b",
        r"(?:komm|kommt|kommen sie) (?:doch |mal |bitte |einfach )*(?:vorbei|zu|her|um|am|morgen|heute|in)"
        r"|kümmere? dich|kümmert euch|kümmern sie sich|antworte|antwortet|bestätige|vergiss nicht"
        r"|vergesst nicht|melde dich|meldet euch|melden sie sich|nicht vergessen",
    ),
    not_imperative=(
        r"(?:mach|macht|machen sie) (?:es gut|dir (?:keine|einen)|euch (?:keine|einen)|sich (?:keine"
        r"|nichts)|mal halblang|das beste)|schau(?:t)? (?:euch |dir )?(?:das|mal)[^.]*_link_"
        r"|lies (?:mal )?_link_|komm gut|kommt gut|frag nicht|sag(?:t)? (?:liebe )?grüße"
        r"|stell dir (?:mal )?vor|stellt euch (?:mal )?vor",
    ),
    proposal=(
        r"wie (?:wäre es|wär's|wärs|wär es|sieht es|sieht's|siehts) [^.?!]*(?:mit|aus|bei)|wollen wir"
        r"|sollen wir|sollten wir|lass(?:t)? uns [^.?!]*(?:treffen|sprechen|reden|telefonieren|essen|gehen"
        r"|machen|besprechen|verabreden|termin)|(?:hättest|hast|habt|hättet|hätten|haben) (?:du|ihr"
        r"|sie) [^.?!]{0,40}(?:lust|zeit)\b",
        r"passt (?:es |das |dir |euch |ihnen |der |die |morgen |heute |\w+tag )+|passen? (?:dir|euch|ihnen"
        r"|würde)|treffen wir uns|was (?:hältst|haltet|halten) (?:du|ihr|sie)|magst du|kommst du mit"
        r"|kommt ihr|ich schlage (?:vor|\w+tag)|mein vorschlag|vorschlag:|würde (?:\w+ )?(?:vorschlagen"
        r"|dir passen|ihnen passen|euch passen)|wir (?:wollten|sollten|müssten) [^.?!]{0,40}(?:treffen"
        r"|sprechen|telefonieren|besprechen|reden)",
    ),
    rhetorical=(
        r"^warum (?!du\b|ihr\b|sie\b|hast|habt|haben sie)[^?]*\b(?:immer|nie|nur|bloß)\b(?![^?]*\b(?:du|ihr|dein\w*"
        r"|ihnen)\b)"
        r"|(?:was|wo) (?:würden?|sollten?|wären?|mach\w+) (?:ich|wir) [^?]{0,20}ohne (?:dich|euch|sie)\b"
        r"|frage mich,? (?:was|warum|wie|wieso) (?:die|der|man|er|sie (?!das|den|die)|manche|leute)\b"
        r"|vorschlagen,? (?:wir |es )?lassen",
        r"^(?:wirklich|echt|ernsthaft|ja|nein|ach ja|ach so|was|ach|oh|so|na|und) ?\?+$"
        r"|wer hat (?:eigentlich )?(?:den|die|das) \w+ erfunden|muss ich (?:noch )?mehr (?:dazu )?sagen"
        r"|worauf (?:warten sie|wartest du)|kennen sie schon|wer hätte (?:das )?gedacht|weißt du was"
        r"|stell dir vor|kannst du dir (?:das )?vorstellen|was will man mehr|wozu auch"
        r"|warum (?:auch )?nicht\?|was soll(?:'s| man (?:da )?(?:noch |dazu )?sagen)|wer weiß"
        r"|wer kennt (?:das|es) nicht|ist das (?:nicht )?(?:schön|toll|herrlich|lustig|süß|verrückt|genial"
        r"|witzig)|erinnerst du dich|kennst du den|wusstest du|wussten sie|habe? ich (?:es )?nicht gesagt"
        r"|nicht wahr\?|,? oder was\?|^(?:lust auf|bereit für|schon gewusst|auf der suche"
        r"|haben sie (?:sich )?schon (?:mal|einmal|immer))|geht(?:'s| es) noch|wie (?:schön|toll|süß"
        r"|cool) ist das|wo ist (?:nur |bloß )?die zeit",
        r"(?:wäre|ist|war) das nicht (?:schön|herrlich|toll|wunderbar|verrückt|ein traum)",
        r"(?:ist|sind|war|waren) [^?]{1,40} nicht (?:einfach |wieder |wirklich |echt )?(?:herrlich|wunderbar"
        r"|wunderschön|schön|traumhaft|großartig|lustig|süß|toll|genial|köstlich|fantastisch) ?\?"
        r"|(?:herrlich|wunderbar|wunderschön|schön|lustig|witzig|süß|toll|genial|köstlich|verrückt|unglaublich|irre"
        r"|krass|traurig),? (?:oder|nicht|was|gell|ne|nicht wahr|oder nicht) ?\?",
        r"(?:ist|war) das nicht (?:unglaublich|unfassbar|irre|krass|traurig|großartig|fantastisch)"
        r"|ist (?:das|es) (?:denn )?die möglichkeit",
        r"(?:ist|war) (?:das|es) (?:denn |noch )?zu (?:fassen|glauben|toppen) ?\?|(?:kann|soll) man (?:das|es)"
        r" (?:denn |noch )?(?:fassen|glauben) ?\?",
    ),
    answer=(
        r"weil|überhaupt nicht|gar nicht|kein bisschen|ja[,.!]|nein[,.!]|klar|na ja|natürlich|nichts"
        r"|niemand|keiner|ganz einfach|einfach|die antwort|eben|genau|leider nicht|nicht wirklich|doch"
        r"|kaum|selten|das (?:liegt|lag|war) daran",
    ),
    guess=(
        r"offenbar|anscheinend|vermutlich|wahrscheinlich|vielleicht|sicher|ich (?:denke|glaube|vermute"
        r"|finde|würde sagen)",
    ),
    reader=r"du|dir|dich|deine?[rsmn]?|ihr|euch|eure?[rsmn]?|sie|ihnen|jemand",
    reported=(r"(?:fragte|gefragt|sagte|gesagt|meinte|rief|schrieb|antwortete|dachte|hieß|heißt|die frage|titel)",),
    promise_cues=listed("""
        begleichen bezahlen folgen folgt kommen kommt zahlen
        bekommen bekommst bin bring dran du erhalten erhältst erledige frage gebe geht haben habt hast hören
        hörst ich ihr kläre kriegst kümmere lass mach machen melde prüfe rufe schau schaue schick schicke sende
        sie verspreche versprochen werde werden wir wird übernehme
    """),
    promise=(
        _RESPITE,
        rf"^(?:(?:ja|ok|okay|klar|hallo \w+|liebe[rs]? \w+),? )?(?:die|der|das|meine?|unsere?|alle)(?: \w+)? {_GOODS}"
        rf"(?: (?:für|zu|zum|zur|aus) [\w ]{{2,20}}?)? {_COMES}",
        rf"^(?:heute|morgen|übermorgen|nachher|später|nächste woche|am \w+tag|bis \w+tag) (?:kommt|kommen|folgt|folgen)"
        rf" (?:dann |auch |noch )?(?:die|der|das|meine?|unsere?)(?: \w+e[nrsm]?)? {_GOODS}\b(?! (?:von|vom|aus)\b)",
        r"(?:^|(?<=, ))wir (?:be)?zahlen [^.?!]*\b(?:bis|am|heute|morgen|diese|nächste|umgehend|sofort)\b"
        r"|(?:^|(?<=, ))wir begleichen\b",
        r"(?:ich|wir) (?!habe|hatte|war|bin|sind|haben|hatten|waren|würde|könnte|kann|können)\w+ [^.?!]{0,80}\bund"
        r" (?:schicken?|geben?|melden?|senden?|sagen?|leiten?|bringen?|rufen?|kommen?|liefern?|reichen?"
        r"|stellen?) (?:dann "
        r"|dir|ihnen|euch|es|das|sie|ihn|mich|uns|dich)\b",
        r"(?:^|(?<=, )|(?<=aber )|(?<=und ))(?:liefern|schicken|senden|geben|reichen|melden|schicke|sende|gebe"
        r"|reiche) (?:ihnen"
        r"|dir|euch|uns"
        r"|mich)\b[^.?!]*\b(?:bis|morgen|heute|\w+tag|woche|zurück|bescheid|nach)\b",
        rf"ich (?:auch |dann |dir |ihnen |euch |das |es |mich |mal |gleich |gerne |gern |sofort |natürlich "
        rf"|noch )*{_DO}\b",
        rf"{_DO} (?:ich|wir)\b|(?:klären|prüfen|machen|schicken|senden|erledigen|übernehmen|melden|kümmern"
        rf"|besprechen|überweisen|liefern|bringen|regeln) wir\b|ich komme [^.?!]{{0,40}}(?:darauf zurück"
        rf"|auf (?:dich|sie|euch) zu)|geht (?:heute|morgen|montag|dienstag|mittwoch|donnerstag|freitag"
        rf"|diese woche|nächste woche|noch)[^.?!]{{0,30}} raus|{_DO} (?:dir|dich|ihnen|euch|mich|das|es|sie"
        rf"|ihn|mir)(?: \w+){{0,3}} (?:morgen|heute|gleich|nachher|später|bis|am|noch|sofort|zu|weiter"
        rf"|durch|an)\b",
        r"wir (?:auch |dann |dir |ihnen |euch |das |es |uns |gleich |gerne |gern |sofort "
        r"|selbstverständlich |den |die )*(?:schicken|senden|melden|kümmern|klären|prüfen|überweisen"
        r"|erstatten|liefern|bestellen|besorgen|erledigen|übernehmen|geben (?:ihnen|dir|euch)|rufen (?:sie"
        r"|dich|euch)|leiten|informieren|halten|teilen|lassen (?:ihnen|dir|euch)|bearbeiten|beantworten"
        r"|kommen auf|veranlassen|korrigieren|ersetzen|reparieren|schauen|reichen|stellen|versuchen"
        r"|bringen)\b",
        rf"(?:ich (?:werde|will)|werde ich|wir werden|werden wir)[^.?!]{{0,160}}{_INFINITIVE}\b",
        r"(?:du (?:bekommst|kriegst|hast|erhältst|hörst)|(?:bekommst|kriegst|hast|erhältst|hörst) du"
        r"|sie (?:bekommen|erhalten|haben|hören)|(?:bekommen|erhalten|haben|hören) sie|ihr (?:bekommt"
        r"|kriegt|habt|hört)|(?:bekommt|kriegt|habt|hört) ihr)(?= [^.?!]*\b(?:bis|morgen|heute|montag"
        r"|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|woche|von mir|von uns|tagen|monat"
        r"|wochenende|nachher|später|demnächst|in kürze|zeitnah)\b)",
        r"wird (?:gemacht|erledigt|sofort erledigt)|geht klar|bin (?:schon )?dran|(?:ich|wir) (?:bin"
        r"|sind) dran|ich versprech\w*|versprochen[.!]|lass (?:mich|das) (?:mal |kurz )?(?:nachsehen"
        r"|nachschauen|prüfen|klären|fragen|mich machen|meine sorge)|(?:ich|wir) sollten? (?:das|es|die"
        r"|den) [^.?!]*\b(?:bis|morgen|heute|montag|dienstag|mittwoch|donnerstag|freitag"
        r"|woche)\b[^.?!]*(?:haben|fertig|schaffen)",
    ),
    promise_start=(
        r"(?:mach|mache|schick|schicke|schau|schaue|kläre?|prüfe?|frage?|erledige?|besorge?|bringe?|melde"
        r"|kümmere|kümmer|sende|rufe?|gebe?|leite|schreibe?|check|checke|guck|gucke|überweise?|bestelle"
        r"|übernehme)(?: (?:das|es|dir|ihnen|euch|ich|dich|sie|mal|die|den|drum|gleich|noch))+\b"
        r"|wird gemacht|wird erledigt|bin dran|geht klar|(?:(?:ok|okay|ja|klar|gut|sicher"
        r"|gerne?),? )(?:bis |am )?(?:montag|dienstag|mittwoch|donnerstag|freitag|morgen|heute)[^?]*$",
    ),
    not_promise=(
        r"(?<!ich )(?:schaut?|guckt?) (?:dir|euch)\b",
        r"(?:wenn|falls|sofern|sollten?) (?:ich|wir|noch|er|etwas)\b",
        r"sobald (?:du|ihr|dir|ihnen|euch|gewünscht|nötig)\b"
        r"|(?:wenn|falls|sofern|sollte|sollten|solltest|solltet) (?:du|sie|ihr|es|gewünscht|nötig"
        r"|das|dir|ihnen|euch|gebraucht|möglich|bedarf)\b(?! mir nichts)|bei bedarf|auf wunsch|soll ich"
        r"|sollen wir|(?:kann|könnte|könnten|können) (?:ich|wir)|(?:ich|wir) (?:kann|könnte|können"
        r"|könnten)|würde ich|ich würde",
        r"(?:anbei|hiermit|im anhang|beigefügt|angehängt|anliegend|in der anlage|gerade (?:urlaub|pause"
        r"|ferien))|(?:habe?|hatte|haben|hat|wurde|ist|sind) [^.?!]{0,80}(?:bereits|schon|gestern)"
        r"|(?:bereits|schon|gestern) [^.?!]{0,60}(?:geschickt|erledigt|gesendet|überwiesen|gemacht|geprüft"
        r"|geklärt|bestellt|bezahlt|gefragt)",
        r"\b(?:nicht|nie|niemals|keine?n?|kaum)\b(?! (?:vergessen|mehr heute))[^.?!]*(?:schaffen?|können"
        r"|kommen|dabei|machen|mehr|schicken|melden|hin)|ich schreibe (?:dir |ihnen |euch |heute "
        r"|nur )*,? ?(?:weil|um|da|wegen|an|aus)|ich frage (?:mich|nur)"
        r"|ich melde mich (?:heute )?(?:bei (?:ihnen|dir)|mit)[^.?!]*(?:weil|da|wegen|um)|ich (?:mache"
        r"|lese|schreibe|suche|nehme) (?:gerade|immer|jeden|seit|oft|meistens|auch)|(?:jeden|immer"
        r"|normalerweise|meistens|manchmal|früher|seit)\b",
        r"^\W*(?:schick|schau|mach|bring|gib|sag|meld|ruf|gebe|frag|prüf|klär)\w* [^.?!]*\bbitte\b",
        r"ich (?:sage|gebe|mache) (?:nur|mal|dir recht|ihnen recht|mir)|ich (?:nehme|gehe) (?:an|davon)"
        r"|nehme (?:ich )?an\b|gebe (?:ich )?(?:dir|ihnen) recht|mache (?:ich )?mir (?:keine )?sorgen"
        r"|(?:er|sie|man) (?:sagt|sagte|meinte),? (?:er|sie)|ich (?:lasse|lass) (?:es|das|ihn|sie) (?:hier"
        r"|sein|bleiben|mal so)|sonst (?:lasse|lass|nehme|mache)|ich stelle (?:mir vor|fest)"
        r"|bringe? (?:ich )?(?:nichts|es nicht)|ich komme|bis bald|im garten|ins kino|urlaub (?:machen"
        r"|nehmen)|denke (?:ich )?(?:an|oft)",
        r"(?:wir|ich) werden? (?:ja )?(?:sehen|mal sehen|schon sehen)|(?:glaube|denke|meine) nicht,? dass",
    ),
    indirect=(
        r"(?:frage|schaue|sehe|prüfe|kläre|nachfragen|nachsehen|wissen|sicher)[^.?!]{0,20},? ob (?:du|sie"
        r"|ihr)",
    ),
    holding=(
        r"melde (?:ich )?mich|melden uns|komme (?:ich )?(?:darauf|auf (?:dich|sie)) (?:zurück|zu)"
        r"|schaue? (?:ich )?(?:mir|nach|mal)|kläre? (?:ich )?(?:das|es|das intern)|prüfe?n? (?:ich "
        r"|wir )?(?:das|es)|gebe? (?:ich )?(?:dir |ihnen |euch )?bescheid|frage? (?:ich )?(?:mal "
        r"|da )?nach|bin dran|muss (?:ich )?(?:erst |noch |mal )*(?:nachsehen|klären|nachfragen|überlegen"
        r"|prüfen)|in arbeit|höre[n]? (?:sie|du)? ?von (?:mir|uns)|halte (?:ich )?(?:dich|sie"
        r"|euch) auf dem laufenden|antworte[^.?!]*(?:später|morgen|in ruhe|sobald)",
    ),
    agrees=(
        r"(?:ja|jo|jup|klar|na klar|ok|okay|gerne?|sehr gerne?|sicher|natürlich|selbstverständlich"
        r"|einverstanden|abgemacht|geht klar|wird gemacht|mache? ich|passt|das passt|kein problem"
        r"|alles klar|in ordnung|machen wir|wird erledigt|super|perfekt|gut)\b(?! (?:nicht|aber))",
    ),
    thanks=(
        r"danke|vielen dank|herzlichen dank|merci|super|prima|perfekt|klasse|toll|alles gute|glückwunsch"
        r"|gratul\w+|zur (?:info|kenntnis|information)|fyi|gerne?|freut mich|schönes wochenende|schönen"
        r"|bis (?:bald|dann|morgen|später)|gute besserung|viel spaß|passt|alles klar|ok(?:ay)?"
        r"|einverstanden|verstanden|notiert|haha|lg|grüße",
    ),
    releases=(
        r"(?:hat|hatte) sich (?:schon |bereits |inzwischen )?(?:erledigt|geklärt)|(?:schon|bereits"
        r"|inzwischen) (?:erledigt|gefunden|geklärt|gelöst)|(?:musst|müsst|müssen|brauchst|braucht"
        r"|brauchen) (?:du |ihr |sie )?(?:dich |dir |mir )?(?:nichts|nicht) (?:mehr )?(?:tun|machen"
        r"|antworten|schicken|darum kümmern|zu (?:tun|antworten|machen))?|vergiss (?:es|das|meine)"
        r"|keine antwort (?:nötig|erforderlich)|nicht mehr (?:nötig|nötig|notwendig|gebraucht"
        r"|erforderlich)|brauche (?:ich )?(?:das |es |die )?nicht mehr|(?:kannst|könnt|können) (?:du |ihr "
        r"|sie )?(?:das |es |die mail |meine frage )?(?:vergessen|ignorieren)|schon gut|nicht nötig"
        r"|fehlalarm",
    ),
    delivers=(
        r"anbei|im anhang|angehängt|beigefügt|beiliegend|in der anlage|hier (?:ist|sind|kommt|kommen|der"
        r"|die|das)|_link_|(?:habe?|haben|hab) (?:ich |wir )?[^.?!]*(?:geschickt|gesendet|erledigt"
        r"|überwiesen|bestellt|hochgeladen|weitergeleitet|abgeschickt|gemacht|gefragt|geklärt|eingetragen"
        r"|korrigiert|ergänzt|gebucht|bezahlt|gesprochen|geprüft|verschickt|unterschrieben)|(?:ist|sind"
        r"|wurde) (?:jetzt |nun |schon |bereits |hiermit )*(?:erledigt|fertig|unterwegs|raus|gesendet"
        r"|bezahlt|überwiesen|online|gebucht|bestellt)|^erledigt|^fertig|wie (?:versprochen|besprochen"
        r"|gewünscht)",
    ),
    withdraws=(
        r"schaff\w* (?:ich )?(?:es|das)?[^.?!]{0,30}nicht|(?:kann|können|konnte|konnten|werde"
        r"|werden)(?: \w+){0,5} nicht(?! (?:nur|klagen))|(?:muss|müssen) (?:ich "
        r"|wir )?(?:\w+ ){0,3}(?:absagen|verschieben|passen|zurückziehen)"
        r"|klappt (?:leider )?(?:doch )?nicht|geht (?:bei mir )?(?:leider )?(?:doch )?nicht"
        r"|leider (?:doch )?nicht|komme (?:ich )?nicht (?:dazu|mehr dazu)|nicht dazu gekommen"
        r"|bin (?:leider )?raus",
    ),
    hands_over=(
        r"an meiner stelle|stattdessen|(?:kannst|könntest|könnten|können|würdest|magst) (?:du|sie"
        r"|ihr) [^.?!]{0,60}(?:übernehmen|für mich|an meiner)|übernimm (?:du )?(?:das|bitte)"
        r"|übernehmen sie|bist (?:jetzt )?du dran|(?:kollege|kollegin|\w+) (?:übernimmt|kümmert sich"
        r"|wird sich)|leite (?:ich )?(?:das|es|ihre)[^.?!]*(?:weiter)",
    ),
    absent=(
        r"(?:ich bin|bin ich|bin|befinde mich|wir sind)(?:[^.?!]|(?<=\d)\.){0,60}(?:nicht im (?:büro|haus)|abwesend"
        r"|außer haus|im urlaub|nicht erreichbar|auf dienstreise|nicht am arbeitsplatz|in elternzeit)"
        r"|abwesenheitsnotiz|abwesenheit",
    ),
    absent_more=(
        r"(?:bis(?: einschließlich| zum)?|ab dem|wieder (?:erreichbar|da|im büro)|weitergeleitet"
        r"|in dringenden fällen|dringend|vertret\w+|wenden sie sich|kein(?:en)? zugriff"
        r"|nach meiner rückkehr|beantwort\w+)",
    ),
    absent_subject=(
        r"^(?:abwesenheit\w*|automatische antwort|autom\. antwort|nicht im büro|out of office"
        r"|lesebestätigung|gelesen:)",
    ),
    broadcast=(
        r"liebe (?:mitarbeiter\w*|mitglieder|eltern|kund\w+|bewohner\w*|nachbar\w*"
        r"|leser\w*|vereinsmitglieder|freunde und)|sehr geehrte (?:kund\w+|mitglieder|mitarbeiter\w*"
        r"|eltern|damen und herren kolleg\w*|mieter\w*|anwohner\w*|aktionär\w*)|an alle (?:mitarbeiter"
        r"|kolleg|mitglieder|eltern|bewohner)\w*|alle (?:mitarbeiter\w*|mitglieder|beschäftigten"
        r"|kolleg\w+)|wir (?:freuen uns|möchten sie)[^.?!]*(?:bekannt|informieren, dass|mitzuteilen)"
        r"|ihre? (?:verwaltung|hausverwaltung|personalabteilung|it-abteilung|geschäftsleitung)\W*$",
    ),
    bulk=(
        r"newsletter (?:abbestellen|abmelden)|abmelden (?:können|vom|klicken)|(?:vom|unseren) newsletter"
        r"|abbestellen|im browser (?:ansehen|anzeigen|öffnen)|sie erhalten diese (?:e-?mail|nachricht"
        r"|mail)|(?:diese|dies ist eine) (?:e-?mail|nachricht|mail)? ?(?:wurde )?automatisch"
        r"|automatisch (?:generiert|erstellt|erzeugt|versendet)|bitte antworten sie nicht"
        r"|nicht auf diese (?:e-?mail|nachricht|mail)|jetzt (?:kaufen|bestellen|sichern|entdecken|anmelden"
        r"|registrieren|shoppen|buchen|lesen|informieren)|hier klicken|klicken sie hier|\d+ ?% (?:rabatt"
        r"|sparen|auf|günstiger)|gewinnspiel|konto bestätigen",
    ),
    bulk_weak=(
        r"datenschutzerklärung|alle rechte vorbehalten|ihre (?:bestellung|rechnung|sendung|buchung"
        r"|lieferung)(?: nr| nummer| \d| wurde| ist)|sendungsverfolgung|sendungsnummer|bestellnummer"
        r"|gutschein(?:code)?|rabatt|versandkostenfrei|sparen|angebot\w*|ihr passwort|agb|newsletter"
        r"|liebe kund\w+|liebe[r]? leser\w*|kundenservice|mehr erfahren|weiterlesen|jetzt|gratis"
        r"|exklusiv\w*|nur (?:noch )?(?:heute|bis)|ihr \w+-team|besuchen sie",
        r"warenkorb|versandkosten\w*|einkauf (?:jetzt )?ab|rabatt\w*|reduziert|solange der vorrat"
        r"|greifen sie zu|worauf warten|schenken (?:dir|ihnen|wir)|komm(?:en sie)? zurück"
        r"|lange nichts von (?:dir|ihnen) gehört|(?:dein|ihr) team von|vermissen (?:dich|sie)"
        r"|schau(?:en sie)? doch mal vorbei|lust auf etwas neues|sparen sie|wechseln sie"
        r"|vereinbaren sie noch heute|wussten sie|beraten\?|filiale|kennen sie das|diese woche geht es"
        r"|redaktion|(?:fünf|zehn|\d+) tipps|das rezept|schreiben sie uns|wochenbrief|ausgabe|leserinnen"
        r"|liebe (?:leser|freunde von|freundinnen)|spende\w*|dank ihrer hilfe|gabe|auf sie zählen",
        r"(?:ihnen|dir) eine aufgabe|aufgabe (?:öffnen|in)|^fällig:|in einem kommentar|kommentar ansehen"
        r"|neue mitteilungen|zugewiesen|voraussichtlich|ihr paket|ihre (?:sendung|bestellung)|zugestellt"
        r"|ablageort|wunschort|nicht zu hause|bewahren sie|kundenservice|klick auf|folgenden link|(?:ihre"
        r"|deine) anmeldung|nicht angemeldet|nichts zu tun|abgebucht|ausreichende deckung|gegenstandslos"
        r"|bereits bezahlt|ihre rechnung|oberhalb dieser zeile|neue nachricht:|zu ihrer anfrage"
        r"|versichertenkarte|24 stunden|wir erwarten sie|ihren? termin|erinnerung an|praxis|ihr passwort"
        r"|läuft[^.]{0,20}ab|service desk|aufenthalt|bewerten|waren sie zufrieden|ihren besuch|kostenlos"
        r"|aufzeichnung|melden sie sich jetzt|online-seminar|akademie|sind sie dabei",
    ),
    calls=(
        r"(?:jetzt|aufgabe|kommentar|zum|zur|hier|mehr|konto|adresse|nachricht"
        r"|profil)(?: [\wäöüß]+){0,3}(?: \| .*)?",
    ),
    selling=(
        r"auf ihr (?:profil|unternehmen)|ihr (?:profil|unternehmen|webauftritt|internetauftritt)|(?:wir"
        r"|ich) (?:unterstützen?|helfen?|begleiten?|beraten?) (?:\w+ )?(?:unternehmen|firmen|kunden|teams"
        r"|betriebe|menschen)|unternehmen wie (?:ihre\w*|das ihre)|\d+ ?(?:minuten|min\.?)"
        r"|kurzes (?:gespräch|telefonat|kennenlernen)|(?:kostenlose|unverbindliche|kostenfreie)\w*|demo\b"
        r"|unsere? (?:plattform|lösung\w*|software|produkt\w*|kunden|dienstleistung\w*|tool|angebot\w*)"
        r"|(?:kosten|umsatz|effizienz) (?:zu )?(?:senken|steigern|sparen|reduzieren)|(?:senken|steigern"
        r"|sparen|reduzieren|optimieren)\b|bis zu \d+ ?%|um \d+ ?%|sales manager|vertrieb\w*"
        r"|account manager|key account|marktführ\w*|ansprechpartner für|zuständig für|referenz\w*"
        r"|whitepaper|webinar|sonderkonditionen|exklusiv\w*|angebot\b|leads|neukunden\w*|fachkräfte"
        r"|kandidat\w*",
        r"besetze|personalberat\w*|recruit\w*|ihr (?:lebenslauf|profil)|mandant\w*|stelle bei"
        r"|kennen sie jemanden|kurzes (?:telefonat|gespräch)|kurzer? austausch|aufmerksam geworden"
        r"|aufgefallen|gerade wachsen|startklar|meine letzte nachricht|unsere kunden|im schnitt"
        r"|angebot schicken|bei ihnen zuständig|teamleiter|\d+ leuten|passt hervorragend|in \d+ tagen"
        r"|wie organisieren|hätten sie diese woche|einarbeitung|m/w/d|spannende",
    ),
    survey=(
        r"umfrage|fragebogen|befragung|(?:bewerten sie|ihre (?:meinung|bewertung|zufriedenheit"
        r"|erfahrung) (?:ist|zählt|mit))|wie zufrieden|nehmen sie (?:bitte )?(?:an|teil)|bewertung abgeben",
    ),
    person=r"du|dir|dich|dein\w*|ihr|euch|eue?r\w*|sie|ihnen|ihre?\w?|wir|uns|unser\w*|ich|mir|mich|jemand",
    due=DueWords(
        weekdays=tuple(
            rf"{day}(?:abend|nachmittag|vormittag|mittag|morgen|nacht)?s?"
            for day in ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "(?:samstag|sonnabend)", "sonntag")
        ),
        months=(
            r"jan(?:uar|\.)?",
            r"feb(?:ruar|\.)?",
            r"mär(?:z|\.)?",
            r"apr(?:il|\.)?",
            "mai",
            r"jun(?:i|\.)?",
            r"jul(?:i|\.)?",
            r"aug(?:ust|\.)?",
            r"sep(?:t(?:ember|\.)?|\.)?",
            r"okt(?:ober|\.)?",
            r"nov(?:ember|\.)?",
            r"dez(?:ember|\.)?",
        ),
        numbers={
            "ein": 1,
            "eine": 1,
            "einem": 1,
            "einer": 1,
            "einen": 1,
            "zwei": 2,
            "drei": 3,
            "vier": 4,
            "fünf": 5,
            "sechs": 6,
            "sieben": 7,
            "acht": 8,
            "neun": 9,
            "zehn": 10,
            "vierzehn": 14,
        },
        fixed=(
            (r"übermorgen", "in-2"),
            (
                r"(?<!guten )morgen(?! (?:zusammen|allerseits|ihr lieben))(?: (?:früh|vormittag|mittag"
                r"|nachmittag|abend))?",
                "tomorrow",
            ),
            (
                r"heute(?: (?:noch|abend|nachmittag|vormittag|mittag|nacht))?|bis (?:zum )?(?:feierabend"
                r"|abend|mittag)|ende des tages",
                "today",
            ),
            (
                r"(?:in |innerhalb von )?(?:ein(?:,| bis| oder|/) ?zwei|1(?: ?-| bis| oder) ?2"
                r"|den nächsten (?:ein, )?zwei) tagen?|ein paar tagen(?! später)",
                "day-or-two",
            ),
            (
                r"(?:anfang|beginn|zu beginn) (?:der )?(?:nächste[rn]?|kommende[rn]?) woche"
                r"|gleich nächste woche",
                "early-next-week",
            ),
            (r"mitte (?:der )?(?:nächste[rn]?|kommende[rn]?) woche", "mid-next-week"),
            (r"(?:(?:bis )?(?:zum )?ende (?:der )?)?(?:nächste[rn]?|kommende[rn]?) woche", "next-week"),
            (
                r"(?:ende |im laufe )?(?:diese[rn]? woche)|(?:(?:zum )?ende |im laufe )der woche"
                r"|wochenende der woche|noch diese woche",
                "this-week",
            ),
            (r"nächstes wochenende|nächsten wochenende", "next-weekend"),
            (r"(?:am |übers |über das |dieses |zum )?wochenende", "weekend"),
            (r"(?:(?:ende|anfang|mitte) )?(?:des )?(?:nächste[nrs]?|kommende[nrs]?) monats?", "next-month"),
            (r"(?:zum )?(?:ende des monats|monatsende|ende dieses monats)|diesen monat|ende monat", "this-month"),
            (r"(?:ende des quartals|quartalsende)", "this-quarter"),
            (r"(?:ende des jahres|jahresende|dieses jahr)", "this-year"),
        ),
        next_weekday=r"nächste[nrs]?|übernächste[nrs]?",
        this_weekday=r"diese[nrs]?",
        spans=(
            (
                r"(?:in|innerhalb von|binnen)(?: etwa| ca\.?| rund)? (?P<n>{n}) (?:werktagen?"
                r"|arbeitstagen?)",
                "workdays",
            ),
            (r"(?:in|innerhalb von|binnen)(?: etwa| ca\.?| rund)? (?P<n>{n}) tage?n?", "days"),
            (r"(?:in|innerhalb von|binnen)(?: etwa| ca\.?| rund)? (?P<n>{n}) wochen?", "weeks"),
            (r"(?:in|innerhalb von|binnen)(?: etwa| ca\.?| rund)? (?P<n>{n}) monat(?:en?)?", "months"),
        ),
        written=(
            r"ende (?P<month>{months})(?! woche)",
            r"(?P<d>\d{{1,2}})\. ?(?P<month>{months})(?: (?P<y>\d{{4}}))?",
            r"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}})",
            r"(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?P<y>\d{{4}}|\d{{2}})?",
            r"(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?:/(?P<y>\d{{4}}|\d{{2}}))?",
            r"(?:am|zum|bis|dem|den) (?P<d>\d{{1,2}})\.(?!\d)",
        ),
        leads=r"bis|bis zum|bis spätestens|spätestens|spätestens am|vor|bis zu",
        describes=r"vom|von|für|seit|über|nach|des|letzte[nrs]?|jede[nrs]?|der",
        described=r" ?(?:s?-?(?:meeting|treffen|sitzung|termin|bericht|runde))\b",
    ),
    advice=(
        r"(?:frag\w*|nimm|nehmen sie|nehmt|schau\w*|versuch\w*|lass\w*|sprich|sprechen sie|probier\w*|geh)\b",
        # leave that is given: "Ansonsten: schick es raus."
        r"(?:schicke?|schickt|schicken sie|sende|sendet|senden sie|drucke?|drucken sie|bestelle?|bestellen sie|buche?"
        r"|buchen sie|unterschreib\w*(?: sie)?|reiche?|reichen sie|mache?|machen sie) (?:es|das|sie|ihn|die)"
        r"(?: so)?(?: (?:raus|ab|ein|los|weg|auf))?(?=\W*$)",
    ),
    not_names=listed("""
        aber ach achtung alle alles also am anbei ansonsten außerdem aw beste betreff bitte danke dann das der
        die dienstag donnerstag dringend du einverstanden erinnerung es falls frage fragen freitag gern gerne
        gruß grüße gut guten hallo herzliche heute hey hi hier hoffentlich ich ihr im in info ja klar kurz
        leider leute lg liebe lieber mfg mit mittwoch moin montag morgen nachtrag naja natürlich nein notiert
        oder ok okay perfekt prima ps re samstag schade schön sehr servus sicher sie sonntag sonst super team
        termin toll und verstanden vg viele vielen vielleicht von wann warum was wegen wenn wer wg wichtig wie
        wir wo zum zur zusammen übrigens
    """),
    groups=listed("""
        abteilung alle beide eltern freunde gruppe kollegen kolleginnen kunden leute mitarbeiter mitglieder
        nachbarn team teamleiter vorstand zusammen
    """),
)
