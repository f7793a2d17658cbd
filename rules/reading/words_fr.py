"""French. See `rules.reading.words` for the shape and words_en.py for what each table is for."""

from __future__ import annotations

from rules.reading.words import DueWords, Words, listed

_VERBS = (
    r"(?:envoie|envoies|transmets|regarde|vérifie|reviens|recontacte|rappelle|appelle|m'en occupe|fais"
    r"|demande|prépare|donne|tiens|confirme|règle"
    r"|réserve|commande|écris|réponds|corrige|termine|finis|renseigne|apporte|m'occupe|mets|paie|paye"
    r"|signe|complète|passe|organise|lis|relis)"
)
_FUTURE = (
    r"(?:enverrai|transmettrai|regarderai|vérifierai|reviendrai|recontacterai|rappellerai|appellerai"
    r"|occuperai|ferai|demanderai|préparerai"
    r"|donnerai|tiendrai|confirmerai|réglerai|réserverai|commanderai|écrirai|répondrai|corrigerai"
    r"|terminerai|finirai|apporterai|mettrai"
    r"|paierai|signerai|compléterai|passerai|organiserai|lirai|enverrons|transmettrons|reviendrons"
    r"|vérifierons|rappellerons|ferons|confirmerons"
    r"|tiendrons|rembourserons|occuperons|préparerons|répondrons|recontacterons|rembourserai)"
)

