"""Spanish. See `rules.reading.words` for the shape and words_en.py for what each table is for."""

from __future__ import annotations

from rules.reading.words import DueWords, Words, listed

_VERBS = (
    r"(?:envío|envio|mando|miro|reviso|compruebo|llamo|aviso|digo|confirmo|encargo|ocupo|hago|pregunto"
    r"|preparo|doy|paso|contesto|respondo"
    r"|reservo|pido|escribo|corrijo|termino|llevo|traigo|pago|firmo|consulto|cuento|mantengo|busco|subo"
    r"|comparto|reenvío|arreglo)"
)
_FUTURE = (
    r"(?:enviaré|mandaré|miraré|revisaré|comprobaré|llamaré|avisaré|diré|confirmaré|encargaré|ocuparé|haré"
    r"|preguntaré|prepararé|daré|pasaré"
    r"|contestaré|responderé|reservaré|pediré|escribiré|corregiré|terminaré|llevaré|traeré|pagaré|firmaré"
    r"|consultaré|mantendré|tendré|enviaremos"
    r"|mandaremos|revisaremos|llamaremos|avisaremos|haremos|confirmaremos|reembolsaremos|responderemos"
    r"|mantendremos|devolveremos|informaremos|pondré)"
)

WORDS = Words(
    code="es",
    common=listed("""
        al bien buenas buenos como con cuando de del día en es esta este estoy está favor gracias ha hola la las
        le lo los mañana mi muy más nos para pero podrías por puede puedes que saludo saludos se si su sí te
        todo tu un una vale y ya yo
    """),
    salutation=(
        r"^(?:(?:hola|buenos días|buenas tardes|buenas|buenas noches|estimad[oa]s?|querid[oa]s?|señora?"
        r"|hey)\b[ ,]*)+"
    ),
    salutation_all=r"^(?:a todos|a todas|todos|todas|equipo|chicos|chicas|compañer\w+|amigos)\b",
    lead_in=(
        r"(?:hola|buenas|buenos días|buenas tardes)(?: a todos)?\W+",
        r"(?:gracias(?= ?[,.!;:])|muchas gracias(?= ?[,.!;:])|ok|vale|sí|no|perfecto|genial|muy bien|bien"
        r"|de acuerdo|y|pero|entonces|por cierto|además|también|perdona|perdón"
        r"|disculpa|una pregunta|pregunta|una cosa|oye|si es posible|cuando puedas|cuando pueda|pd|p\.d\."
        r"|entendido|claro|bueno|ah|oh|recibido)[,;:.!–—-]* +",
    ),
    adverbs=(r"(?:ahora|gracias|luego|entonces|también|mañana)[,;:.!–—-]* +",),
    mask=(
        r"no (?:dudes|dude|duden|dudéis) en[^.?!]*|(?:para|ante|si (?:tienes|tiene|tienen|tenéis)"
        r"|en caso de)(?: cualquier| alguna| más| otra)? ?(?:otra )?(?:duda|dudas|pregunta|preguntas"
        r"|consulta|consultas|información|aclaración|problema|asuntos urgentes|urgencia|emergencia)[^.?!]*",
        r"(?:quedo|quedamos|estoy|estamos)[^.?!]{0,30}a (?:su|tu|vuestra) (?:entera )?disposición[^.?!]*"
        r"|a su disposición[^.?!]*",
        r"por favor,? (?:no respond\w+|ten(?:ga)? en cuenta|disculp\w+|acept\w+|reciba|no olvide visitar"
        r"|encuentre|haga clic)[^.?!]*|gracias por (?:su|tu|vuestra|todo|la|el|avisar|record\w+)[^.?!]*"
        r"|rogamos (?:disculp\w+|no respond\w+)[^.?!]*",
        r"[¿]?(?:y )?(?:cómo|como) (?:estás|está|estáis|están|va todo|te va|andas|le va|va"
        r"|os va)(?: la familia| tú| todo| por ahí)*(?= ?[?!.,]|$)|[¿]?qué tal(?: todo| estás| te va"
        r"| por ahí| la familia| el fin de semana| las vacaciones| va todo)*(?= ?[?!.,]|$)"
        r"|[¿]?todo bien(?= ?\?)",
        r"(?:te |os |le )?(?:espero|esperamos|esperando)(?: y deseo)? que[^.?!]*",
        r"si no (?:recibo|tengo|tenemos|recibimos|me dices|me dice|dices)[^.?!]*|de no recibir[^.?!]*",
        r"no (?:hace falta|es necesario|necesitas|tienes que|tiene que)[^.?!]*",
        r"(?:me|nos|le|él|ella) (?:ha |han |he )?(?:preguntado|preguntó|pidió|pidieron|preguntaron"
        r"|pedido)[^.?!]*|(?:he|hemos) (?:preguntado|pedido)[^.?!]*|(?:como|tal y como|lo que) (?:me "
        r"|nos )?(?:pediste|pidió|pedías|solicitó|solicitaste)[^.?!]*",
        r"(?:que tengas|que tenga|que pases|que paséis|feliz|felices|buen|felicidades)[^.?!]*",
        r"si [^.?!]{0,80}?\b(?:no|nada|ningun\w*|problemas?|error|cambi\w*|interesad\w*"
        r"|necesit\w*)\b[^.?!]{0,60}?,? (?:por favor,? )?(?:me |nos )?(?:avísame|avísanos|avisa|avise"
        r"|dime|díganos|dímelo|házmelo saber|llámame|contáct\w+|avíseme)[^.?!,]{0,20}(?=\W*$)",
        r"(?:puedes|puede|podéis|pueden) (?:quedarte|quedártelo|quedárselo|irte|marcharte|seguir)[^.?!]*"
        r"|adelante|(?:reenv\w+|compart\w+|pásalo|pásaselo) [^.?!]{0,20}(?:a quien|a cualquiera"
        r"|con quien|a tus|con tus|a todos)[^.?!]*|(?:por favor,? )?(?:recuerd[ae]n?|ten(?:ga)?n? presente"
        r"|ten(?:ga)?n? en cuenta|no olvid\w+) que[^.?!]*",
    ),
    cues=listed("""
        agradecería agradeceríamos avísame avíseme confirma confirmar confirme cuál cuándo cuánto cómo dime
        dígame dónde envía envíame envíeme esperamos esperando espero está estás falta favor gustaría ha has hay
        importaría le llama llámame manda mándame necesitamos necesitaría necesito nos opinas parece pasa podría
        podrías podéis por propongo puede pueden puedes pásame queda quedamos quería quieren quieres quisiera
        quién qué recuerda rogamos ruego sabe saber sabes te tenéis tiene tienes vas vienes
    """),
    question=(
        r"(?:puedes|puede|podrías|podría|podéis|has|ha|habéis|tienes|tiene|sabes|sabe|quieres|vienes|vas"
        r"|estás|conoces|crees|recuerdas) (?:me|tú|usted|algo|si|ya|mañana|hoy|un|una|el|la|los|las|tiempo"
        r"|venir|enviar|recibido|visto|podido|libre|mandar|pasar|mirar|hacer|decir)",
        r"¿?(?:qué|cuándo|dónde|quién|cómo|cuánto|cuál|cuáles|por qué|a qué hora) (?:es|son|te|le|se|has"
        r"|ha|puedo|podemos|hay|día|hora|hacemos|haces|cuesta|queda|quieres|crees|opinas|está)",
    ),
    request=(
        r"(?:puedes|podrías|podría|podéis|podríais|puede|pueden) (?!ser|haber|que )(?:\w+(?:me|nos|lo|la"
        r"|los|las|le|les|rte|rse|r))\b|(?:me|nos) (?:puedes|podrías|podría|puede|podéis)\b",
        r"por favor|(?:te|le|les|os) (?:ruego|rogamos|pido|pedimos|agradecería|agradeceríamos|importaría)"
        r"|(?:ruego|rogamos|agradecería|agradeceríamos|se ruega|se agradece\w*)|(?:sería"
        r"|estaría) (?:posible|bueno|genial|bien) (?:que|si)",
        r"(?:necesito|necesitamos|necesitaría|me hace falta|nos hace falta|nos falta|me falta) (?!ir"
        r"|descansar|unas vacaciones|dormir)",
        r"(?:me gustaría|quería|quisiera|querría|nos gustaría|queríamos|quiero)(?: \w+)? ?(?:saber"
        r"|preguntar\w*|pedir\w*|consultar\w*|hablar|concertar|quedar|reservar|que (?:me|nos|vinieras)"
        r"|conocer (?:tu|su|el|la))|me pregunto si|saber si (?:puedes|te|le|vas|has|es)",
        r"(?:espero|esperamos|quedo a la espera de|a la espera de|pendiente de|esperando) (?:tu|su|vuestra"
        r"|una|noticias|respuesta)|(?:aún|todavía) no (?:he|hemos) recibido|no (?:he"
        r"|hemos) recibido (?:aún|todavía|tu|su|respuesta|el)",
        r"(?:dime|dígame|avísame|avíseme|cuéntame|confírmame|confírmeme|hazme saber|envíame|envíeme"
        r"|mándame|mándeme|pásame|páseme|llámame|llámeme|échale|déjame saber)\b",
        r"(?:quiere|querría|quisiera|le gustaría) saber (?:si|cuándo|cómo|quién|dónde|qué)",
    ),
    must=(r"(?:tienes|tiene|tenéis|tienen) que (?!saber|ser|estar|ver)\w+",),
    urgent=r"me|nos|antes|hoy|mañana|urgente",
    imperative=(
        r"(?:envía|envíe|envíen|manda|mande|revisa|revise|confirma|confirme|firma|firme|imprime|imprima"
        r"|compra|llama|llame|pregunta|reserva|mira|mire|comprueba|compruebe|prepara|trae|recuerda"
        r"|contesta|responde|avisa|añade|corrige|paga|rellena)(?:me|nos|lo|la|los|las|le)? (?:el|la|los"
        r"|las|a|si|que|un|una|con|al|tu|su|por|antes|cuando)\b|no (?:olvides|olvide|te olvides|se olvide)",
    ),
    not_imperative=(r"mira (?:esto|este|que)|mira lo|recuerda cuando",),
    proposal=(
        r"(?:quedamos|nos vemos|comemos|cenamos|hablamos|tomamos) (?!en contacto|entonces)[^.]*\?|(?:te|le"
        r"|os) (?:parece|viene|vendría|va|apetece|apetecería|gustaría|interesa)|qué (?:te|le|os) parece"
        r"|(?:estás|está|estáis|estarías) (?:libre|disponible)s?|(?:tienes|tendrías|tiene"
        r"|tenéis) (?:tiempo|un momento|un hueco|ganas|disponibilidad)|(?:te )?propongo (?:que|quedar|el"
        r"|un|una)|por qué no (?:quedamos|vienes|nos)",
    ),
    rhetorical=(
        r"quién lo (?:diría|iba a decir)|te lo puedes creer|por qué no ?\?|verdad ?\?$|no es (?:bonito"
        r"|gracioso|increíble)|te acuerdas (?:de|cuando)|sabías que|¿?(?:listos?|preparad[oa]s?) para"
        r"|¿?buscas|^¿?(?:en serio|de verdad|ah sí|qué|no) ?\?+$",
        r"no sería (?:maravilloso|estupendo|genial|fantástico|bonito)",
    ),
    answer=(r"porque|sí[,.!]|no[,.!]|claro|por supuesto|nada|nadie|simplemente|la respuesta|pues",),
    guess=(r"creo|supongo|pienso|seguramente|probablemente|quizás?|tal vez",),
    reader=r"tú|te|ti|tu|tus|usted(?:es)?|os|vosotr[oa]s|alguien",
    reported=(r"(?:preguntó|preguntado|dijo|dice|respondió|escribió|pensé|la pregunta|título|titulado)",),
    promise_cues=listed("""
        avisaré aviso confirmo diré encargo enviamos enviaremos enviaré envío haré hecho la le les llamaré llamo
        lo mandaré mando mañana me miro ocupo os prometo recibirás revisaré reviso se te tendrá tendrás vamos
        voy yo
    """),
    promise=(
        rf"(?:te|le|les|os|me|lo|la|los|las|se) (?:lo |la |los |las )?(?:{_VERBS}|{_FUTURE})\b|(?:^|[,;.] "
        rf"|y |yo )(?:{_VERBS}|{_FUTURE})\b",
        r"(?:voy|vamos) a (?:enviar|mandar|mirar|revisar|comprobar|llamar|avisar|decir|confirmar|encargar"
        r"|ocupar|hacer(?:lo|la)?|preguntar|preparar|dar|pasar|contestar|responder|reservar|pedir|escribir"
        r"|corregir|terminar|llevar|traer|pagar|firmar|consultar|ver (?:si|qué|con)|intentar)\w*",
        r"(?:lo |la |los |las )?(?:tendrás|tendrá|recibirás|recibirá|tendréis|tienes"
        r"|tiene) (?=[^.?!]*(?:mañana|hoy|lunes|martes|miércoles|jueves|viernes|sábado|domingo|semana"
        r"|antes|de mi parte|fin de))",
        r"(?:dalo|delo) por hecho|(?:te )?(?:lo )?prometo|(?:le|les|te|os) (?:enviamos|mandamos|informamos"
        r"|llamamos|reembolsamos|avisamos|devolvemos)|cuenta con ello|me pongo (?:con|a) (?:ello|eso)?",
    ),
    promise_start=(
        r"(?:me encargo|me ocupo|yo me encargo|lo haré|lo hago|así lo haré|(?:vale|ok|sí|de acuerdo"
        r"|perfecto),? (?:el )?(?:lunes|martes|miércoles|jueves|viernes|mañana)\b[^?]*$)",
    ),
    not_promise=(
        r"si (?:quieres|quiere|necesitas|necesita|te|le|hace falta|puedes|me dices|lo deseas|prefieres)"
        r"|cuando (?:me|tengas|puedas|confirmes)|en cuanto (?:me|tengas)|(?:puedo|podría|podemos)"
        r"|quieres que|¿te",
        r"adjunto|adjuntamos|(?:ya|ayer) (?:te|le|lo|la|se)|(?:te|le|les) (?:escribo|llamo) (?:para|porque"
        r"|por|en relación)|(?:te|le|les|os) (?:mando|envío) (?:un (?:abrazo|saludo|beso)|saludos|besos"
        r"|aquí|adjunto)|(?:me|te) (?:pregunto|digo|dice)|no (?:te|le|lo|la|se|me)|me (?:ha|han) "
        r"|hago (?:deporte|yoga)",
        r"ya veremos|no (?:creo|pienso) que",
    ),
    indirect=(),
    holding=(
        r"(?:te|le|os) (?:digo|diré|aviso|avisaré|confirmo|confirmaré|cuento|contesto|respondo|informo"
        r"|informaré)|(?:lo |la )?(?:miro|reviso|consulto|compruebo)|voy a (?:mirar|ver|consultar|revisar"
        r"|comprobar|preguntar)|(?:te|le|os) (?:mantengo|mantendré|mantendremos) (?:al tanto|informad\w)",
    ),
    agrees=(
        r"(?:sí|vale|ok|claro|por supuesto|de acuerdo|perfecto|con mucho gusto|encantad[oa]|sin problema"
        r"|hecho|me parece bien|genial|desde luego|así lo haré)\b",
    ),
    thanks=(
        r"gracias|perfecto|genial|estupendo|enhorabuena|felicidades|feliz|para tu información"
        r"|para su información|recibido|de nada|un abrazo|saludos|buen (?:fin|día)|hasta (?:luego|pronto"
        r"|mañana)|ok|vale|de acuerdo",
    ),
    releases=(
        r"no hace falta(?: que)?|no es necesario|olvídalo|olvida (?:mi|lo)|ya (?:está (?:resuelto"
        r"|solucionado|arreglado)|lo (?:he|encontré|tengo)|no (?:hace falta|lo necesito))|no te preocupes"
        r"|no se preocupe",
    ),
    delivers=(
        r"adjunto|adjunta|aquí (?:tienes|tiene|está|va|te)|_link_|(?:ya )?(?:he|hemos) (?:enviado|mandado"
        r"|hecho|pagado|reservado|revisado|llamado|firmado|terminado|arreglado|subido)|ya está (?:hecho"
        r"|enviado|listo|pagado)|^(?:hecho|listo|enviado)|como (?:te )?(?:prometí|quedamos|acordamos)",
    ),
    withdraws=(
        r"no (?:puedo|podré|podemos|voy a poder|llego|me da tiempo|he podido|tengo tiempo)"
        r"|tengo que (?:cancelar|aplazar|anular|declinar)|lamentablemente no|imposible",
    ),
    hands_over=(
        r"en mi lugar|(?:puedes|podrías|podría|puede) (?:encargarte|ocuparte|hacerlo|encargarse|ocuparse)"
        r"|(?:mi compañer\w) (?:se|te|le|lo)|te (?:lo )?paso a ti",
    ),
    absent=(
        r"(?:estoy|estaré|me encuentro)[^.?!]{0,30}(?:fuera de la oficina|de vacaciones|ausente|de baja"
        r"|de viaje)|fuera de la oficina",
    ),
    absent_more=(r"hasta el|vuelvo|regreso|urgente\w*|contact\w+|a mi (?:vuelta|regreso)|sin acceso|acceso limitado",),
    absent_subject=(r"^(?:respuesta automática|fuera de la oficina|ausente|acuse de recibo|leído:)",),
    broadcast=(
        r"estimad[oa]s (?:compañer\w+|soci\w+|client\w+|padres|vecin\w+|emplead\w+)"
        r"|a todos los (?:empleados|trabajadores|socios|padres)|nos complace (?:anunciar|informar)"
        r"|(?:la dirección|recursos humanos|departamento de \w+)\W*$|queridos (?:socios|vecinos|clientes"
        r"|padres)",
    ),
    bulk=(
        r"darse de baja|darte de baja|cancelar (?:la |tu |su )?suscripción|en (?:su|tu) navegador"
        r"|recibes este|(?:ha recibido|has recibido|recibe) este (?:correo|mensaje|e-?mail)|(?:mensaje"
        r"|correo) (?:generado )?automátic\w+|no respond\w+ a este|(?:compra|descubre|aprovecha|regístrate"
        r"|reserva|suscríbete) (?:ya|ahora|nuestra|hoy)|haz clic|haga clic|código (?:promocional"
        r"|descuento)|\d+ ?% de descuento|participa en el sorteo",
    ),
    bulk_weak=(
        r"política de privacidad|todos los derechos|(?:tu|su) (?:pedido|paquete|factura|envío"
        r"|reserva) (?:n[º°]|ha sido|está|número)|ofertas? (?:limitada|especial)\w*|envío gratis|sorteo"
        r"|newsletter|boletín|estimado cliente|rebajas|más información|exclusiv\w+|gratis|aprovecha",
        r"cesta|tus artículos|termina tu compra|rebaj\w+|a qué esperas|se acaba|te regalamos|vuelve a"
        r"|te echamos de menos|novedades|el equipo de|necesitas ayuda|cuánto tiempo|todavía lo estás"
        r"|nuestras ofertas|descuento|últimas horas|la redacción|boletín|esta semana hemos|nuestros planes"
        r"|leemos todos|respóndenos|y tú qué opinas|queridos (?:lectores|amigos de)|escríbenos|haz clic",
        r"asignado una tarea|nueva tarea|^vence:|abrir tarea|tu (?:paquete|pedido)|punto de recogida"
        r"|conserva este mensaje|atención al cliente|en camino|registrarte|haciendo clic|botón"
        r"|no has sido tú|ignora este|tarjeta sanitaria|24 horas|tu cita|te esperamos|no puedes venir"
        r"|clínica|tu (?:visita|estancia)|satisfecho|dedícanos|dar mi opinión|nos acompañas|reserva ya"
        r"|tu plaza|la grabación|seminario|no puedes asistir|no deseas recibir|recibir más",
    ),
    calls=(r"(?:ver|abrir|confirmar|dar|descubrir|leer|reservar|descargar|comprar|seguir)(?: [\wáéíóúñ']+){0,4}",),
    selling=(
        r"(?:tu|su) (?:perfil|empresa|sitio|página)|(?:ayudamos|acompañamos|ayudo) a (?:las "
        r"|los )?(?:empresas|compañías|equipos|pymes|negocios)|empresas como (?:la )?(?:tuya|suya)"
        r"|\d+ minutos|(?:breve|rápida|corta) (?:llamada|reunión)|una demo|nuestr[oa]s? (?:solución"
        r"|plataforma|software|producto|clientes|servicios|herramienta)|(?:reducir|aumentar|optimizar"
        r"|mejorar) (?:sus|tus|su|tu)|hasta (?:un )?\d+ ?%|sin compromiso|gratis|gratuita"
        r"|ejecutivo de (?:ventas|cuentas)|comercial",
        r"busco perfiles|selección(?: de personal)?|tu (?:currículum|perfil)|llamado la atención"
        r"|conoces a alguien|pueda interesar|equipo de \d+|uno de mis clientes|he visto que|contratando"
        r"|cómo gestionáis|rinde|en \d+ días|para (?:comentarlo|hablar)|incorporación|encajarías"
        r"|consultora|puesto de|te vendría bien",
    ),
    survey=(
        r"encuesta|cuestionario|(?:tu|su) opinión (?:cuenta|es importante|nos importa|nos ayuda)"
        r"|valora (?:tu|su)|qué tan satisfecho",
    ),
    person=(
        r"tú|tu|te|ti|tus|usted|su|sus|le|os|vosotros|vuestr\w+|nos|nosotros|me|mi|yo|has|puedes|tienes"
        r"|quieres|podrías|puede"
    ),
    due=DueWords(
        weekdays=("lunes", "martes", "miércoles|miercoles", "jueves", "viernes", "sábado|sabado", "domingo"),
        months=(
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "sept?iembre",
            "octubre",
            "noviembre",
            "diciembre",
        ),
        numbers={
            "un": 1,
            "una": 1,
            "dos": 2,
            "un par de": 2,
            "tres": 3,
            "cuatro": 4,
            "cinco": 5,
            "seis": 6,
            "siete": 7,
            "ocho": 8,
            "diez": 10,
            "quince": 15,
        },
        fixed=(
            (r"pasado mañana", "in-2"),
            (
                r"(?<!la )(?<!esta )(?<!buena )mañana(?: por la (?:mañana|tarde|noche)| a primera hora"
                r"| mismo)?",
                "tomorrow",
            ),
            (
                r"hoy(?: mismo)?|esta (?:tarde|noche|mañana)|al final del día|antes de(?:l)? (?:mediodía"
                r"|final del día)",
                "today",
            ),
            (r"(?:en |dentro de )?(?:un día o dos|uno o dos días|un par de días|1 o 2 días)", "day-or-two"),
            (
                r"(?:a )?(?:principios|comienzos) de (?:la )?(?:próxima semana|semana que viene"
                r"|semana próxima)",
                "early-next-week",
            ),
            (r"(?:a )?mediados de (?:la )?(?:próxima semana|semana que viene|semana próxima)", "mid-next-week"),
            (
                r"(?:(?:a )?(?:finales|fines) de |el fin de )?(?:la )?(?:próxima semana|semana que viene"
                r"|semana próxima)",
                "next-week",
            ),
            (r"(?:a finales de )?esta semana|(?:el )?final de (?:la )?semana|finales de (?:la )?semana", "this-week"),
            (r"(?:el )?próximo fin de semana", "next-weekend"),
            (r"(?:este |el )?fin de semana|finde", "weekend"),
            (r"(?:(?:a )?(?:finales|fin) del? )?(?:el )?(?:próximo mes|mes que viene|mes próximo)", "next-month"),
            (r"(?:(?:a )?(?:finales|fin|final) de(?:l| este)? mes|este mes|fin de mes)", "this-month"),
            (r"(?:finales|fin|final) de(?:l)? trimestre", "this-quarter"),
            (r"(?:finales|fin|final) de(?:l)? año|este año", "this-year"),
        ),
        next_weekday=r"(?!)",
        this_weekday=r"este",
        spans=(
            (r"(?:en|dentro de)(?: unos)? (?P<n>{n}) días (?:hábiles|laborables)", "workdays"),
            (r"(?:en|dentro de)(?: unos)? (?P<n>{n}) días?", "days"),
            (r"(?:en|dentro de)(?: unas)? (?P<n>{n}) semanas?", "weeks"),
            (r"(?:en|dentro de)(?: unos)? (?P<n>{n}) mes(?:es)?", "months"),
        ),
        written=(
            r"(?:finales|fin) de (?P<month>{months})",
            r"(?:el )?(?P<d>\d{{1,2}}) de (?P<month>{months})(?: (?:de|del) (?P<y>\d{{4}}))?",
            r"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}})",
            r"(?P<d>\d{{1,2}})[/.](?P<m>\d{{1,2}})(?:[/.](?P<y>\d{{4}}|\d{{2}}))?",
            r"el día (?P<d>\d{{1,2}})(?!\d)",
        ),
        leads=r"antes del?|hasta el|para el|a más tardar el|como muy tarde el|el próximo|para|antes de",
        describes=r"de|del|desde|sobre|cada|todos los|pasado",
        described=r" pasado| pasada",
    ),
    not_names=listed("""
        adjunto aquí buenas bueno buenos claro como cuando cómo de disculpa domingo el ella en entonces estimado
        genial gracias hola hoy jueves la lamentablemente las los lunes martes mañana miércoles muchas no nos
        nota ok para perdona perfecto pero por qué recordatorio saludos si sábado sí también tú un una urgente
        usted vale viernes y yo él
    """),
    groups=listed("""
        amigos clientes colegas compañeras compañeros empleados equipo familias grupo padres socios todas todos
        vecinos
    """),
)