WORDS = Words(
    code="fr",
    common=listed("""
        ai au aux avec avez avons bien bonjour ce cette d'accord dans de des du elle en est et il je la le les
        ma mais merci mon ne nous oui par pas peux pour pourriez pouvez que qui salut si suis sur ton très tu un
        une veuillez votre vous
    """),
    salutation=r"^(?:(?:bonjour|bonsoir|salut|coucou|chère?s?|madame|monsieur|hello)\b[ ,]*)+",
    salutation_all=r"^(?:à tous|à toutes|tout le monde|tous|toutes|collègues|amis|l'équipe)\b",
    lead_in=(
        r"(?:bonjour|salut|coucou|bonsoir)(?: à tous)?\W+",
        r"(?:merci(?= ?[,.!;:])|merci beaucoup(?= ?[,.!;:])|ok|oui|non|super|parfait|très bien|bien"
        r"|d'accord|et|mais|donc|alors|au fait|sinon|désolée?|pardon|une question"
        r"|question|petite question|dis|dis-moi|par ailleurs|aussi|si possible|quand tu peux"
        r"|quand vous pourrez|ps|p\.s\.|entendu|bien reçu"
        r"|noté|ça marche|bon|enfin|ah|oh|merci pour [^,.!?]{1,50})[,;:.!–—-]* +",
    ),
    adverbs=(r"(?:maintenant|merci|alors|ensuite|aussi|demain)[,;:.!–—-]* +",),
    mask=(
        r"n'hésite[zs]? (?:pas|surtout pas)[^.?!]*|(?:pour|si vous avez|si tu as|en cas de)(?: toute"
        r"| d'autres| des| la moindre| plus d'| de)? ?(?:autre )?(?:questions?|information|renseignements?"
        r"|précisions?|problème|urgence)[^.?!]*",
        r"(?:je )?reste[^.?!]{0,40}à (?:votre|ta) disposition[^.?!]*|à (?:votre|ta) disposition[^.?!]*",
        r"(?:veuillez|vous prie|prie) (?:de )?(?:trouver|agréer|recevoir|croire|noter|excuser|accepter"
        r"|m'excuser|ne pas)[^.?!]*|merci de (?:ne pas répondre|votre (?:compréhension|patience|attention"
        r"|aide|réponse rapide))[^.?!]*|s'il (?:vous|te) plaît (?:ne|notez)[^.?!]*",
        r"(?:et )?(?:comment (?:vas-tu|allez-vous|ça va|tu vas|va la famille|va)|(?:ça|tout) va(?: bien)?"
        r"|quoi de neuf|la forme)(?: chez (?:toi|vous)| toi| vous| les enfants)*(?= ?[?!.,]|$)",
        r"j'espère[^.?!]*|en espérant[^.?!]*",
        r"(?:sans|à défaut de) (?:réponse|nouvelles|retour)[^.?!]*|si (?:je|nous) (?:n'ai|n'avons|ne)[^.?!]*",
        r"(?:pas besoin|inutile) de[^.?!]*|aucune (?:réponse|action)[^.?!]*",
        r"(?:il|elle|on|ils|elles) (?:m'a|nous a|a|ont|m'ont) demandé[^.?!]*|j'ai demandé[^.?!]*"
        r"|comme (?:vous|tu) (?:l'avez|l'as|me l'avez)? ?demandé[^.?!]*",
        r"merci (?:beaucoup |encore |bien )*(?:pour|d'avoir|de ton|de votre)[^.?!]*|(?:bonne|bon|belle"
        r"|joyeux|joyeuses|bonnes) (?:journée|soirée|week-end|fin|semaine|vacances|anniversaire|fêtes|noël"
        r"|année)[^.?!]*",
        r"si [^.?!]{0,80}?\b(?:pas|rien|aucune?|problème|erreur|faux|fausse|changement|change"
        r"|intéressée?s?|besoin)\b[^.?!]{0,60}?,? (?:merci de |veuillez |n'hésitez pas à )?(?:me "
        r"|nous )?(?:dis|dites|préviens|prévenez|faites|appelez|le dire|prévenir|contacter"
        r"|contactez)(?:-(?:moi|nous|le-moi))?[^.?!,]{0,20}(?=\W*$)",
        r"(?:tu peux|vous pouvez) (?:y aller|garder|le garder|les garder|partir)[^.?!]*|(?:transmettez"
        r"|transmets|partagez|transférez)(?:-le)? [^.?!]{0,20}(?:à toute personne|à qui|aux intéressés"
        r"|à vos|autour de)[^.?!]*|(?:veuillez|merci de|n'oubliez pas de|pensez à) (?:bien )?(?:noter"
        r"|retenir|garder à l'esprit|conserver)[^.?!]*|allez-y|vas-y",
    ),
    cues=listed("""
        aimerais appelez appelle as attendons attends attente avez avis besoin combien comment confirme
        confirmer confirmez dis dispo disponible disponibles dites donne donnez envoie envoyer envoyez es est
        faudrait faut merci n'oublie n'oubliez on où passe passez peut peux plaît pourquoi pourrais pourriez
        pouvez prie propose proposons préviens quand que quel quelle quelles quels qui quoi rappelez rappelle
        regarde regardez retour savoir serait souhaite souhaiterais stp svp tiens veuillez veux voudrais voulez
        vérifie vérifiez êtes
    """),
    question=(
        r"(?:as|avez|es|êtes|peux|pouvez|veux|voulez|sais|savez|viens|venez|penses|pensez|connais"
        r"|connaissez|pourrais|pourriez|aurais|auriez|vas|allez|fais|faites)-(?:tu|vous)|est-ce que|(?:est"
        r"|a-t|y a-t|peut|va-t|faut|sera-t|serait)-(?:il|elle|on|ce)",
        r"(?:quand|où|comment|pourquoi|combien|qui|quel|quelle|quels|quelles|que|qu'est-ce) (?:est|sont|as"
        r"|avez|peux|pouvez|penses|pensez|faut|faire|fait|on|tu|vous|nous|se|va|vas|veux|voulez|coûte"
        r"|heure|jour|date|peut)",
        r"(?:tu|vous) (?:peux|pouvez|pourrais|pourriez) ",
    ),
    request=(
        r"(?:peux|pouvez|pourrais|pourriez)(?:-tu|-vous| tu| vous)|(?:tu|vous) (?:peux|pouvez|pourrais"
        r"|pourriez) (?:me|m'|nous|lui|leur|le|la|les|envoyer|vérifier|regarder|confirmer|passer|faire"
        r"|voir|dire|donner)",
        r"veuillez|merci de (?:bien vouloir |me |m'|nous |lui |le |la |les )*(?:\w+(?:er|ir|re|oir)\b)"
        r"|(?:s'il (?:vous|te) pla[iî]t|svp|stp)|(?:je|nous) (?:vous|te) (?:prie|prions|demande|demandons"
        r"|saurais|serais)|prière de|vous (?:prie|prions) de",
        r"(?:j'ai|j'aurais|nous avons|on a|nous aurions) (?:encore |absolument |aussi )?besoin (?:de |d'"
        r"|que)|il (?:me|nous) (?:faudrait|faut|manque) (?!y |partir)",
        r"(?:j'aimerais|je voudrais|je souhaiterais|je souhaite|nous souhaiterions"
        r"|nous aimerions)(?: bien)? (?:savoir|connaître|avoir|obtenir|vous (?:rencontrer|demander|voir"
        r"|parler)|te (?:demander|voir|parler)|recevoir|que (?:tu|vous)|réserver|discuter"
        r"|prendre rendez-vous)|je (?:me demande|me demandais) si|savoir si (?:tu|vous|c'est)",
        r"(?:tiens|tenez|dis|dites|préviens|prévenez|fais|faites)-(?:moi|nous)|(?:attends|attendons"
        r"|dans l'attente de|en attente de) (?:de )?(?:votre|ta|ton|vos|tes) (?:retour|réponse"
        r"|confirmation|avis)|(?:votre|ton|ta) (?:avis|retour|réponse|confirmation) (?:m'|nous "
        r"|me )?(?:intéresse|serait|est attendu|manque)",
        r"(?:ce )?serait (?:bien|gentil|super|sympa|possible|parfait|génial) (?:si (?:tu|vous)|que (?:tu"
        r"|vous)|de)|(?:n'oublie|n'oubliez) pas|(?:pas|toujours pas|pas encore) (?:reçu|eu) (?:de |votre"
        r"|ta|ton|la|le)[^.?!]*(?:réponse|retour|paiement|règlement|nouvelles)?",
        r"(?:veut|voudrait|aimerait|souhaite|souhaiterait) savoir (?:si|quand|comment|qui|où|ce)",
    ),
    must=(r"(?:tu dois|vous devez|il faut que (?:tu|vous)) (?!savoir|comprendre|être|avoir)\w+",),
    urgent=r"moi|me|nous|avant|d'ici|aujourd'hui|demain|urgent",
    imperative=(
        r"(?:envoie|envoyez|dis|dites|donne|donnez|appelle|appelez|rappelle|rappelez|passe|passez|apporte"
        r"|apportez|montre|montrez|confirme|confirmez|préviens|prévenez|transmets|transmettez)(?:-moi"
        r"|-nous|-lui|-le|-la|-les| le| la| les| moi)\b",
        r"(?:vérifie|vérifiez|regarde|regardez|signe|signez|imprime|imprimez|réserve|réservez|corrige"
        r"|corrigez|complète|complétez|ajoute|ajoutez|prends|prenez|achète|achetez|paie|payez) (?:le|la"
        r"|les|ce|cette|ton|ta|votre|vos|tes|si|bien|un|une)\b|confirmez|réponds|répondez|occupe-toi"
        r"|pense à|pensez à",
    ),
    not_imperative=(
        r"(?:regarde|regardez) (?:ce|cette|ça)[^.]*_link_|dis donc|dites donc|passe (?:une|un|le) (?:bon"
        r"|bonne|bonjour)",
    ),
    proposal=(
        r"(?:on se|nous) (?:voit|voyons|retrouve|appelle|fait|rencontre|voir)|ça (?:te|vous) (?:dit|va"
        r"|dirait|convient|irait)|(?:que|qu'en) (?:dis-tu|dites-vous|penses-tu|pensez-vous)|si on (?:se"
        r"|allait|prenait|faisait|déjeunait|dînait)|(?:es-tu|êtes-vous|tu es|vous êtes|seriez-vous"
        r"|serais-tu) (?:libres?|dispo\w*|partants?|partante)|je (?:te |vous )?propose (?:de|un|une|que"
        r"|qu'on|mardi|lundi|mercredi|jeudi|vendredi)|(?:as-tu|avez-vous|tu as|aurais-tu"
        r"|auriez-vous) (?:le temps|envie|un moment|une minute|un créneau)|(?:conviendrait|convient"
        r"|arrange)-(?:il|elle)",
    ),
    rhetorical=(
        r"qui l'eût cru|qui aurait cru|n'est-ce pas ?\?|tu te rends compte|te souviens-tu|tu te souviens"
        r"|vous vous souvenez|pourquoi pas ?\?|c'est (?:pas )?(?:beau|drôle|génial|fou)[^?]*\?|(?:prêts?"
        r"|envie) (?:à|pour|de) |saviez-vous|le saviez|^(?:vraiment|ah bon|quoi|hein|non|oui) ?\?+$"
        r"|à quoi bon",
        r"ne serait-ce pas|n'est-ce pas (?:beau|merveilleux|magnifique|fou)",
    ),
    answer=(
        r"parce que|oui[,.!]|non[,.!]|bien sûr|rien|personne|tout simplement|simplement|la réponse"
        r"|pas vraiment",
    ),
    guess=(r"je (?:pense|crois|suppose)|sans doute|probablement|peut-être",),
    reader=r"tu|te|toi|ton|ta|tes|vous|votre|vos|quelqu'un",
    reported=(r"(?:demandé|demande|dit|répondu|écrit|crié|pensé|la question|titre|intitulé)",),
    promise_cues=listed("""
        allons auras aurez c'est d'accord entendu enverrai enverrons fais ferai j'ai j'appelle j'enverrai
        j'envoie j'essaie j'essaierai je m'en nous occupe promis regarde reviendrai reviens t'enverrai t'envoie
        te tu vais vous vérifie
    """),
    promise=(
        rf"(?:je|j')(?: te| t'| vous| m'| me| le| la| les| l'| lui| nous| y| en)* ?{_VERBS}\b|j'(?:envoie"
        rf"|appelle)|(?:je|j'|nous)(?: te| t'| vous| m'| me| le| la| les| l'| lui| nous| y"
        rf"| en)* ?{_FUTURE}\b",
        r"(?:je vais|nous allons|on va)(?: te| t'| vous| m'| me| le| la| les| l'| lui| y| en"
        r"| nous)* ?(?:envoyer|transmettre|regarder|vérifier|revenir|recontacter|rappeler|appeler|occuper"
        r"|faire|demander|préparer|donner|tenir|confirmer|régler|réserver|commander|écrire|répondre"
        r"|corriger|terminer|finir|apporter|mettre|payer|signer|compléter|passer|voir (?:avec|ce|si|pour)"
        r"|essayer|rembourser|m'en occuper)\b",
        r"(?:tu auras|vous aurez|tu recevras|vous recevrez|tu l'auras|vous l'aurez|tu les auras"
        r"|vous les aurez)[^.?!]*(?:demain|ce soir|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
        r"|semaine|aujourd'hui|avant|d'ici|de ma part|fin)",
        r"c'est (?:promis|comme si c'était fait)|je m'y mets|j'essaie(?:rai)? de (?:te|t'|vous|le|la|les)"
        r"|nous (?:vous )?(?:envoyons|remboursons|revenons|tenons|transmettons|rappelons)",
    ),
    promise_start=(
        r"ce sera fait|je m'en occupe|je m'en charge|(?:d'accord|ok|oui|entendu"
        r"|parfait),? (?:pour )?(?:demain|lundi|mardi|mercredi|jeudi|vendredi)\b[^?]*$",
    ),
    not_promise=(
        r"si (?:tu|vous|besoin|nécessaire|ça|cela|ce n'est|c'est possible)|quand (?:tu|vous) (?:auras"
        r"|aurez|m'aurez)|dès que (?:tu|vous)|(?:je|nous) (?:peux|pourrais|pouvons|pourrions)|puis-je"
        r"|dois-je|veux-tu|voulez-vous",
        r"ci-joint|en pièce jointe|par la présente|je (?:t'|vous )?(?:écris|appelle) (?:pour|car|parce"
        r"|afin|au sujet)|je (?:te|vous) (?:demande|remercie|prie|rappelle que|confirme (?:la|que|ma|le"
        r"|notre))|je (?:ne|n')|j'ai (?:déjà|bien)|(?:je|nous) (?:passe|passons|mets|fais) (?:mes|une|un"
        r"|de|du|le week)|je demande|je regarde (?:un|le|la télé|beaucoup)|je lis (?:un|beaucoup|toujours)"
        r"|je tiens à",
        r"on verra|nous verrons|je ne (?:pense|crois) pas",
    ),
    indirect=(),
    holding=(
        r"(?:reviens|reviendrai|reviendrons|revenons|reviendra) vers|(?:je )?(?:regarde|vérifie"
        r"|me renseigne|vais (?:voir|vérifier|regarder))|(?:te|vous) (?:tiens|tiendrai|tenons"
        r"|tiendrons) (?:au courant|informé)|(?:réponds|répondrai) (?:plus tard|demain|dès)",
    ),
    agrees=(
        r"(?:oui|ok|d'accord|bien sûr|entendu|parfait|volontiers|avec plaisir|ça marche|ça me va"
        r"|pas de problème|pas de souci|c'est noté|très bien|certainement|ce sera fait|je m'en occupe"
        r"|super)\b",
    ),
    thanks=(
        r"merci|parfait|super|génial|félicitations|bravo|pour info\w*|c'est noté|bien reçu"
        r"|bonne (?:journée|soirée|semaine)|bon week-end|à bientôt|joyeux|bises|ok|d'accord|de rien"
        r"|avec plaisir",
    ),
    releases=(
        r"pas besoin de (?:répondre|réponse|me répondre|t'en|vous en)|inutile de (?:répondre|me répondre"
        r"|vous)|laisse tomber|laissez tomber|oublie (?:ma|ça)|oubliez (?:ma|cela)|(?:c'est"
        r"|problème) (?:réglé|résolu|bon, j'ai trouvé)|j'ai (?:trouvé|retrouvé)|plus besoin|ne (?:te"
        r"|vous) (?:dérange|dérangez|inquiète|inquiétez) (?:pas|plus)",
    ),
    delivers=(
        r"ci-joint\w*|en pièce jointe|voici|voilà|_link_|j'ai (?:envoyé|fait|transmis|réglé|payé|réservé"
        r"|vérifié|corrigé|appelé|signé|terminé)|c'est (?:fait|envoyé|réglé|parti|prêt)|je (?:te |vous "
        r"|t')?(?:joins|envoie ci)|^fait|comme (?:promis|convenu)",
    ),
    withdraws=(
        r"je ne (?:peux|pourrai|vais) (?:malheureusement )?(?:pas|plus)|(?:pas|plus) (?:possible|le temps)"
        r"|je dois (?:annuler|reporter|décliner|renoncer)|je n'(?:ai pas eu le temps|y arrive pas"
        r"|y arriverai pas|aurai pas)|malheureusement (?:pas|je)|empêché",
    ),
    hands_over=(
        r"à ma place|(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous) (?:t'en|vous en|le|la"
        r"|les) (?:occuper|faire|charger)|(?:mon|ma) collègue (?:s'en|va|prend)|je (?:te|vous) (?:laisse"
        r"|passe la main|transfère)",
    ),
    absent=(
        r"(?:je suis|je serai|actuellement|suis)[^.?!]{0,40}(?:absente?|en congés?|en vacances"
        r"|en déplacement|hors du bureau)|absente? du bureau",
    ),
    absent_more=(
        r"jusqu'au|de retour|en cas d'urgence|urgent\w*|contacter|à mon retour|accès (?:limité"
        r"|à ma messagerie)|sans accès",
    ),
    absent_subject=(r"^(?:réponse automatique|absence|absente?|message d'absence|accusé de (?:lecture|réception))",),
    broadcast=(
        r"chers? (?:collègues|membres|clients?|parents|adhérents|voisins|amis et)|à tous les (?:employés"
        r"|collaborateurs|membres|parents|salariés)|nous avons le plaisir de vous (?:annoncer|informer)"
        r"|la direction\W*$|service (?:des ressources humaines|informatique)\W*$",
    ),
    bulk=(
        r"se désabonner|désabonn\w+|désinscri\w+|dans votre navigateur|vous recevez (?:ce|cet)|(?:message"
        r"|e-?mail|courriel) (?:automatique|généré)|ne pas répondre à ce|(?:achetez|commandez|découvrez"
        r"|profitez|inscrivez-vous)(?:-en)? (?:maintenant|vite|dès|ici|nos|de nos)|cliquez ici|code promo"
        r"|\d+ ?% de (?:réduction|remise)|jeu-concours",
    ),
    bulk_weak=(
        r"politique de confidentialité|tous droits réservés|votre (?:commande|colis|facture|livraison"
        r"|réservation) (?:n°|est|a|numéro)|offres? (?:limitée|spéciale)s?|livraison gratuite|newsletter"
        r"|cher client|promo\w*|en savoir plus|soldes|exclusi\w+|gratuit\w*|profitez",
        r"panier|vos articles|finalisez|nos vendeurs|soldé\w*|foncez|qu'attendez-vous|vous hésitez"
        r"|nous vous offrons|revenez|vous nous manquez|nouveautés|l'équipe|besoin d'un conseil"
        r"|cela fait longtemps|tout le monde|dernières heures|sur tout le site|nos offres|la rédaction"
        r"|la lettre de|cette semaine, nous|nos adresses|nous lisons tout|répondez-nous"
        r"|et vous, qu'en pensez-vous|chers (?:lecteurs|amis de)|faites un don|votre don",
        r"assigné une tâche|nouvelle tâche|^échéance|ouvrir la tâche|votre colis|point relais"
        r"|conserver ce message|service client|expédiée?|votre inscription|en cliquant|bouton"
        r"|pas à l'origine|ignorez ce|carte vitale|24 heures|votre rendez-vous|un empêchement"
        r"|nous vous attendons|minutes à l'avance|cabinet|votre (?:visite|séjour)|satisfaite?"
        r"|accordez-nous|je donne mon avis|des nôtres|réservez votre place|l'enregistrement|webinaire"
        r"|pas disponible|plus recevoir",
    ),
    calls=(
        r"(?:je|voir|ouvrir|confirmer|suivre|découvrir|en profiter|lire|réserver|télécharger"
        r"|accéder)(?: [\wéèêàç']+){0,4}",
    ),
    selling=(
        r"votre (?:profil|entreprise|société|site)|(?:nous|j') ?(?:aidons|accompagnons|aide"
        r"|accompagne) (?:les |des )?(?:entreprises|sociétés|équipes|pme)|entreprises comme la vôtre"
        r"|\d+ minutes|(?:bref|court|rapide) (?:échange|appel)|une démo|notre (?:solution|plateforme"
        r"|logiciel|offre|produit|outil|expertise)|nos (?:clients|solutions|services|produits)|(?:réduire"
        r"|augmenter|optimiser|booster) (?:vos|votre|leurs)|jusqu'à \d+ ?%|sans engagement|gratuit\w*"
        r"|responsable commercial|business developer",
        r"je recrute|recrutement|votre (?:cv|parcours|profil)|attiré mon attention|retenu mon attention"
        r"|connaissez-vous quelqu'un|pourrait intéresser|équipe de \d+|un de mes clients|j'ai vu que vous"
        r"|vous recrutez|comment gérez-vous|opérationnels|en \d+ jours|pour en (?:discuter|parler)"
        r"|l'intégration|échange téléphonique|cabinet|chargée? de",
    ),
    survey=(
        r"enquête|sondage|questionnaire|votre avis (?:compte|nous intéresse)|êtes-vous satisfait"
        r"|donnez votre avis|évaluez",
    ),
    person=r"tu|te|toi|ton|ta|tes|vous|votre|vos|nous|notre|nos|je|me|moi|on|as-tu|avez-vous",
    due=DueWords(
        weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        months=(
            r"janv(?:ier|\.)?",
            r"févr?(?:ier|\.)?",
            "mars",
            r"avr(?:il|\.)?",
            "mai",
            "juin",
            r"juil(?:let|\.)?",
            "août",
            r"sept(?:embre|\.)?",
            r"oct(?:obre|\.)?",
            r"nov(?:embre|\.)?",
            r"déc(?:embre|\.)?",
        ),
        numbers={
            "un": 1,
            "une": 1,
            "deux": 2,
            "trois": 3,
            "quatre": 4,
            "cinq": 5,
            "six": 6,
            "sept": 7,
            "huit": 7,
            "dix": 10,
            "quinze": 14,
        },
        fixed=(
            (r"après-demain", "in-2"),
            (r"demain(?: matin| midi| après-midi| soir)?", "tomorrow"),
            (
                r"aujourd'hui|ce (?:soir|matin|midi)|cet après-midi|(?:d'ici )?la fin de (?:la )?journée"
                r"|fin de journée|dans la journée",
                "today",
            ),
            (r"(?:d'ici |dans )?(?:un jour ou deux|un ou deux jours|1 ou 2 jours)", "day-or-two"),
            (r"(?:(?:au |en )?début(?: de (?:la )?)?) ?semaine prochaine", "early-next-week"),
            (r"(?:(?:au |en )?milieu de (?:la )?|mi-?)semaine prochaine", "mid-next-week"),
            (r"(?:(?:à la |en )?fin (?:de (?:la )?)?|la )?semaine prochaine", "next-week"),
            (r"cette semaine|(?:la )?fin de (?:la )?semaine", "this-week"),
            (r"week-end prochain", "next-weekend"),
            (r"(?:ce |le )?week-end", "weekend"),
            (r"(?:(?:la )?fin du |le )?mois prochain", "next-month"),
            (r"(?:la )?fin du mois|ce mois(?:-ci)?", "this-month"),
            (r"(?:la )?fin du trimestre", "this-quarter"),
            (r"(?:la )?fin de l'année|cette année", "this-year"),
        ),
        next_weekday=r"(?!)",
        this_weekday=r"ce",
        spans=(
            (r"(?:dans|d'ici|sous)(?: environ)? (?P<n>{n}) jours? ouvrés?", "workdays"),
            (r"(?:dans|d'ici|sous)(?: environ)? (?P<n>{n}) jours?", "days"),
            (r"(?:dans|d'ici|sous)(?: environ)? (?P<n>{n}) semaines?", "weeks"),
            (r"(?:dans|d'ici|sous)(?: environ)? (?P<n>{n}) mois", "months"),
        ),
        written=(
            r"(?:la )?fin (?P<month>{months})",
            r"(?:le )?(?P<d>\d{{1,2}})(?:er)? (?P<month>{months})(?: (?P<y>\d{{4}}))?",
            r"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}})",
            r"(?P<d>\d{{1,2}})[/.](?P<m>\d{{1,2}})(?:[/.](?P<y>\d{{4}}|\d{{2}}))?",
            r"(?:le|au) (?P<d>\d{{1,2}})(?![\d%]| \w+)",
        ),
        leads=r"avant|d'ici|d'ici à|jusqu'à|jusqu'au|pour|au plus tard|au plus tard le|d'ici au",
        describes=r"de|du|depuis|sur|chaque|tous les|dernière?",
        described=r" dernier| dernière",
    ),
    not_names=listed("""
        alors aujourd'hui aussi bien bonjour ce comment cordialement d'accord de demain dimanche donc désolé
        désolée elle en enfin entendu et il je jeudi la le les lundi mais malheureusement mardi merci mercredi
        non note noté nous ok on oui parfait pas pour pourquoi ps quand question rappel salut samedi si sinon
        super tu urgent vendredi veuillez voici voilà vous à
    """),
    groups=listed("""
        adhérents amis clients collaborateurs collègues groupe membres parents salariés tous toutes voisins
        équipe équipes
    """),
)
