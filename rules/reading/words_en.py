"""English: what asks, promises, thanks and sells. See `rules.reading.words` for the shape.

Longer than other files because it is a table: one language stays in one place.
"""

from __future__ import annotations

from rules.reading.words import DueWords, Words, listed

_PLEASE = r"(?:please|pls|plz|kindly)"
_WILL = (
    r"(?:(?:i|we) (?:will|shall|am going to|are going to|am gonna)|i ?(?:'?ll|will|'?m going to|'?m gonna)"
    r"|we ?(?:'ll|'re going to|'re gonna))"
)
_ADV = (
    r"(?: (?:also|then|just|try to|try and|definitely|certainly|gladly|surely|be sure to|make sure to"
    r"|personally|immediately|now|of course|go ahead and|probably|quickly|still|attempt to|only|happily"
    r"|either|at least"
    r"|in any case|today|tomorrow|tonight|always|soon))*"
)
_DO = (
    r"(?:re-?(?:work|run|check|submit|issue|schedule|draft|write|visit|confirm|bill|calculate|allocate|open|print)"
    r"|be (?:issuing|forwarding|e-?mailing|mailing|faxing|distributing|circulating|posting|updating"
    r"|submitting|reviewing"
    r"|preparing|providing|adding|looking into|working (?:on|with)|writing|drafting|putting)"
    r"|go back (?:and|in|through)|re-?(?:path|nom|book)|leave (?:the|it|them|an?|your|this|that|these"
    r"|those|you|my)(?! (?:office|company|house|building|country|party|firm"
    r"|group|city|state|job|room|meeting))|enter|record|extend|create|approve|circle|research|flag|escalate"
    r"|send|resend|forward|fwd|get back|get in touch|get with|get hold|get (?:[a-z]+ to\b|you|it|this|that|them|him"
    r"|her|these|further|more|additional|information|details|everything|someone|somebody"
    r"|those|the|a|an|some|my|our|on|one|out|both|all)|give|check|look|find|ask|call|ring|phone|e-?mail"
    r"|let (?!go|alone)"
    r"|follow up|follow-up|followup|come back|revert|write|draft|prepare|fix|do|redo|update|add|remove"
    r"|change|make|ensure"
    r"|arrange|set|schedule|book|talk to|speak|discuss|bring|provide|review|read|sort|handle|take care|take (?:it|this"
    r"|that|a look|them|over)|take up|work|try|see (?:if (?!we|it|this|that|he|she|they)|whether|to|about"
    r"|(?:what|how|when|who) (?:i|else|can|is|they|he|she))|put"
    r"|have (?:(?:him|her|them|someone|somebody|my \w+|it|this|that|those|these|an answer"
    r"|something)\b(?! (?:in mind|easy|all))|(?:an?|the|your|our|my) (?:\w+ )?(?:report|draft|update"
    r"|version|list|copy|response"
    r"|proposal|quote|numbers|figures|summary|analysis)\b|(?!to |been |no |fun|a (?:good|great|nice"
    r"|look back))[^.?!]{1,60}\b(?:for you|to you|ready|by|soon|shortly|tomorrow|today|tonight|monday"
    r"|tuesday|wednesday|thursday|friday|week|asap)\b)"
    r"|"
    r"be in touch|be back (?:to|with)|be sending|be calling|be getting (?:back|with|in touch|you|it|this"
    r"|that|them|these|the)|be checking|be contacting"
    r"|be following|be providing"
    r"|keep (?:you|everyone|them|an eye|u)|pass|circulate|distribute|confirm|submit|file|pay|transfer|wire|refund"
    r"|reimburse|deliver|ship|finish|complete|share|post|upload|investigate|raise|chase|contact|reach|drop|pick|order"
    r"|cancel|sign|mail|fax|coordinate|run|pull|touch base|remind|help|introduce|dig|verify|report|advise"
    r"|inform|notify"
    r"|collect|clarify|correct|revise|incorporate|include|reply|respond|answer|translate|print|scan|copy|cc|test"
    r"|take care|return|summari[sz]e|compile|consult|track|start (?:on|with|working|the|this|that)"
    r"|think about|consider|proceed|implement|address|resolve|finali[sz]e"
    r"|continue to (?:solicit|follow|try|work|monitor|look|check|push|keep)|cover|talk with|get right on"
    r"|come (?:by|down|over|up) (?:to|and|tomorrow|today|on|at|this|later|soon)|go (?:through|over)|double-?check"
    r"|determine|plan to|stop by|swing by|switch|monitor|endeavou?r|propose|figure"
    r"|apprise|zero|fill (?:you|u|him|her|them|everyone|everybody) in|get (?:this|that|it|them|back )?to you"
    r"|start (?:provid|incorporat|send|do|collect|gather)ing"
    r"|explain|show|tell|hand|deal|meet with|visit with|move|replace|merge|push|assign|request|reserve"
    r"|be on it|stay on|keep on|shoot|remember to|ping|ensure)"
)
_QUESTIONS = (
    r"(?:(?:any|some|further|more|additional|other|questions?|comments?|concerns?|problems?|issues?"
    r"|queries|objections?"
    r"|suggestions?|anything|information|info|help|assistance|details|clarification|a question|a problem"
    r"|there are|there is"
    r"|to discuss|wish|trouble|difficult(?:y|ies))\b)"
)
_VIEWS = r"(?:comments?|feedback|suggestions?|corrections?|remarks|thoughts|input|edits|objections?|ideas)"
_TIME = r"(?:minutes?|hours?|days?|weeks?|time)"
_RESPITE = (  # "give me until Thursday and you'll have it" asks for nothing and promises something
    rf"(?:just |please )*(?:give|allow) (?:me|us) (?:until|till|(?:\w+ ){{1,3}}{_TIME}\b)[^.?!]{{0,40}}?"
    r"(?:,|,? -|,? and)(?: then)?(?= (?:you(?:'ll| will) (?:have|get|receive|hear)|(?:i|we)(?:'ll| will))\b)"
)
_LOVELY = (
    r"(?:lovely|beautiful|wonderful|gorgeous|glorious|hilarious|adorable|cute|magical|fantastic|amazing|awesome"
    r"|delicious|marvellous)"
)
_GOODS = (  # what somebody sends who says that it comes
    r"(?:numbers|figures|report|draft|minutes|slides|photos|pictures|files?|data|documents?|contract|offer|quote"
    r"|list|summary|answer|feedback|details|results|presentation|paper|chapter|article|translation|rest)"
)
_IF_YOU = r"(?:if|should|in case|when|whenever) (?:you|anyone|anybody|there|u|ya|any of you|y'all)"

WORDS = Words(
    code="en",
    common=listed("""
        and any are at be can could do for from get has have hi i if is it know let me my need not of on our
        please thanks that the this to was we what will with would you your
    """),
    salutation=r"^(?:(?:hi|hey|hello|dear|good (?:morning|afternoon|evening)|morning|greetings)\b[ ,]*)",
    salutation_all=(
        r"^(?:all|everyone|everybody|team|folks|guys|gang|colleagues|friends|both|there|ladies|gentlemen|sirs?|madam"
        r"|man|men|dude|buddy|mate|girls?|boys|sir or madam|again|y'all|group|people)\b"
    ),
    lead_in=(
        r"(?:hi|hey|hello|dear)(?: there| all| again| guys| everyone)?\W+",
        r"(?:ok|okay|k|yes|yeah|yep|yup|hey|also|and|so|but|or|btw|by the way|anyway|anyways|oh|ah|hmm+"
        r"|lol|haha|p\.?s\.?|quick question|one more thing|one question|question|quick one)(?: -+|[,;:.!–—-])* +",
        r"(?:no|nope|sure|great|good|fine|cool|perfect|super|excellent|thanks|thank you|thx|sorry|well"
        r"|then|now|plus|actually|again|wow|in addition"
        r"|meanwhile|in the meantime|finally|lastly|first|firstly|second|secondly|next|therefore|however"
        r"|if so|if not|if possible|just|got it|understood|agreed"
        r"|sounds good|will do|in that case|either way|at the same time|as discussed|as agreed|in any case"
        r"|no problem|otherwise"
        r"|thanks for [^,.!?;]{1,60}|thank you for [^,.!?;]{1,60}|thanks (?:again|a lot|so much)|for now"
        r"|when you (?:can|have time"
        r"|get a chance|get time|have a (?:moment|minute|chance))|when possible|at your convenience|still"
        r"|today|tomorrow|tonight|asap|urgent|reminder|request|as a reminder"
        r"|out of curiosity|curious|to be clear|before (?:then|that)|after that|in short|basically|further"
        r"|furthermore|additionally|alternatively|maybe|perhaps"
        r"|not sure|unfortunately|honestly|seriously|to do|action|note|friendly reminder|quick reminder)(?: -+"
        r"|[,;:.!–—-]+) *",
    ),
    adverbs=(
        r"(?:just|then|now|still|first|please|also|next|again|kindly|thanks|sorry|today|tomorrow|maybe"
        r"|perhaps|when you (?:can|have time|get a chance|have a (?:moment|minute|chance))|asap"
        r"|if possible|finally|lastly|second|secondly)[,;:.!–—-]* +",
    ),
    mask=(
        _RESPITE,
        # closing formulas
        rf"(?:{_PLEASE} |so |just |and |but |do |or |as always,? )*(?:let (?:me|us"
        rf"|[\w.]+(?:,? \w+){{0,5}}?) know|give (?:me|us|\w+) a (?:call|shout|ring)"
        rf"|(?:feel free|do ?n[o']t hesitate|do not hesitate)(?: to)?[^.?!]{{0,60}}?|(?:contact|call|ring"
        rf"|e-?mail|phone|(?<!wanted to )(?<!want to )(?<!like to )(?<!writing to )ask|see|write|reply to|get back to"
        rf"|get in touch with|reach out to|reach|respond to|direct|speak to|talk to)(?: (?:to )?(?!if"
        rf"|should)[\w.'/-]+){{0,8}}?|drop (?:me|us) a (?:line|note)|shout|advise"
        rf"|reach out|reply|respond|get back to me)"
        rf"(?: (?!when|what|how|where|which|who|why|by|whether)(?:[^.?!]|(?<=ext)\.){{0,40}}?)?,? "
        rf"(?:{_IF_YOU}(?! (?:can|could|would be able|are able)\b)[^.?!]{{0,30}}? {_QUESTIONS}[^.?!]*|(?:if"
        rf"|should|in case) (?:you|anyone|anybody|there|u|ya|any of you|y'all)(?:'d)? (?:do |would "
        rf"|might )?(?:need"
        rf"|want(?! (?:the(?! (?:rest|others?|details?)\b)|this|that|these|those)\b)|wish|require|like|disagree"
        rf"|object|prefer"
        rf"|see (?:any|a)|find any|feel|think of)\b(?! (?:me|us|for me|for us) to)[^.?!]*|only if[^.?!]*"
        rf"|if (?:(?:we|i) (?:should|need to) (?:discuss|talk|meet|speak)|(?:you|we) (?:would )?(?:like|want|need"
        rf"|wish) to (?:discuss|talk|meet"
        rf"|speak))[^.?!]*"
        rf"|(?:if|in case) (?:you|anyone|anybody|any of you) (?:will not|won't|can(?:not|'t| not)|are not"
        rf"|aren't|are unable|do(?:n't| not)|have(?:n't| not)|did(?:n't| not))[^.?!]*|if (?:any|i can"
        rf"|we can|i may|we may|not(?! (?:sure|clear))|anything|something|that'?s (?:a problem|not)"
        rf"|this is (?:a problem|an issue|not)"
        rf"|there'?s any|interested|needed|necessary|required|questions|problems|these|otherwise|i (?:am"
        rf"|have) (?:wrong|missed|miss))[^.?!]*|with (?:any|your|further|questions|comments)[^.?!]*"
        rf"|for (?:any|further|more|additional|questions)[^.?!]*|at any time[^.?!]*|anytime[^.?!]*"
        rf"|directly[^.?!]*|how (?:i|we) (?:can|may|could) (?:help|assist|be of)[^.?!]*"
        rf"|should (?:you|there|any)[^.?!]*)",
        rf"{_IF_YOU} (?:have |has |are |is |do |would like |would have |should |need |want |like |require |wish "
        rf"|run into "
        rf"|see |find |think of )*(?:{_QUESTIONS})[^.?!]*",
        rf"(?:should|if) (?:you|anyone) (?:need|require|want|wish|have|be|would like"
        rf"|prefer) [^.,?!]*, (?:{_PLEASE} )?(?:let|call|contact|feel|ring|e-?mail|see|do not|don't|just"
        rf"|(?:i|we)(?: will|'ll| can| am| would be (?:happy|glad))|drop|give|ask)\b[^.?!]*",
        rf"(?:{_PLEASE} )?(?:feel free|do ?n[o']t hesitate|do not hesitate)\b[^.?!]*",
        rf"(?:any|further|more|other) (?:questions|comments|problems|issues|concerns"
        rf"|queries)(?: or \w+)*,? (?:{_PLEASE} )?(?:call|let|just|contact|feel|e-?mail|ask|see|ring|give"
        rf"|shout|or|on)\b[^.?!]*",
        r"(?:for|with) (?:any |further |more |additional |other )+(?:questions|information|info|details"
        r"|inquiries|queries)[^.?!]*",
        r"questions ?(?:,|\?|-)+ ?(?:please )?(?:call|contact|let|just|email|ask|see)\b[^.?!]*",
        rf"anything else,? (?:{_PLEASE} |just )*(?:let|call|ask|contact|e-?mail)\b[^.?!]*",
        r"(?:any |further )?(?:questions|comments|problems|concerns)(?:,? (?:or|and|,)? ?\w+)? ?\?*$",
        # please that asks nothing
        rf"should (?:you|there|any\w*|it) (?!i|we|send|call|be sending|meet)[^.?!,]{{2,70}}?,? {_PLEASE} [^.?!]*",
        rf"{_PLEASE} read(?=\W*$)|(?:{_PLEASE} )?direct (?:any|all|your) (?:\w+ )?(?:responses?|questions"
        rf"|comments|inquiries"
        r"|replies|requests)\b[^.?!]*",
        rf"{_PLEASE} (?:find|make (?:a )?note|see (?!if|whether|that|what|to it|him|her|me)|note"
        rf"|be (?:advised|assured|aware"
        rf"|informed|reminded|patient|careful)|refer|accept|excuse|forgive|pardon|bear|disregard|ignore"
        r"|enjoy|remember|keep (?:in (?:the |your )?mind|up)|understand|know|rest assured|join (?:me|us) in|do(?:n't"
        r"| not) (?:worry|reply|respond|hesitate|bother|feel)|visit|click|stay (?:safe|tuned|healthy)"
        r"|carry on|proceed(?! with)|go ahead|continue|keep up"
        r"|take care of (?:yourself|yourselves)|give my|say (?:hi|hello)|pass on my|send my (?:love"
        r"|regards|best)|consider the environment|consider this|allow|trust|treat (?:this|as|with)|view"
        r"|help yourselves|help yourself|make yourself|be my guest|"
        r"(?:do(?: so| it| that)?|contact|proceed|go ahead)(?=\W*$)|limit your|use (?:this|these|it (?:at|with)"
        r"|them (?:at|with))"
        r"|use (?:at|with|your (?:own )?(?:judge?ment|discretion))"
        r"|check back"
        r"|keep (?:your|this|that|the|these|it|all)(?: [\w-]+){0,6} (?:secure|safe|confidential|handy|private|on file"
        r"|for your (?:records|files|reference|information))|go to (?:_link_|\w+\.\w+)|share (?:this |it )?with your"
        r"|(?:dial|call) in(?:to)?\b|not (?:that|the)\b|plan accordingly|"
        r"access|use the|be sure|regard|(?:mark|save|hold) (?:your|the|this)? ?(?:calendars?|dates?)"
        r"|respond to (?:_mail_|\w+@))\b[^.?!]*?(?=$|[.?!]| and (?:let|call|send|advise|confirm|return"
        r"|enter|make|update|change|create|sign|provide|get|give|tell|review|comment|forward|print|reply)\b)",
        rf"^(?:in order )?to (?!be )[^.?!-]{{3,90}}? {_PLEASE}\b[^.?!]*",
        # leave to do something, and passing on to whom it may concern
        r"(?:^|you (?:can|may|could) |just )go ahead(?! and (?:send|give|let|forward|tell"
        r"|call|get|e-?mail)"
        r" (?:me|us))[^.?!]*",
        rf"(?:{_PLEASE} |feel free to )?(?:pass|forward|share|distribute|circulate|send) (?:this|it"
        rf"|these)(?: [\w-]+){{0,3}}"
        r"? (?:along |on )?(?:to|with) (?:any ?(?:one|body)|others?|whoever|everyone|everybody|all|your|those|people"
        r"|any of)\b[^.?!]*|(?:pass|forward|share|distribute) (?:this|it) (?:along |on )?as"
        r" (?:needed|appropriate|necessary|you see fit)[^.?!]*",
        r"(?:^|; )(?:then )?(?:come|stop|drop|swing) by(?: \w+)? (?:any ?time|whenever|at any time)[^.?!]*",
        r"(?:leave|drop|send|shoot|give) (?:me|us) (?:an? )?(?:voice ?mail|message|note|e-?mail|line|call"
        r"|shout)[^.?!]*? if (?:you|anything"
        r"|there|any)\b[^.?!]*",
        # what I shall ask of others
        rf"{_WILL}{_ADV} (?:ask|request|let (?!me\b|us\b)\w+ know)\b[^.?!]*",
        # agreeing to what was proposed
        r"^(?:ok|okay|yes|yeah|yep|agreed|sounds (?:good|great)|(?:good|great) idea|fine|sure|great"
        r"|perfect)(?: \w+){0,2}"
        r"(?:,| -+|[.!]) ?let's (?!discuss|talk|meet|get together|speak|chat|have|set|schedule)[^.?!]*",
        # what may never happen
        rf"^(?:and |also,? |but )?if you (?:should |do |ever |happen to )*(?:hear|get(?! (?:(?:a|the) )?(?:chance|time"
        rf"|moment|minute|opportunity|it right|this)\b)|learn|notice|come across|run (?:across|into)|find out)\b"
        rf"[^.?!]{{0,80}}?,? (?:{_PLEASE} |just )*(?:let|notify|tell|forward|send|call|pass|inform|advise|give"
        rf"|e-?mail|have)\b"
        rf"[^.?!]*",
        # conditions that ask only if something is amiss
        rf"(?:^|[;:~,-] ?)(?:so |but |and )?if [^.?!]{{0,80}}?\b(?:not|\w+n't|incorrect|wrong|problems?"
        rf"|issues?|any|disagree"
        rf"|differ\w*|otherwise|chang\w+|unable|instead|intend|needs?|wants?|prefer|wish|interested|aware|happens?"
        rf"|object"
        rf"|mistaken?|miss\w*|error\w*|unclear|conflict\w*|trouble)\b[^.?!]{{0,80}}?,? "
        rf"(?:{_PLEASE} |just |(?:could|can|would|will) you (?:please )?)*(?:let (?:me|us"
        rf"|\w+(?: or \w+)?) know|advise(?: me| us)?"
        rf"|tell (?:me|us)|(?:correct|contact|call|notify|inform|see|e-?mail)(?: (?:me|us|\w+))?)"
        rf"(?: (?:asap|so|immediately|first|right away|as soon as (?:possible|you can)|and (?:i"
        rf"|we)\b[^.?!]*))?(?=\W*$)",
        rf"if (?:anyone|anybody|any of you|your (?:team|group|department|company)|you (?:receive|would like"
        rf"|wish|are interested|see"
        rf"|find|happen|know of)) [^.?!]{{3,120}}?, {_PLEASE} [^.?!]*",
        r"^(?:just )?(?:as a follow[- ]?up|to follow up|following up|in follow[- ]?up) [^,?]{3,120},(?= (?:i|we|here"
        r"|attached|please find|the)\b)",
        # pleasantries
        r"(?:so |and )?how(?: are|'re| r| have) (?:you|u|ya|y'all|things|the kids|the family|everyone"
        r"|everybody|all of you|your? (?:family|kids|wife|husband|folks))(?: (?:all|both|two|been|doing"
        r"|going|feeling|keeping|today|these days|lately|guys|holding up|getting on|over there"
        r"|in [\w ]+))*(?= ?[?!.,;]|$| and)",
        r"how(?:'s| is| was| are|'re) (?:it going|everything|everyone|life|things(?: for you)?|your (?:day|week|weekend"
        r"|morning|evening|summer|trip|vacation|holiday|family|christmas|thanksgiving)s?|the (?:weather"
        r"|family|kids|weekend|baby|new (?:job|house|baby))|married life|work|business|tricks)(?: (?:going"
        r"|treating you|so far|been|doing|today|with you|over there|and all))*(?= ?[?!.,;]|$| and)",
        r"(?:so |and )?how(?:'s| is| are|'re) (?:life|things at home|your (?:family|wife|husband|kids)"
        r"|the (?:family|kids"
        r"|wife|baby))\b[^.?!]*(?=\?)",
        r"(?:i )?(?:hope|trust|hoping)(?! (?:that )?(?:you|someone) (?:could|can send|can tell|would"
        r"|might be able)) (?:you|u|all|this|everything|your|that|things|the)[^.?!]*",
        r"(?:what's|whats|what is) (?:up|new|cooking|going on with you|shaking)(?: with you)?(?= ?[?!.]|$)",
        r"(?:did|have) (?:you|u|y'all) (?:have|had) a (?:good|nice|great|lovely|fun|safe|relaxing)[^.?!]*",
        r"how (?:do you do|goes it|have you been)|have you been (?:having|enjoying|keeping|well|doing)[^.?!]*",
        r"(?:are|you) (?:you )?(?:doing )?(?:well|alright|all right|good)(?= ?\?)",
        r"how(?:'s| is| are) (?:the|your) new (?:flat|apartment|home|place|car|puppy|dog|neighbou?rhood|town|city"
        r"|school"
        r"|boat)\b[^.?!]*(?=\?)|let'?s (?:\w+ )?do (?:it|this|that) again(?: some ?time| soon)?(?=\W*$)",
        r"how (?:are|is|have) things (?:been )?(?:going )?(?:for|with) you[^.?!]*|let (?:me|us) know how (?:it's going"
        r"|it is going|you(?:'re| are) (?:doing|getting on)|things are(?: going)?)(?=\W*$)"
        r"|^what's the big deal(?= ?\?)",
        r"anything(?: else)?(?: that)? (?:we|i) (?:may |might |will )?need from you(?=,)",
        r"how(?:'s| is) life\b[^.?!]*|you(?:'ll| will) have to let (?:me|us) know\b[^.?!]*",
        r"(?:-|,) ?(?:doesn't|isn't|didn't|wasn't|aren't|don't|won't) (?:it|that|he|she|they|we)\b(?= ?[).,]| -|!*$)"
        r"|let'?s (?:talk|discuss|meet|chat) if\b[^.?!]*",
        r"long time no see|tell me about it|(?:doesn't|don't|how) time fl[^.?!]*",
        # opt-outs and conditions
        r"(?:(?:please |so |and |do )*let (?:me|us) know |call (?:me|us) |drop by |say hi )?(?:if|when"
        r"|whenever) (?:you|u)(?:'re| are)? (?:ever|happen to|next in|come to|come through|are passing"
        r"|pass through|get the chance to|find yourself)[^.?!]*",
        r"ask(?:ing)? for (?:your|their|some)? ?(?:understanding|patience|forgiveness|indulgence)[^.?!]*",
        rf"{_IF_YOU} (?:will not|won't|can(?:not|'t| not)|are not|aren't|do(?: not|n't)|did(?: not|n't)"
        rf"|have(?: not|n't)|are unable|are having (?:trouble|problems)"
        rf"|(?:would )?prefer to)\b[^.?!,]*(?:, (?:{_PLEASE} )?(?:let|contact|call|e-?mail|advise|see|do"
        rf"|just|feel|visit|refer|page|try)\b[^.?!]*)?",
        rf"if (?:you|anyone|anybody) [^.,?!]{{3,120}}, {_PLEASE} (?:contact|visit|refer)\b[^.?!]*",
        r"if (?:i|we|i've|we've)(?: have)? (?:missed|forgotten|forgot|left|got|omitted|misunderstood"
        r"|overlooked|am wrong|am mistaken|are wrong)[^.?!]*",
        r"for (?:questions|comments|inquiries|enquiries)\b[^.?!]*",
        r"if (?:something|anything|things|plans|for (?:some|any) reason|there's any|there is any"
        r"|there are any|any of (?:this|these))[^.?!]*",
        r"(?:if|unless) (?:i|we) (?:do ?n[o']t|do not|have ?n[o']t|have not|hear)(?: hear)?[^.?!]*",
        r"no (?:need|rush|hurry|pressure|worries|problem)[^.,?!;]*",
        r"want(?:ed)? (?:you|everyone|all of you)(?: guys)? to know[^.?!]*|if we ever\b[^.?!]*",
        r"(?:do ?n't|do not|dont) (?:worry|bother|pay (?:any )?attention|feel (?:obliged|pressed))[^.?!]*",
        # what somebody else asked, and what is only told
        r"(?:he|she|they|who|everyone|people|customers?|clients?|someone|somebody|[a-z]+ (?:has|had|have"
        r"|just)?)(?: also| then| has| have| had| just)* ?(?:asked|asks|asking|wondered|wanted to know"
        r"|inquired|requested)"
        r" (?!you)(?:me |us |him |her |them |the \w+ )?(?!(?:if|whether|when|what|how|why|where) you\b[^.!]*\?)"
        r"(?:if|whether|when|what|how|why|where|who|which|that|to|for|about)\b[^.?!]*",
        r"(?:i|we) (?:asked|told|reminded|have asked|'ve asked) (?!you)[^.?!]*",
        r"(?:(?:as|what|like) )?(?:you|u) (?:asked|requested|wanted|were asking|had asked)(?: (?:me|us|for"
        r"|about|to|if|whether))*[^.,?!]*",
        r"(?:this|that) (?:is )?(?:answers?|addresses)[^.?!]*",
        r"as (?:you|we|i) (?:can see|know|may know|may recall|requested|discussed|mentioned|said|promised|agreed)",
        r"thank(?:s| you)(?: \w+){0,3} for (?:letting|asking|sending|your|the|all|taking|being|getting"
        r"|checking|coming|calling|following|helping|agreeing)[^.?!]*",
        r"(?:i|we) (?:really |do |also )*(?:appreciate|value) (?:your|all|the|you|everything|it)(?! if)[^.?!]*",
        r"(?:need|have|want|would like|'d like|like) to (?:thank|congratulate|welcome|apologi[sz]e|inform"
        r"|let you know|share|wish|point out|remind|announce|add|mention|say|emphasi[sz]e|tell you|clarify"
        r"|assure|stress|express|introduce)\b[^.?!]*",
        r"look(?:ing)? forward to (?:see|seeing|meet|meeting|working|the|our|it|a|this|that|having"
        r"|spending|joining|being)\b[^.?!]*",
        r"need(?:s|ed)? (?:not|n't)\b[^.?!]*",
        r"(?:say (?:hi|hello)|give my (?:love|best|regards))[^.?!]*",
        r"(?:have|enjoy) (?:a|your|the) (?:good|great|nice|lovely|wonderful|safe|happy|merry|weekend"
        r"|holiday|vacation|trip|day|fun)[^.?!]*",
        r"(?:want(?:ed)?|like|just|need(?:ed)?) to (?:make sure|ensure|let you|be sure"
        r"|make certain)[^.?!]*(?:aware|know|knew|saw|informed)[^.?!]*",
        r"we (?:should|must|ought to|have to) (?:really |definitely |totally )?do (?:this|that|it) (?:more often|again)"
        r"(?: some ?time| soon)?(?=\W*$)",
        r"keep up the[^.?!]*|keep (?:smiling|in touch|well)[^.?!]*|take care(?! of)[^.?!]*",
    ),
    cues=listed("""
        add advise any anyone appreciate approve are arrange ask asking asks available await awaiting be book bring buy
        call can cancel cc change chasing check checking circling circulate clarify cld come comment comments complete
        confirm contact coordinate copy correct could curious deal delete did discuss distribute do does don't draft
        drop ensure explain favor favour fax feedback file fill finalize find fix follow following forward free get give
        glad go grateful handle has have heard help hire hold hoping how i if include inform interested
        investigate invite is join keep kindly leave lend let let's lets like look lunch mail make meet missing
        move must need needs notify order pass pay phone pick please pls plz post prepare print propose provide
        pull put r received redo remind remove replace reply request requested requesting requests required
        requires resend reserve respond return review revise ring rsvp run schedule see send set shall ship
        should show sign someone speak start stop submit suggest sure take talk tell test text think thoughts
        thoughts? till try u update upload ur use verify waiting want wants was wat were what what's whats when
        where whether which who why will wld wonder wondering work worry wot would you your yours
    """),
    question=(
        r"may (?:i|we)|(?:can|could|would|will|shall|cld|wld) (?:you|u|we|i|he|she|they|someone|somebody"
        r"|anyone|anybody|one of you|this|that|it|the|y'all|any of you)|should (?:i|we)\b(?![^.?!]*, )",
        r"had you|(?:do|did|does|are|were|have|has|is|was|am|isn't|aren't|don't|doesn't|didn't|haven't|hasn't"
        r"|wasn't|r) (?:you|u|we|i|he|she|they|there|it|this|that|anyone|anybody|someone|everyone|any|the"
        r"|these|those|your|our|my|his|her|all|both|y'all)",
        r"(?:what|whats|what's|wat|wot)(?:'s)? (?:do|did|does|are|were|should|time|day|date|about|kind"
        r"|sort|can|would|could|will|shall|happened|has|have|were|else|if|the \w+ is|the name|your|(?:you"
        r"|u|r)(?= (?:u|doing|up|think|want|need|guys|reckon))|r)",
        r"(?:what(?:'s| is)) (?:the|your|his|her|their|our|this|that|going|wrong"
        r"|happening)\b(?![^.?!,;-]* (?:is|are|was) )",
        r"(?:whats|what's) (?!important|more|interesting|good|great|nice|strange|funny|worse|really)",
        r"(?:where|who|when)'?s (?:the|my|our|your|that|this|it|he|she|everyone)\b"
        r"|(?:where|when|how|who|why|which(?! (?:is|are|was|were|has|have|had|will|would|can|could|may|should|do|does"
        r"|did)\b))(?:'s|s)? (?:do|did|does|are|is|was|were|can|could|would|will"
        r"|should|shall|has|have|much|many|long|soon|far|often|about|come|one|of (?:you|the|these|those"
        r"|them)|else|am|u|r)",
        r"(?:anyone|anybody|someone|any one)(?![^.?!]* (?:would|will|should|must|can|has to) ) (?:know"
        r"|knows|want|wants|interested|up for|have|has|able|seen"
        r"|going|coming|free|care)|(?:anyone|anybody) else",
        r"(?:any|have|got any|had any) (?:news|update|updates|idea|ideas|luck|chance|progress|word"
        r"|feedback|thoughts|objections?|interest|success|preference|suggestions|reason)(?: (?:on|about"
        r"|from|yet|with|for|why|how|what|of|in|to|as to|that|when|if|here|today|so far)|[.!]*$)",
        r"(?:thoughts|comments|your thoughts|your views|your comments|ideas|opinions|your opinion"
        r"|your view|your call|views)(?: please| pls| on (?:this|that|the)[^.]*| about[^.]*)?[.!… ]*$",
        r"(?:you|u) (?:free|around|available|coming|ok with|okay with|in|up for|interested|going|still|got"
        r"|want|know|have time|able|there)\b(?=[^.]*$)(?!.* (?:that|because|so|but) )",
        r"(?:want|wanna|care|fancy|feel like|up for|interested in|ready) (?:to (?:meet|grab|go|come|join"
        r"|talk|discuss|see|get|have|try|do)|(?:a |some )?(?:lunch|dinner|coffee|drinks?|beer|call"
        r"|meeting))",
        r"ok(?:ay)? with (?:you|u|that)|ok by you|does that (?:work|help|make sense)|make sense\?",
        r"still on for|does (?!not\b|n't|so\b|it\b|that\b)[\w'-]+ (?!not\b)[\w'-]+|did [\w'-]+ (?:ever|get"
        r"|send|tell|say"
        r"|ask|sign|make|want|know|mention|call|agree|come|go|happen|take)\b",
    ),
    request=(
        r"(?:please|pls|plz|(?<!has )(?<!have )(?<!had )(?<!very )(?<!most )(?<!so )kindly)(?=[, ]+[\w'])"
        r"|(?<=[\w',] )(?<!yes )(?<!yes, )(?<!ok )(?<!ok, )(?<!no )(?<!no, )(?<!sure )(?<!sure, )(?<!yeah )"
        r"(?:please|pls|plz)[.! ]*$",
        r"(?<!i )(?<!we )(?:can|could|would|will|cld|wld|may|can't|couldn't|won't) (?:you|u|ya|y'all|someone|somebody"
        r"|anyone|one of you|(?:you|one) (?:guys|two|both)|i (?:please|have|get|ask|see|trouble|bother"
        r"|borrow)|we (?:please|get|have|talk|meet|discuss|speak|chat|set|schedule|arrange|move|do|make"
        r"|add|include|also|not|still|then|just|go|try|use|put|find|at least|catch|change|reschedule"
        r"|postpone))(?! (?:believe|imagine))",
        r"(?:am|are|is|was|i'm|we're) requesting|(?:i|we) (?:respectfully |kindly |hereby |would |also "
        r"|humbly )?request\b|(?:requests?|asks?|asking|requires) that (?:you|we|everyone|all|each)"
        r"|would (?:greatly|really|very much|certainly|also|highly|truly|much|sure) appreciated?(?! that)"
        r"|would appreciate it|would (?:you|someone|anyone|either of you) (?:mind|be (?:so kind|able to|possible"
        r"|willing|interested))|would (?:be possible|it be possible|love your|welcome your|value your"
        r"|appreciate (?:it if|your|any|a|hearing|some|knowing|the|getting|if|you|feedback|input))",
        r"(?:want(?:ed)?|like) to (?:make sure|be sure|ensure) (?:that )?you (?:approve|agree|have no|are (?:ok"
        r"|okay|fine"
        r"|comfortable|in agreement))",
        r"(?:i'd|we'd|i would|we would|^would) (?:appreciate|be grateful|welcome|love your|love to (?:hear"
        r"|know|get your|have your|see your)|value your)",
        r"(?:i|we) (?:will|would|shall|'d|'ll) be (?:very |most |so |really )?(?:grateful|obliged|thankful"
        r"|glad|happy) (?:if you|for (?:your|a|any)|to (?:hear|know|receive|learn))",
        r"(?:i|we)(?: would|'d| should| will|'ll) be (?:\w+ )?(?:delighted|honou?red|thrilled|pleased|overjoyed)"
        r" (?:if (?:you|one of you|someone|we (?:could|can))|to (?:have|welcome) you)",
        r"(?:it|that) would be an? (?:\w+ )?(?:honou?r|pleasure|privilege|joy)(?: for (?:us|me))? (?:if you|to (?:have"
        r"|welcome) you)",
        rf"{_VIEWS}(?: \w+){{0,4}}? (?:welcome|appreciated|wanted|invited)(?: \w+){{0,2}}? (?:by|before|until|till)"
        rf" (?!e-?mail|phone|post|mail|replying)",
        rf"{_VIEWS} (?:by|before|until|till) [^.?!]{{2,30}}? (?:(?:is|are|would be|will be) )?(?:very |most |much )?"
        r"(?:welcome|appreciated|wanted)",
        rf"{_VIEWS} (?:by|before|until|till) [^.?!]{{2,30}}? would be (?:very |most |really )?(?:great|good|helpful"
        r"|useful|lovely|perfect|fine|nice)|(?:i|we)(?: would|'d) (?:really |absolutely )?love for you to"
        r"|(?:i|we)(?: would|'d) be (?:very |so |really )?(?:happy|glad) to have you (?:as|on the|speak|give|talk)",
        r"it would be (?:great|good|nice|helpful|wonderful|appreciated|useful|much appreciated"
        r"|very helpful|best|really helpful)(?: \w+)? if (?:you|we could|someone|u)",
        r"your (?:\w+ )?(?:input|help|comments|feedback|thoughts|advice|views|opinion)\b[^.?!]{0,40} would"
        r" (?:really |certainly )?(?:help|be (?:very |really |most )?(?:helpful|useful|valuable|great|good|welcome))",
        r"(?:do not|don't|have not|haven't)(?: yet| still)? (?:have|got|received|seen) your (?!e-?mail\b|message\b)"
        r"|(?:needs?|requires?|wants?|(?:is|are) (?:asking|waiting) for) (?:[\w']+ ){1,5}(?:of|from) (?:your"
        r"|you)\b(?! to)"
        r"|(?:needs?|requires) your\b",
        r"(?:much |greatly |very |is |be |are )appreciated (?:if|by)|(?:your|any) (?:\w+ )?(?:reply|response"
        r"|answer|input|help|comments|approval|feedback|thoughts|assistance|views|advice|insight|guidance|suggestions?"
        r"|information|opinion)[^.]{0,40} (?:would|will|is) be? ?(?:much |greatly |very |most |highly )*(?:appreciated"
        r"|welcome|needed|required)",
        r"(?:i|we)(?: |'ll | will | really | still | also | just | do | urgently | badly | desperately "
        r"| would | only )+(?:need|require) (?:your|ur|you|u|from you|to (?:know"
        r"|hear (?:(?:back )?from (?:you|everyone|all of you)|back|by|your)|(?:get|have|see"
        r"|receive) (?:your|from you|a copy|the \w+ from|an? (?:answer|update|response|list|copy|idea"
        r"|sense)|this (?:back|by|from)|it (?:back|by|from)|(?:\w+ ){1,4}(?:by|from you|asap|today"
        r"|tomorrow))|understand (?:what|why|how|your|the|if|whether)|find out (?:what|if|whether"
        r"|from you)|(?:talk|speak|meet|get)(?: (?:with|to) you| about| on| today| tomorrow| asap|\W*$)"
        r"|discuss|sit down|schedule (?:a|some|time)|set up (?:a|some|time))\b)",
        r"(?:i|we)(?: |'ll | will | really | still | also | just | do "
        r"| urgently )+need (?!to\b)(?:[\w'/-]+ ){1,12}?(?:from (?:you|each of you|all of you)|asap"
        r"|by (?:noon|tomorrow|today|tonight|the end|end of|close|cob|eod|\d|mon|tue|wed|thu|fri|sat|sun"
        r"|next|this|then|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[\w ]*|before (?:noon|tomorrow"
        r"|the)[\w ]*|today|tomorrow|this (?:week|afternoon|morning)|right away|immediately|urgently"
        r"|as soon as possible|back)",
        r"(?:i|we) (?:really |still |also |just |do |only )*need (?:a copy|copies) of|(?:i"
        r"|we)(?: \w+)? need for (?:you|u|someone"
        r"|somebody|your|the|everyone)\b",
        r"(?:i|we) (?:really |still |also |just |do |will )*need (?:it|this|that|the|these|those|your|them"
        r"|all)(?: \w+){0,3}"
        r" (?:done|fixed|finished|completed|signed|updated|back|resolved|approved|sent)\b",
        r"(?:i|we) (?:really |still |also |just |do |will )*need to (?:have"
        r"|get) [^.?!]{2,60}?\b(?:\w{2,}ed|done|in place|back"
        r"|sent|ready|straight|taken care of|set up|signed|made|given|put|paid|built|shown|booked)(?: [\w']+){0,4}?"
        r" (?:by|before|as soon|asap|today|tomorrow|this|right away)\b",
        r"(?<!you )(?<!anyone )(?:wants|would like|'d like|needs)(?: me)? to know (?:if|whether|when|what|how"
        r"|who|where|why|which"
        r"|the)\b|(?:is|are) (?:wondering|asking(?: me)?) (?:if|whether|when|what|how|who|where|why|which)\b",
        r"(?:i|we) (?:only |still |also |will |just )*need an? [\w' -]{3,30} to (?:adjust|book|enter"
        r"|process|complete|pay|close"
        r"|finish|finali[sz]e|cover|proceed|send|submit|file|prepare)\b",
        r"^(?:i|we) (?:only |still |also )?need (?:an?|one|two|three|\d+|another) (?!break|drink|vacation|holiday"
        r"|nap|rest|coffee|beer|life|miracle|hug|minute|moment|while|second|shower)[\w'-]+(?: [\w'-]+){0,3}[.!]?$",
        r"(?:i|we) (?:really |still |also |just )*(?:need|want)"
        r" (?!to\b|it\b|you\b|this\b|that\b|an?\b|the\b|some\b|more\b|not\b|nothing\b|time\b|something\b|people\b)"
        r"\w+(?: \w+)? to (?!be\b)\w+",
        r"(?:i|we) (?:really |still |also |just |do |only )*need (?:it|this|that|them|these|those|the \w+"
        r"|an answer|a decision|an update|more (?:info|information|details?)|help(?: with)?|some help"
        r"|a favou?r|a copy|copies|numbers?)(?: \w+){0,3}[.!]?$",
        r"(?:(?:i|we) would|i'd|we'd) (?:really |very much |also |just )*like (?!to\b|that\b|it\b|this\b|nothing\b"
        r"|you\b|your\b|us\b|for\b|him\b|her\b|them\b|everyone\b|all of\b|each of\b)[\w]+ |(?:would|i'd"
        r"|we'd) (?:really |very much |also |just )*like (?:to )?(?:know|see|hear|get|receive|have your"
        r"|have a copy|discuss|meet|talk|schedule|ask|request|understand|set up|spend (?:some|a|\d)"
        r"|propose|invite you|arrange|speak|visit with|sit down|your|you to|everyone to|all of you"
        r"|each of you|us to|for you|to get together|to have)",
        r"(?:i|we) (?:really |also |just |still |do |only )*want (?:you to (?!know|understand|have\b|be aware|feel"
        r"|enjoy)"
        r"|to (?:know|discuss|ask (?!for"
        r"|him|her|them)|understand|hear (?:from|your|what|how)|see (?:your|the|a|what|how|if|it)|(?:meet"
        r"|talk|speak) (?:with |to )?(?:you|about|this|on))|your|everyone to|it by|them by|this by)",
        r"(?:want|wanted|wanting|like|need|needed) to (?:confirm|verify|check) (?:that |if |whether "
        r"|with you )*(?:you|your|we should|we can|this is|it is|it's)|(?:hoping|hope) (?:that )?(?:you"
        r"|someone) (?:could|would|can send|can tell|might be able)|wondering (?:if|whether|what|when|how"
        r"|where|who|why|which|about (?:your|the))|(?:you )?(?:never|didn't|did not|forgot to|haven't"
        r"|have not|still haven't)(?: yet)? (?:told|tell|said|say|mentioned|mention|answered|answer|sent"
        r"|send|replied|reply|responded)(?: to)? (?:me|us|my|whether|if|when|how much|how many|where)"
        r"|(?:don't|do not|dont) know (?:which|what|when|how|where|whether|if) [^.?!]{0,40}\b(?:you"
        r"|your) (?:need|want|prefer|would|like|are|have|can)|was going to ask|wanted to (?:ask|check"
        r"|see (?:if|whether|what|how)|know|find out|hear|get your)|wanna (?:know|ask)",
        r"(?:i )?wonder if (?:you|we|i could|u|it (?:would|might))",
        r"(?:curious|interested) (?:if|whether|as to|to (?:know|hear|see what|learn|get))|(?:am|'m) curious",
        r"(?:writing|like|have|want|need|going) to (?:ask|inquire|enquire|request)(?! for (?:forgiveness|a raise))",
        r"(?:may|can|could|might) i (?:ask|have|get|see|please|come|call|borrow|request|suggest)",
        r"(?:i|we) (?:do ?n[o']t|do not|dont) (?:know|understand|see) (?:if|whether) (?:you|u)|not (?:sure"
        r"|clear) (?:if|whether) (?:you|u|we should|i should)",
        r"(?:are|is) (?:still )?(?:waiting|awaiting)(?: for| on)? (?:your|you|to hear from you)"
        r"|(?:still )?(?:waiting|awaiting)(?: for| on)? (?:your (?!flight)|you (?!at|in|there|with)"
        r"|to hear (?:back )?from you)|await (?:your|to hear|the (?:next|final|result|update|revised))",
        r"look(?:ing)? forward to (?:hearing|your (?:reply|response|answer|thoughts|feedback|comments"
        r"|input|decision|confirmation|views)|hear|receiving your|a (?:prompt )?(?:reply|response))",
        r"(?:have|had|has)(?: still)?(?: not|n't)(?: yet| still)? (?:received|heard|gotten|got"
        r"|seen)(?: back)? (?:from you|your|anything from you|back from you|an answer|a reply|any response"
        r"|a response|a payment|any payment|payment)",
        r"(?:have|has) (?:still )?not (?:yet )?(?:received|heard|gotten|got|had|seen) (?:back |any |an? "
        r"|further )*(?:updates?|response"
        r"|answer|reply|word|feedback|replies|answers)(?! (?:as to|about|from (?!you)))",
        r"(?:haven't|havent|didn't|did not|never) (?:heard|hear|got|get|received|receive|gotten"
        r"|seen)(?: back)? (?:from you|your|anything from you|back(?! from (?!you))|(?:an answer|a reply|a response"
        r"|any response)(?! (?:as to|about|from (?!you))))",
        r"(?:following up|follow up|followup|checking in|circling back|checking|check in"
        r"|chasing)(?: again)?(?: with you| back)? (?:on|about|to see|regarding|whether|if|for) (?:(?:the"
        r"|my|our|this|that) (?:e-?mail|message|mail|note|question|request|proposal|below|invoice|quote"
        r"|offer|letter|last|previous|earlier)|below|if|whether|this|to see|where|how)",
        r"to see (?:if|whether) (?:you|u) (?:had|have|could|can|would|were|are|got|might|want)",
        r"(?:i|we) (?:really |just )?must have (?:an?|your|the)",
        r"(?<!to )(?<!will )(?<!'ll )(?:make|making) (?:sure|certain) (?:that )?(?:you|u|everyone|they"
        r"|we have|to|he|she|your)|(?<!will )(?<!'ll )(?<!to )be sure (?:to|that you)",
        r"^i (?:really |still )?need (?:your |some |a little )?help\b(?! (?:yourself|them|him|her))",
        r"^need (?:to know (?:if|whether|when|what|which|how|who|where|why)|you to|your)\b|do me a favou?r|(?:a|one"
        r"|another|small|quick|big|huge) (?:small |quick |big |huge "
        r"|little )?favou?r (?:to ask|from you|please)|need a favou?r|(?<!to )advise (?:me|us|asap|by|on|what|when"
        r"|how|whether|if)",
        r"(?:tell|remind) (?:me|us) (?:if|when|whether|what|where|who|how|why|which|your|about|the|of"
        r"|again)|(?:get|come) back to (?:me|us) (?:by|with|on|as soon|asap|today|tomorrow|when)",
        r"let (?:me|us|\w+ and (?:me|i)|(?!you|u|him|them|her|it|the)\w+) (?:please )?know (?:your|what"
        r"|when|how|where|who|which|why|whether|asap|by|as soon|the|about|on|today|tomorrow|soon|either"
        r"|if (?:you|u|this|that|it|we|i|he|she|they|the|these|those|there|anyone|my|your)|of|right|before"
        r"|until|once|at your|please|which|at least|in)\b",
        r"let (?:me|us) know(?! otherwise)(?:,? [a-z]+)?(?:,? (?:please|thanks|thank you|thx|asap))*[.!… ]*$",
        r"rsvp|r\.s\.v\.p|(?:reply|respond|response|answer|confirmation|approval|signature|payment"
        r"|feedback|comments) (?:(?:is |are )?(?:requested|required|needed)(?! to)"
        r"|(?:is |are )?due(?= (?:by|on|today|tomorrow|now|this|next|before)\b|[.!]*$))",
        r"(?:is|are) (?:the )?(?:last|only) (?:thing|things|piece|item|one)s? (?:that's |that is "
        r"|that are )?(?:still )?(?:missing|outstanding|open)|still (?:missing|need|outstanding"
        r"|waiting)[^.]{0,30} your|(?:missing|outstanding) is your",
        r"(?:just )?say (?:so|yes|the word|when) (?:by|before|if)|(?:first come)|yours if you (?:like"
        r"|want)|take your pick|up to you whether|your (?:call|choice|decision)[.!]*$",
        r"how (?:do|does|did|would|will|can|could|should|about) (?:you|u|we|i|that|this|it|he|she|they)\b(?=[^.?!]*$)",
    ),
    must=(
        r"(?:^|[,;:~.-] |\b(?:and|but|so|also|then|think|believe|because|since|therefore|as) )"
        r"(?:you|u)(?:'ll| will|'d)?(?: just| also| really)? (?:need|have|must|ought) to(?! (?:talk to"
        r"|contact|speak|see|ask|call|check with|know|be (?!here|there|at|ready|available|on|prepared|sure"
        r"|careful|able)\w+|worry|do anything"
        r"|see (?:this|it|that)|understand|remember|realize|feel|laugh|read this|hear this|watch|try (?:it"
        r"|this)|admit))",
    ),
    urgent=r"me|us|my|our|by|before|asap|today|tomorrow|immediately|right away|please",
    imperative=(
        r"(?:send|forward|give|get|tell|show|bring|buy|lend|mail|e-?mail|fax|text|call|ring|phone|ask"
        r"|remind|cc|copy|keep) (?:me|us|him|her|them)\b(?! a break| some slack| credit| time)",
        r"(?:send|forward|print|review|check|confirm|approve|fix|update|add|remove|change|delete|sign"
        r"|return|schedule|book|arrange|cancel|order|include|revise|complete|submit|provide|prepare|draft"
        r"|verify|resend|upload|post|fill|coordinate|investigate|move|replace|distribute|circulate|correct"
        r"|clarify|explain|follow|handle|finalize|set|pull|put|get|find|make|bring|pay|file|ship|run|test"
        r"|call|ask|tell|give|use|remind|contact|pass|drop|pick|leave|mail|invite|reserve|start|stop"
        r"|hold|come|redo|rework|rerun|reschedule|notify|inform|respond|reply) (?:it|this|that|these|those"
        r"|the|a|an|your|my|our|his|her|their|all|both|me|us|him|them|asap|one of|two|some|any|each|copies"
        r"|sure|\d[\d,.]*)\b|change [^.?!]{1,40} to\b",
        r"(?:send|forward|tell|ask|give|call|remind|contact|get) [a-z]+ (?:to|a|the|if|whether|about|know"
        r"|that|and)\b|(?:check|confirm|coordinate|follow up|talk|speak|discuss) (?:with|on|if|whether"
        r"|that|what|when|how)\b|(?:respond|reply) (?:to|with|by)|(?:fill|print|find) (?:in|out)|(?:set"
        r"|put|pick|follow) up|put (?:in|on)|pass (?:on|along)|(?:look (?:into|over)|(?:invite|cc) \w+"
        r"|see (?:if|whether|to it|me|what you can|that|him|her|about)|make (?:sure|certain)|ensure"
        r"|go ahead|talk (?:to|with)|speak (?:to|with)|find out|figure out|follow up|take (?:a look"
        r"|care of|it|this|that|the|over|out)|work with|deal with|try (?:to|and|it|again)|think about"
        r"|have (?:him|her|them|someone|a look|[a-z]+ (?:call|send|get|do|check|prepare|contact|give"
        r"|e-?mail|look|set|put)|the|your)|be (?:there|here|ready|prepared|on time)|don't forget"
        r"|do ?n[o']t forget|do not forget|remember to|need (?:to (?:know|have|get|see|hear|talk|discuss|meet"
        r"|receive|co-?ordinate|speak)|you|your|it|this|that"
        r"|the|a|by|from|more|some|an)|needs to|want (?:to (?:see|know|discuss)|you to|the|it)|let (?!me\b|us\b"
        r"|you\b|u\b)[a-z]+ know"
        r"|let [a-z]+ have|stop by|come (?:by|over|see|to)|join me|call (?:asap|when|at|on|back|if)|advise"
        r"|respond|reply|discuss|comment|confirm)\b",
        r"(?:find|get|ask|bring|send|call|use|try) (?:somewhere|someone|somebody|something|anything"
        r"|another|somewhere else)\b",
        r"invite [\w-]+|(?:grab|catch|see|page|buzz|find|come see) (?:me|us)(?= (?:when|before|after|about"
        r"|on|at|asap|today"
        r"|tomorrow|first)|\W*$)",
        r"(?:suggest|recommend|propose) (?:you|we|that)|do not (?:send|forward|share|sign|change|use|let"
        r"|do|pay|give|release|tell|include|delete)|don't (?:send|forward|share|sign|change|release|pay"
        r"|delete|include)",
    ),
    not_imperative=(
        r"find out (?:how|more|why|what) (?:you|your|our|the|we|to)\b|please contact the\b|add it (?:all )?up\b"
        r"|contact [\w -]{1,30} if\b|cc \d|think about (?:me|us|it|that)\b|make (?:that|it) an?\b"
        r"|deal with [\w ]{1,40}\b(?:is|are|was|were|may|can)\b"
        r"|[^.?!]* (?:would be|is) (?:my|our) (?:suggestion|advice|preference|recommendation|choice|vote)\b",
        r"(?:order|file|test|run|mail|copy|schedule|draft|report|contact|ship|set) \d[\d,./-]*|(?:contact"
        r"|visit) (?:your|our|us)\b",
        r"(?:call|contact|ask|see|tell|e-?mail) [\w ]{0,30}(?:if you (?:have|need|want)"
        r"|with (?:any )?questions)|(?:speak|talk) (?:with|to) you",
        r"(?:check|look) (?:it |this |that )?out|check out|see (?:you|ya|attached|below|above"
        r"|the attached)|give (?:my|our) (?:love|best|regards)|take (?:it easy|your time|care)|make (?:my"
        r"|your) day",
        r"come to think|add to that|look(?:s|ed|ing)|let (?:it|alone)|call it|make (?:it a )?(?:great|good"
        r"|sense)|hold on|call me [\w-]+,|keep (?:me|us) in|tell me about it|get (?:well|better"
        r"|out of here|this|ready|it|over|a life|some)|keep (?:me|us) (?:smiling|entertained)"
        r"|tell me about it|give (?:it|me) (?:time|a break)|find (?:attached|below|enclosed)"
        r"|use it in good|have (?:a|fun|the time)|do not (?:reply|respond)|put (?:differently|simply|it)"
        r"|need (?:to be|to go|to run|to say|to think|the rain|some sleep|a (?:break|drink|vacation"
        r"|holiday))|come on|stop (?:it|press)|ask(?:ed|ing)|run of|test of|set of|file for|use of"
        r"|order of|change of|post a|want the|set for|add(?:ed|ing)?:",
    ),
    proposal=(
        r"let(?:'|’)?s (?:please |plan to |plan on |try to |all |also |both |just )*(?:meet|talk|discuss"
        r"|get together|catch up|schedule|set|grab|chat|speak|touch base|sit down|make it|revisit|arrange"
        r"|do (?:lunch|dinner|coffee|it|that|this|a|mon|tue|wed|thu|fri|sat|sun)|have (?:a|lunch|dinner"
        r"|coffee|drinks)|go (?:for|to|out|over)|plan|find a|call|try (?:for|mon|tue|wed|thu|fri|sat|sun"
        r"|the)|connect|regroup|say (?:mon|tue|wed|thu|fri|\d))",
        r"(?:how|what) about|shall we|(?<!nor )should we\b(?=[^.!]*\?)|why do ?n[o']t (?:we|you|i)|(?:i|we) (?:would "
        r"|'d )?(?:suggest|propose) (?:that |to )?(?:(?:we|you) (?:meet|talk|discuss|speak|get together"
        r"|have a|set|schedule|sit|do|go|call)|a (?:call|meeting|time|lunch|date|conference)|meeting"
        r"|having)|(?:(?:i|we) )?(?:would|i'd|we'd) (?:love|like) (?:for )?(?:you )?to (?:meet|catch up"
        r"|get together|buy you|take you|come (?:to|by|over|and)|join|visit|have you|invite you)",
        r"(?:are|r|would) (?:you|u|y'all)(?: all| both| guys| be)? (?:free|available|around|interested"
        r"|up for|in town|open|able to|game)",
        r"(?:does|would|will|do|is) (?:that|this|it|\w+day|the \w+|\d[\w: ]*|those|these|either"
        r"|any)(?: \w+){0,5}? (?:work|suit|fit|be ok|be okay|be convenient|sound|be good)\b",
        r"(?:do|does|did) (?:you|u) (?:want|have time|fancy|feel like)|you(?:'re| are) (?:welcome"
        r"|invited) to (?:join|come)|(?:works?|suits?) (?:best )?for you\?"
        r"|\w+day or \w+day[^.]{0,40}(?:would|could|works?|suits?|is) (?:work|be|fine|best|good|for me|me"
        r"|better|on my)",
        r"would be (?:a )?(?:very |really )?(?:good|great|nice|helpful|useful|best)(?: idea)? (?:for"
        r"|if) (?:you|us|the two of us)"
        r" (?:to|could|would|can)\b",
        r"(?:can|could) we (?:meet|talk|discuss|chat|speak|do|move|reschedule|set)",
    ),
    rhetorical=(
        r"^why (?:do|does|did|is|are|must|can't)(?! (?:you|we)\b)[^?]*\b(?:always|never|ever|so (?:fast|quickly"
        r"|soon))\b"
        r"|what (?:would|should|could) (?:i|we) (?:ever )?do without|where would (?:i|we) be without"
        r"|(?:i )?wonder (?:what|why|how) (?:they|he|she|people|anyone)\b",
        r"who (?:knew|knows|would have|would've|would'?a|wouldn't|could have|could've|doesn't (?:love|like"
        r"|want)|cares|can blame|am i|says)",
        r"guess (?:what|who)|why not\?|so what\?|what else is new|what(?:'s| is) not to|you know what"
        r"|know what i mean|see what i (?:mean|did)|need i say|what more (?:can|could)|what can i say"
        r"|what (?:was|were) (?:i|they|he|she) thinking|^as an aside|what(?:'s| is) the world"
        r"|what could (?:possibly )?go wrong|what gives|what a",
        r"^(?:and |but )?(?:who invented|who needs|(?:doesn't|how) time fl|will wonders|will you look at"
        r"|would that (?:i|it)|are you ready (?:for|to)|what's the point|what is the point|what a"
        r"|why do (?:i|we) (?:always|ever|even|bother)|how (?:could|can) (?:anyone|one|you not)"
        r"|who could (?:resist|forget|blame)|do you want to (?:earn|save|lose|make money|win|boost"
        r"|know how)|need (?:help|a hand) (?:with|choosing|finding)|can we help you|looking to|what (?:if"
        r"|about) (?:i told|we told))",
        r"how (?:cool|great|nice|funny|awesome|amazing|sweet|cute|crazy|hard can|on earth|time flies|sad"
        r"|lucky|exciting|weird|bad can|stupid|dumb|could (?:i|we) (?:forget|not|resist)"
        r"|many times (?:have|do) i)",
        r"^(?:isn't|ain't|aren't|wasn't|weren't|doesn't|don't|didn't) (?:it|that|this|they|he|she|we"
        r"|you just|these|life)\b(?! (?:time|due|supposed|possible|better|going|coming|need|want"
        r"|have))[^?]{0,40}\?",
        rf"(?:{_LOVELY}|funny|great|nice|sweet|crazy|sad|terrible|awful|incredible|unbelievable|ridiculous|brilliant)"
        r",? (?:isn't|wasn't|aren't|weren't) (?:it|this|that|he|she|they)\b",
        rf"^(?:isn't|aren't|wasn't|weren't) [^?]{{1,40}} {_LOVELY} ?\?"
        rf"|^(?:is|was) (?:it|this|that) not an? {_LOVELY}\b",
        rf"^(?:what an? |an? )?(?:{_LOVELY}|great|nice|sad|terrible|awful) [^,?]{{1,40}},? (?:isn't|wasn't|aren't"
        r"|weren't) (?:it|this|that|they) ?\?",
        r", ?(?:isn't it|aren't they|aren't we|doesn't it|don't they|wasn't it|isn't that|huh|eh|ha"
        r"|no kidding|innit|wouldn't you say|don't we|isn't he|isn't she) ?\?",
        r"couldn't (?:we|they|you|he|she) have|wouldn't (?:it|this|that) (?:be|have been) (?:an? )?(?:\w+ )?(?:great"
        r"|nice|lovely|funny?|wonderful|something|cool|awesome|sweet|grand|perfect|terrible|awful|shame)"
        r"|can you (?:believe|imagine)|could you (?:believe|imagine)"
        r"|would you believe|remember (?:when"
        r"|that|how|the (?:time|days|good)|me)\b|are you (?:kidding|joking|serious|crazy|nuts)|(?:is it"
        r"|am i) (?:just me|the only)|does it get any|is there anything (?:better|more|worse)"
        r"|is it (?:friday|weekend|spring|summer) yet|where (?:does|did|has) the time|who(?:'s"
        r"| is) (?:counting|with me)|what(?:'s| is) wrong with (?:people|the world|them)|why (?:oh why"
        r"|me\?|is it that|do (?:i|we) (?:always|even)|bother)",
        r"^(?:really|seriously|no|yes|oh|eh|huh|hm+|so|wow|who|ok then|sorry) ?\?+$",
        r"to be or not|^(?:whatever happened to|do you ever|ever (?:wonder|notice|wanted|wished|tried"
        r"|feel)|did you (?:know that|ever)|have you ever (?:wondered|noticed|seen (?:anything|such"
        r"|a more)|tried|heard|thought)|need (?:a|more) (?:reason|excuse)s?|ready (?:for|to)|why (?:wait"
        r"|settle|pay|not)|looking for|tired of|want to (?:save|boost|increase|win|know (?:the|a) secret)"
        r"|sounds? familiar)",
        r"what happens (?:next|if|when) ?\?|what does (?:this|that|it) mean (?:for you )?\?$"
        r"|how does (?:it|this) work\?|what(?:'s| is) (?:in it for|new in|next)\b",
    ),
    answer=(
        r"because|nope|not (?:really|much|a lot|at all|yet|any ?more|surprising(?:ly)?|so)|nothing"
        r"|(?:nobody|no one)(?! (?:\w+ )?(?:knows|seems|can|could|remembers|told|has))|none|simple|simply|of course"
        r"|the (?:short )?answer|turns out|absolutely"
        r"|apparently|exactly|surely|certainly|that's (?:because|when|why|how|right|what)|it turns"
        r"|it is because|it's because|i know (?!you|i|we|this|that|it)|yes|no[,.]|no i|who knows|hardly"
        r"|answer|definitely|easy"
        r"|never|we certainly|we did|they did|he did|she did|here(?:'s| is) (?:why|how|what)",
    ),
    guess=(
        r"well,|my (?:guess|answer|take)|i (?:think|guess|suspect|suppose|believe|say|bet|doubt)\b"
        r"|probably|maybe|perhaps",
    ),
    either=(
        r"if (?:so|not|yes|they (?:were|are|did|have|do)(?: not)?),? (?:then )?(?:you (?:can|could|should|need"
        r"|will need"
        r"|must|may)|go ahead|just|that(?:'s| is) (?:fine|ok|okay)|it(?:'s| is) (?:fine|ok|okay))\b",
    ),
    reader=r"you|your|yours|u|ya|y'all|any|anyone|anybody|someone",
    reported=(
        r"(?:asked|said|says|asks|wrote|was like|replied|wondered|shouted|thought|goes|told|writes|quipped"
        r"|joked|titled|called|entitled|the question)",
    ),
    promise_cues=listed("""
        'll am calling consider doing done expect friday covered going gonna hope i i'll ill latest leave let monday on
        owe promise sending shall should still sure thursday tomorrow tonight tuesday we we'll wednesday will
        working you you'll
    """),
    promise=(
        _RESPITE,
        rf"(?:the|my|our)(?: \w+)? {_GOODS}(?: (?:for|of|on) [\w ]{{2,20}}?)? (?:will (?:follow|come|be with you)"
        r"|(?:is|are) coming|follows?|to follow)(?: (?:by|on|early|later|first thing|at the latest))*"
        r" (?:today|tonight|tomorrow|soon|shortly|this|next|\w+day|the end|end|in|within)\b",
        rf"{_WILL}{_ADV} (?:be )?{_DO}\b",
        rf"{_WILL}{_ADV} (?:\w+ (?:it|this|that|these|those|them|(?:the|an?|my|our) \w+)(?: \w+){{0,3}} (?:to|for|with)"
        rf" you\b|make (?:sure|certain) (?!i\b|we\b)|begin|relay|have [a-z]+ (?:set|call|send|get|do|check|contact"
        rf"|schedule|arrange|prepare|look|fix|mail|e-?mail|bring)\b)",
        rf"i(?:'m|'ve| am| have| \w+ed) [^.?!]{{3,90}},? (?:but|and) (?:i )?will {_DO}\b",
        r"let me (?:just |quickly |first |go |try to |try and )*(?:check|look into|look at|find out|ask"
        r"|talk to|talk with|speak|get back|confirm|verify|dig|investigate|work on|see (?:what|if|whether)"
        r"|run (?:it|this|that) by|get (?:you|that|it|this)|follow up|review|think about|think it over)",
        r"(?:you|u)(?:'ll| will| shall| should| ll)(?: definitely| certainly)? (?:(?:have|get)(?= (?:it"
        r"|this|that|them|everything|these|those|word|feedback|news)\b|(?= (?:the|my|our|a|an|your|something|more"
        r"|all)\b"
        r"[^.?!]*\b(?:by|from (?:me|us)|soon|shortly|tomorrow|today|tonight|\w+day|next week|this week|within|asap)\b))"
        r"(?! (?:an? (?:e-?mail|invoice|notification|letter|automatic|great|good|chance)"
        r"|the (?:best|chance|opportunity)|your (?:chance|own|way)))|hear (?:back )?from (?:me|us)"
        r"|receive (?:\w+ ){1,6}from (?:me|us))",
        r"(?:will|'ll|shall) have (?:it |this |that |them |something )?(?:to|for) you\b",
        r"(?:i|we) should(?: probably| easily| definitely| also| then)*(?: be able to (?:have|send|get"
        r"|finish|complete|give|provide|deliver)| have| know| be done) (?!(?:gone|been|done|had|seen|known|left"
        r"|taken|told"
        r"|come|made|put|said|met|kept)\b|to\b|no\b|any\b|\w+ed\b|been|at least"
        r"|a \w+ion)[^.]*\b(?:by|tomorrow|today|tonight|mon|tue|wed|thu|fri|sat|sun|next|this|soon|end"
        r"|week|later|shortly|early|monday|tuesday|wednesday|thursday|friday|saturday|sunday|morning"
        r"|afternoon)",
        r"(?:i|we)(?: am| are|'m|'re)? (?:hope|hoping|expect|expecting|plan|planning|aim|aiming|intend"
        r"|intending) to (?:(?:have(?= [^.]*\b(?:to you|for you|done|ready|finished|completed?|by)\b)|send|finish"
        r"|complete|deliver|give"
        r"|provide|forward|submit|circulate) (?!to|a good|fun|lunch|dinner|that opportunity)(?:[^.? -]"
        r"|[ -](?!- ))*\b(?:you|it|by(?! then)|tomorrow|today"
        r"|tonight|\w+day"
        r"|this week|next week|soon|shortly)"
        r"|get (?:you|it|this|that|them|these|back to you)|call you)\b",
        r"(?:i|we) (?:do )?promise (?:to|that|you|i)|(?:i|we)(?:'ve| have)? got (?:this(?=\W*$|[,;.!])|it covered"
        r"|you covered)|consider it done|leave (?:it|this|that) (?:to|with) (?:me|us)|(?:i'm|im|i am|we're"
        r"|we are) (?:all )?(?:on (?:it|this|top of it)|over it)|(?:expect|look for) (?:it|that|this|something|a draft"
        r"|an? \w+|the \w+) (?:from (?:me|us)|by|tomorrow|tonight|later)|(?:you|u) (?:can"
        r"|may) expect (?:my|our|an|the|it|this|that|a)\b[^.?!]*\b(?:by|from me|tomorrow|today|next|this"
        r"|within|in)|you have my word|count on me for|it(?:'s| is) on my (?:list|desk|plate)|(?:i"
        r"|we) owe you (?:a|an|the|that|those|some)(?! (?:beer|drink|one|lunch|apology|big|great|thank"
        r"|debt|dinner|coffee))",
        r"(?:i'm|im|i am|we're|we are) (?:currently |now |just |still |also |already )*(?:working it"
        r"|looking into|checking (?:on|with|into|this|that|it)|working on (?:it|this|that|getting|your"
        r"|\w+ing [^.?!]{1,60} (?:for|to) you)"
        r"|trying to (?:find out|reach|track)|(?:preparing|producing|drafting|putting together|compiling|finalizing)"
        r" (?:an?|the|it|this|some|your)\b(?=[^.]*\b(?:you|today|tomorrow|tonight|soon|shortly|by)\b)"
        r"|getting (?:you|it|that|this|the)|sending (?:you|it"
        r"|this|that|the)(?=[^.]*\b(?:tomorrow|tonight|today|later|soon|shortly|mon|tue|wed|thu|fri|monday"
        r"|tuesday|wednesday|thursday|friday|by)\b))",
        r"(?:i|we) can (?:definitely |certainly |do |have |get |send )+(?:it|that|this|them|you|to you"
        r"|those|the \w+)[^.?]*\b(?:by|tomorrow|today|tonight|on (?:mon|tue|wed|thu|fri)|this (?:week"
        r"|afternoon|evening)|next week|later|end of|first thing)\b",
    ),
    promise_start=(
        r"(?:will|'ll|shall) (?:do|try|include|relay|send|check|get|fix|call|have|look|let|forward|ask|find|give|follow"
        r"|report|be in touch|keep|update|make|bring|work|see (?:what|if|to)|circulate|provide|review"
        r"|prepare|take care|handle|sort|pay|submit|add|come back|revert|email|e-mail|confirm|advise|set"
        r"|arrange|talk to|discuss|finish|complete|proceed|start|contact|ping|drop|pass|email|draft|write"
        r"|move|change|resend|schedule|speak|book|run|read|apprise|reschedule|get to you|talk with"
        r"|fill (?:you|u|him|her|them|everyone) in)",
        r"(?:thanks,? |thank you,? |sure,? |ok,? |yes,? )?i will[\W_]*(?:thanks|thank you|thx)?[\W_]*$|let you know"
        r"|will do|(?:am |im )?on it(?=\W*$|[,;.!]| now| today| already| first| -)|doing it (?:now|today|tonight"
        r"|tomorrow)"
        r"|(?:still )?working on (?:it|this|that)|consider it done|(?:am |i'm |im )?(?:sending|calling"
        r"|bringing|getting|writing|finishing|dropping|posting|checking|looking into) (?:it|this|that|them"
        r"|you|him|her|the|on|with|my|your|a)\b"
        r"(?![^.?]* (?:is|was|would|could|means|makes) )[^.?]*(?:tonight|today|tomorrow|later|mon|tue|wed|thu|fri|sat"
        r"|sun|soon|shortly|now|week|asap|and (?:will|i'll))|(?:(?:ok|okay|sure|yes|no problem|of course"
        r"|fine|great),? )?(?:(?:on|by) )?(?:monday|tuesday|wednesday|thursday|friday|tomorrow"
        r"|tonight)(?: morning| afternoon| evening| noon)? (?:it is|at the latest|then)|going to (?:send"
        r"|call|check|fix|get|look into|forward|ask)|(?:sure|yes|ok|okay|no problem|absolutely"
        r"|of course)[,.!]* (?:can|will|happy to|glad to) do\b[^?]*",
    ),
    not_promise=(
        r"^(?:and |but |so |then |also |otherwise,? )?(?:if|should|unless|in case|assuming) (?!possible"
        r"|i can,|not,? (?:today|tomorrow|before|i|we))|presumably|hopefully (?:i|we) |that we(?:'ll| will)"
        r"|(?:possible|likely|unlikely|appears?|understanding|understand|fact|chance|assumption|before"
        r"|until|where|whether|indicated|told|means|mean) (?:that )?(?:i|we)(?:'ll| will)",
        rf"{_WILL}{_ADV} (?:not|never|no longer|see (?:you|u|ya|what happens)|let you (?:enjoy|go|get|be"
        rf"|rest|sleep|decide|make)|look forward|have to (?:go|leave|run|miss|pass|decline)|have (?:no"
        rf"|plenty|time|access|been|an? (?:interview|meeting|call|appointment|baby|party|look back|drink"
        rf"|blast|great|good|lot))|be (?:out|there|here|away|on|in(?! touch)|at|able|happy|glad|around|late"
        rf"|available|back (?:in|on|at|from)|gone|travel|attending|joining|using|moving|holding|hosting"
        rf"|offering|launching|closed?|open)|talk to you|speak (?:to you |soon|then|later|tomorrow"
        rf"|with you soon)|work (?:from|out|late)|try not|make it (?:to|there|on)|be making"
        rf"|read (?:it )?on the plane|take (?:a (?:vacation|break|nap|rest|day)|my|some time|that as"
        rf"|this as|the (?:day|week|train|bus))|start (?:my|at (?:my|the new)|work|a new)|do (?:my best"
        rf"|well|fine|just fine|great|some (?:shopping|skiing))|find (?:that|it (?:hard|difficult|easy"
        rf"|helpful|useful|interesting))|run (?:out|into|late)|move (?:to|in|house|out|back)"
        rf"|try to (?:enjoy|relax|make it|be there|attend|come)|give (?:it|that) (?:some|a) thought"
        rf"|think of you|set (?:off|out)|put (?:up with)|keep (?:my fingers|in mind|this short|it short"
        rf"|going|on|trying|an open)|check (?:in|out) (?:at|of)|be checking (?:voice|e-?mail|my)|pass (?:on"
        rf"|this time)|order (?:dinner|pizza)|make (?:do|a great|sense|dinner|lunch)|make sure i|never"
        rf"|pick (?:up )?(?:the kids|my)|call (?:it|this) (?:a|it)|complete (?:my|the course)"
        rf"|return (?:to (?:the office|work|houston|town)|from|home|on|in)|return(?= \w+day)"
        rf"|proceed on the assumption|consider (?:this|that|it|the matter) (?:closed|done|settled|resolved)"
        rf"|assume|read about)\b",
        r"(?:(?:i|we)(?:'ll| will) (?:let you know|be in touch|call you|get back to you"
        r"|contact you)[^.]* if (?:i|we|anything|something|there|it|that|any|he|she|they|need|the|not)\b)",
        r"(?:if|should|unless|once|when|after|as soon as|provided|in case|assuming|whenever|as long as"
        r"|until) (?:you|u|your|that (?:helps|suits|works for you|is (?:ok|fine)|would)|(?:it|this"
        r"|that)(?:'s| is| would be)? (?:of )?(?:ok|okay|fine|useful|helpful|interest|help|needed|suits"
        r"|helps|alright)|needed|necessary|required|desired|wanted|useful|helpful|possible for you|someone"
        r"|asked|interested|so desired|anyone|there's interest)\b(?! (?:get|are back|arrive|return|come"
        r"|land|call|were|asked|mentioned|said|requested|know|sent|wanted)\b)",
        r"(?:said|says|saying|told \w+|thought|asked \w+|if|whether|promised|mentioned|knows?|assured"
        r"|expectations|look back|him|her|them) (?:that )?(?:i|we)(?:'ll| will| (?:am|are) going to"
        r"|'m going to|'re going to)|how (?:i|we)(?:'ll| will)|(?:what|when|where|who|why) (?:i|we)(?:'ll"
        r"| will)|which [\w' ]{0,12}we(?:'ll| will)|(?:think|thinks|believe|believes|hope|guess|confident"
        r"|sure|expect|assume|feel|fear|doubt|suspect) (?:that )?we(?:'ll| will)|(?:^"
        r"|[:;] )if (?!not,? (?:i|we)\b|so,? (?:i|we)\b|possible)",
        r"^(?:please |just )?(?!give (?:me|us) (?:until|till|(?:\w+ ){1,3}(?:minutes?|hours?|days?|weeks?|time)\b))"
        r"(?:give|call|send|page|ping|text|let (?!(?:me|us) (?!know))|tell|forward|drop|stop"
        r"|e-?mail|ring|get|say"
        r"|press)\b[^.]{0,80} and (?:i|we)(?: will|'ll| can)\b",
        r"(?:i|we)(?:'ll| will) (?:send|give|forward|make) (?:my (?:love|best|regards))|(?:he|she"
        r"|they)(?:'ll| will)|i will try to be|(?:otherwise|or else) (?:i|we)(?:'ll| will)|feel like (?:i"
        r"|we)|(?:to|which|what|so) (?:you|u)(?:'ll| will)",
        r"^(?:anything|any|whatever)\b[^.?!]*,? (?:i|we)(?:'ll| will)|(?:i|we)(?:'ll| will) then\b"
        r"|(?:i|we)(?:'ll| will) only\b|(?:the )?more (?:i|we)\b|going to have to\b|should have [^.?!]*\bby now\b"
        r"|let you know (?:of|about) any\b"
        rf"|(?:{_PLEASE}(?! (?:find|see))|(?:can|could|would|will) (?:you|u)|you (?:can|could|may)) [^.?!]{{3,90}}"
        r" and (?:i|we)(?:'ll| will| can)\b"
        r"|(?:we will|we'll)(?: also| then)? (?:discuss|meet|talk|speak)\b(?! (?:to|with) you)"
        r"|we(?: are|'re) (?:going to|gonna) (?![^.?!]*\b(?:you|your|it|this|that|them|these|those)\b)",
        r"but (?:i )?(?:doubt|don't think|do not think|can't promise|cannot promise)\b",
        r"(?:i|we)(?:'ll| will) (?:leave (?:it|this|that)(?: up)? to (?!me|us)|have (?:my|the) (?:cell|phone|mobile"
        r"|pager"
        r"|laptop|blackberry))|assume (?:that )?i(?:'ll| will)|otherwise,? when i\b|when you get (?:a chance"
        r"|time)\b[^.?!]*"
        r" and (?:i|we)(?:'ll| will)",
        r"(?:i|we)(?:'ll| will)(?: \w+)? start with|(?:we will|we'll) (?:pay(?! (?:by|on|within|the (?:invoice|bill"
        r"|amount|balance|fee|deposit|rest|money|sum))\b)|make|move|order|put|start|run"
        r"|take|book|use)"
        r" (?!\w* ?(?:you|your|it|this|that|them|these)\b)",
        r"(?:don't|do not|didn't|doesn't) (?:think|believe|expect|know|see)(?: that)? (?:we|i)\b",
        r"(?:i|we) can either\b|keep (?:you|everyone|all) (?:informed|posted|advised|updated) (?:if|should)",
        r"if (?:he|she|they|it|anyone|someone|needed|necessary|there)\b(?! (?:is|are) (?:possible|ok))",
        r"(?:if you (?:want|like|need|wish|prefer|would like)|just say (?:so|the word)|your call"
        r"|would you like me|want me to|do you want|shall i|should i)",
    ),
    indirect=(
        r"and (?:once|when|as soon as|after) you\b[^.?!]*|(?:ask|see|check|find out|know|verify|confirm"
        r"|determine|sure)(?: [\w']+){0,4} if",
    ),
    holding=(
        r"get back (?:to|with) (?:you|u|everyone|y'all)|come back to you|revert (?:back )?(?:to you"
        r"|shortly|soon|asap)|let you (?:guys )?know|be in touch|keep you (?:posted|informed|updated"
        r"|in the loop)|(?:will|'ll|let me) (?:look|check|find out|see|ask|follow up|investigate|think|dig"
        r"|verify|confirm|try to find)|looking into|(?:am |'m )?checking|working on (?:it|this|that)|on it"
        r"|bear with me|need (?:some|a (?:little|bit)|more) (?:more )?time|you(?:'ll"
        r"| will) hear from (?:me|us)|(?:have|need) to (?:check|think|ask|look)|not (?:yet )?sure yet"
        r"|don't know yet|will (?:reply|respond|answer|write)[^.]*(?:later|soon|properly|tomorrow|tonight"
        r"|when)",
    ),
    agrees=(
        r"(?:ok(?:ay)?|k|sure(?: thing)?|yes|yep|yup|yeah|of course|certainly|absolutely|definitely"
        r"|no problem|np|happy to|glad to|gladly|with pleasure|sounds (?:good|great|like a plan)|deal"
        r"|agreed|fine|will do|you got it|you bet|consider it done|roger|no worries|my pleasure|can do"
        r"|that works|works for me|that's fine|that is fine|that will work|that'll work|great idea|on it"
        r"|perfect|got it|noted|understood|right away|i(?:'ll| will) (?:do|take care|handle|see to"
        r"|be (?:glad|happy) to)|i can (?:do|make) (?:it|that))\b(?! (?:not|but|idea if|i (?:can't|cannot"
        r"|won't)))",
    ),
    thanks=(
        r"thanks|thank (?:you|u)|thx|tks|ty|much appreciated|appreciate (?:it|that|you|your|the)|grateful"
        r"|cheers|many thanks|great (?:job|work|news|stuff)|good (?:job|work|news|stuff|one)|nice (?:job"
        r"|work|one)|well done|congrat\w*|perfect|excellent|awesome|fyi|for your information|got it"
        r"|received|noted|lol|ha(?:ha)+|have a (?:good|great|nice)|happy (?:birthday|new year|holidays"
        r"|easter|anniversary)|merry christmas|see (?:you|ya)|bye|take care|sounds (?:good|great)"
        r"|ok(?:ay)?|cool|great|super|good to (?:know|hear)|you(?:'re| are) welcome|no problem|wonderful"
        r"|fantastic|brilliant|lovely|agreed|works|done",
    ),
    releases=(
        r"no need(?: for (?:it|this|that|them|(?:the|my) [^.,?!]{2,30}?))? (?:any ?more|any longer|now)"
        r"|^(?:oh,? |ok,? |thanks,? )?no need(?! to| for)(?=,(?! but| though)|[.!]|$)"
        r"|(?:not|(?:is|are|was)n't|no longer|won't be|not be) (?:needed|necessary|required|relevant)"
        r" (?:any ?more|any longer|now)",
        r"no (?:need|reason) to (?:reply|respond|answer|do (?:it|this|that|anything)|send|write|get back"
        r"|worry about|bother|follow up|call)|never ?mind|nevermind|disregard (?:my|the|this)|ignore (?:my"
        r"|the) (?:last|previous|earlier|question|e-?mail|request|message)|no (?:action|reply|response"
        r"|answer) (?:is )?(?:needed|required|necessary|expected)|(?:already )?(?:found|solved|sorted"
        r"|fixed|figured|got|done|have) (?:it|this|that)(?: out)?(?: myself| already| now)?[.!]?$|(?:it"
        r"|this|that|the matter)(?:'s| is| has been| was)? (?:been )?(?:already )?(?:resolved|solved"
        r"|sorted|settled|taken care of|handled|no longer (?:needed|necessary|relevant|an issue))|(?:don't"
        r"|do not|no longer) need (?:it|this|that|them|the|you|your|to)|you (?:don't|do not|needn't"
        r"|need not) (?:have to|need to)?|(?<!n't )(?<!not )(?<!to )(?<!never )(?<!dont )forget (?:it|that|my|what i"
        r"|about (?:it|this|that|the|my|all|what i))|scratch that|off the hook"
        r"|no longer (?:need(?:ed)?|necessary|required)|false alarm|don't (?:bother|worry about (?:it|that|this"
        r"|the))",
    ),
    delivers=(
        r"(?:is|are|please find|find|see|i have|i've|have|herewith|here(?:'s| is"
        r"| are)?)?(?: \w+){0,2} ?attached(?! to)|enclosed|here (?:is|are|it is|they are|you (?:go|are)"
        r"|comes?)|here's|_link_|(?:i|we)(?:'ve| have| just)?(?: just| already| now| have)* (?:sent"
        r"|forwarded|e-?mailed|mailed|faxed|uploaded|posted|done|finished|completed|fixed|updated|added"
        r"|put|shared|submitted|called|paid|ordered|booked|resent|talked to|spoke (?:to|with)|checked"
        r"|confirmed|signed|returned|transferred|taken care|changed|looked)|(?:all |it's |it is |is |are "
        r"|has been |have been |was |now )(?:done|sent|finished|completed|fixed|updated|paid|taken care of"
        r"|ready|booked|shipped|submitted|in the (?:mail|post)|on (?:its|the) way|uploaded|signed|resolved"
        r"|ordered)|^(?:done|sent|fixed|finished|completed|paid|booked|ordered|shipped|uploaded)(?!\?)"
        r"|as (?:promised|requested|discussed|agreed)|per your request|took care of|below (?:is|are|please"
        r"|you)|see (?:below|attached)|(?:it's|it is|they're|they are) (?:in|on) (?:the|your) (?:vault"
        r"|folder|drive|desk|shared|inbox)",
    ),
    withdraws=(
        r"(?:i|we)(?:'m| am| are)? (?:afraid )?(?:(?:i|we) )?(?:can't|cannot|can not|couldn't|could not"
        r"|won't|will not|am not going to|'m not going to|am unable|are unable|'m unable|am not able"
        r"|was not able|wasn't able|were unable|was unable|did not|didn't|don't)(?: be able to"
        r"| get around to| manage to| think i (?:can|will|'ll)| have (?:the )?time(?: to)?"
        r"| find (?:the )?time)* ?(?:get|make|do|manage|finish|send|write|deliver|help|come|attend|find"
        r"|have|complete|provide|handle|take|to)?|unable to|won't (?:get|make|be able)|not (?:going to"
        r"|gonna) (?:make|happen|get|be able)|have to (?:cancel|postpone|withdraw|back out|pass|decline"
        r"|pull out|bow out)|(?:must|need to) (?:cancel|postpone|withdraw|back out|decline)"
        r"|change of plans?|something (?:has )?came up|could not find",
    ),
    hands_over=(
        r"(?:could|can|would|will) (?:you|u|someone(?: else)?) (?:please |maybe "
        r"|perhaps )?[^.?]{0,60}\b(?:instead|for me|in my place|take (?:it|this|that) over|take over"
        r"|on my behalf|take care of (?:it|this|that))|(?:over to you|in your (?:court|hands)|your turn"
        r"|passing (?:this|it) (?:on )?to|handing (?:this|it) (?:over|off)|(?:please )?take (?:it"
        r"|this) from here|(?:will|'ll) take (?:it|this) (?:over|from here)|(?:copied|cc'?d|ccing|copying"
        r"|looping in|adding) [^.]{0,60}who (?:will|can|'ll|should|is)|(?:will|'ll) (?:handle|do"
        r"|take care of) (?:it|this|that) (?:instead|for me)|ask (?:bob|him|her|them) instead)",
    ),
    absent=(
        r"(?:i am|i'm|i will be|i'll be|am|is|we are|the office is)(?: currently| now"
        r"| presently)? (?:out of (?:the )?office|away from (?:the office|my (?:desk|e-?mail|mail))"
        r"|on (?:annual |maternity |paternity |parental |sick |medical )?(?:leave|vacation|holiday|pto)"
        r"|traveling|travelling|away (?:until|from|on|and)|not in the office)"
        r"|thank you for your (?:e-?mail|message|mail)\. i|no longer (?:works?|with|at|employed)"
        r"|out of (?:the )?office",
    ),
    absent_more=(
        r"(?:until|through|from|returning|return|back (?:on|in)|with (?:no|limited|little)|limited access"
        r"|no access|if (?:your|this|it|you)[^.]{0,30}(?:urgent|immediate|assistance|emergency)"
        r"|urgent matters|in (?:case of|urgent)|please (?:contact|call|reach)|my colleague|in my absence"
        r"|respond (?:to your|when|as soon|upon)|reply (?:when|upon|as soon))",
    ),
    absent_subject=(
        r"^(?:auto(?:matic|mated)?[- ]?(?:reply|response|answer)|out of (?:the )?office|ooo|autoreply|away from)",
    ),
    broadcast=(
        r"^(?:to |dear |attention:? |attn:? |reminder to |a reminder to |hello )*all (?:staff|employees"
        r"|colleagues|members|residents|users|hands|departments|associates|personnel|students|parents"
        r"|tenants)|reminder to all|^employees (?:are|must|should|may|will|who)|all employees (?:are|must"
        r"|should|need|have|will)|(?:i am|i'm|we are|we're|i'd like|we'd like|would like) (?:very "
        r"|so )?(?:pleased|delighted|happy|excited|proud|thrilled|sad|sorry|to) (?:to )?announce"
        r"|please join (?:me|us) in|effective (?:immediately|today|january|february|march|april|may|june"
        r"|july|august|september|october|november|december|monday),|^(?:human resources|it (?:operations"
        r"|services|helpdesk|service desk|department)|facilities management|office of the (?:chairman|ceo"
        r"|president)|the management|corporate communications)\W*$|^dear (?:parents|members|residents"
        r"|neighbou?rs|customers?|subscribers?|valued|users?|students|shareholders?|readers?|supporters?"
        r"|donors?|investors?|partners|applicants?|all staff)",
    ),
    bulk=(
        r"unsubscribe(?:d)?(?= ?(?:here|$|at any|from (?:this|these|our|all)|link|_link_|or|\||\.|:|-|if"
        r"|by|instantly|\())|(?:to|you (?:can|may)) unsubscribe|opt[- ]out (?:of|from) (?:(?:these|this"
        r"|our|future) (?:e-?mail|message|mailing|communication)s?|receiving)|view (?:this )?(?:e-?mail "
        r"|message |it )?(?:in|on) (?:your|a|the) (?:web )?browser|view (?:it )?online|(?:you|you're"
        r"|you are|you've|you have) (?:are )?(?:receiving|received|getting|got) this (?:e-?mail|message"
        r"|mail|newsletter|notification|because|as)(?! (?:in error|by mistake|erroneously|mistakenly"
        r"|and (?:are|you)|but))|this (?:e-?mail|message|mail) (?:was|is|has been) (?:sent (?:to you by"
        r"|automatically|from an unmonitored|by an automated)|automatically|auto-?generated|an automat\w+"
        r"|generated)|this is an auto\w+|automated (?:message|e-?mail|notification|reminder)|do(?:n't"
        r"| not) reply (?:to this|directly)|(?:please )?do not respond to this|unmonitored (?:mailbox"
        r"|address|inbox)|(?:manage|update|change|edit) (?:your )?(?:e-?mail |notification |subscription "
        r"|mail )+(?:preferences|settings|subscriptions?)|manage (?:your )?preferences"
        r"|add us to your address book|\w+ (?:\w+ )?(?:commented on|liked|tagged you in"
        r"|reacted to) (?:your|a|an) (?:post|photo|comment|update|video|link|story|status)"
        r"|invited you to (?:connect|join)|viewed your profile|sent you a (?:connection|friend) request"
        r"|pending your approval|(?:has|have) been (?:waiting|pending) (?:for )?your (?:approval|action"
        r"|review)|ready for (?:your )?approval:|verify your (?:e-?mail address|account|identity)"
        r"|reset your password|click (?:here|on (?:the|this) (?:following |below )?(?:link"
        r"|button))[^.?!]{0,40}(?:to (?:view|approve|review|confirm|verify|see|update|complete|track)"
        r"|below)|(?:sale|offer) ends|use code|shop now|buy now|order now|register (?:now|today|here)"
        r"|sign up (?:now|today|here)|start your free trial|free shipping|(?:©|\(c\)) (?:19|20)\d\d",
    ),
    bulk_weak=(
        r"privacy policy|terms of (?:use|service)|\d+ ?% off|all rights reserved|mailing list"
        r"|forward to a friend|copyright (?:19|20)\d\d|request id|ticket (?:id|number|#)|order (?:number|#"
        r"|no)|tracking number|your (?:order|package|parcel|shipment|subscription|account"
        r"|verification code|security code|receipt|statement|booking|reservation) (?:#?\d+ )?(?:has|is|was"
        r"|will|of|for|number)|(?:see|read|view) all (?:comments|messages|notifications)|in this (?:issue"
        r"|week's (?:issue|newsletter))|newsletter|read more|learn more|click here|download now"
        r"|get started|limited[- ]time|promo code|coupon|early bird|save (?:up to )?[$€£]?\d+|(?:view"
        r"|see) (?:the )?(?:logs?|details|job|build|pull request|issue)s?|build (?:failed|passed"
        r"|succeeded)|gift card|sweepstakes|winner|lottery|casino|bad credit|viagra|bitcoin|crypto\w*|help cent(?:er"
        r"|re)|log ?in to your account|customer service|dear (?:valued )?customer|subscri\w+|special offer"
        r"|discount|exclusive|don't miss|hurry|today only|this week only|act now|free gift|\w+ team\W*$"
        r"|thank(?:s| you) for (?:your (?:order|purchase|registration|subscription)|shopping|subscribing"
        r"|signing up)|visit our (?:\w+ )?(?:faq|website|store|shop|help|site|page)|new (?:collection"
        r"|arrivals)|get (?:a|an|your) free|(?:absolutely|completely) free|free (?:subscription|phone|magazine"
        r"|catalog)|our new \w+ is (?:here|out)|earn money|work from home|doors open|tickets (?:from [$€£]"
        r"|(?:are )?on sale)"
        r"|free entry|follow us|(?:best|great|hot|latest|top|our|these|amazing|holiday) deals|deals (?:end|on|of"
        r"|up to)",
        r"in your (?:cart|basket)|left (?:something|items) in|items are reserved|complete your (?:order"
        r"|purchase)|free (?:delivery|returns|shipping)|(?:sale|offer)s? end|biggest sale|popular sizes"
        r"|shop (?:women|men|all|the)|redeem|(?:your|you have \d+) points|dollars off|from [$€£]\d+(?![\d,.]* to)"
        r"|next order|we(?:'ve)? miss(?:ed)? you|come back to \w+ and|upgrade (?:today|now)|personal link"
        r"|refer a friend|invite your friends|you both get|what are you waiting for|why not try"
        r"|still thinking it over|help choosing",
        r"also in this issue|top stories|our readers?|reader of the week|the [\w &]+ (?:editors|newsroom)"
        r"|were you forwarded|sign up and|never miss|hit reply|we read every|until next \w+day"
        r"|this week we|dear friends of|tell your friends|spread the word|(?:the|my|our) next (?:letter"
        r"|newsletter|issue)|share our story|founder|when i started|thank you for (?:being|reading)"
        r"|supporters? like you|your (?:gift|donation)|donate|be doubled|count on you again|please give (?:today"
        r"|now|generously|what|to)",
        r"(?:mentioned|assigned|tagged|added) you|assigned to you|shared a (?:document|file|folder)"
        r"|invited you to|you have been invited|requested (?:changes|your review)|pull request"
        r"|mute the thread|invitation from|new notifications?|will you attend\?|wants? to connect"
        r"|professional network|waiting for your (?:reply|response) on|add(?:ed)? you (?:to|on)"
        r"|the following document|create and edit",
        r"registering for|received this [\w-]+ e-?mail|verification|your (?:\w+ )?code|within \d+ minutes"
        r"|didn't request|did not (?:request|sign up)|no action is needed|ignore this (?:e-?mail|message)"
        r"|ask (?:you )?for your password|(?:confirm|verify) (?:your )?e-?mail|signing up|clicking"
        r"|button below|has shipped|(?:order|parcel|package) is on its way|track your|not at home"
        r"|hours of operation|application (?:number|id)\b|strictly confidential|customer care|(?:be|been) debited"
        r"|sufficient funds|disregard this (?:e-?mail|message|reminder)"
        r"|reply above|your request \("
        r"|we will close this (?:ticket|case)|is a service from|new sign-in|was this you"
        r"|secure your account|acknowledge this|^status:|our records (?:show|indicate)|submitted your"
        r"|password (?:will )?expires?|(?:change|reset|forgot(?:ten)?|update|choose|for) your password|dear users?"
        r"|insurance card|\d+ hours (?:ahead|before"
        r"|in advance)|reminder of your|your appointment|seeing you on|arrive \w+ minutes|payment method"
        r"|couldn't process|account active|dental|clinic|billing (?:information|address|details|department|period"
        r"|cycle)",
        r"sav(?:e|ing) your seat|(?:places|seats) are limited|the recording|register anyway|for a day of"
        r"|hands-on|webinar|before the session|to test your sound|for the speakers|how did we do"
        r"|rate (?:us|your)|on a scale of|how likely are you|get better|your answers|staying with"
        r"|your (?:visit|stay) (?:with|at)|this one question",
        r"find out (?:how (?:you|to|our|we)|more|why (?:you|our|we|so))|call for (?:presenters|papers|speakers)"
        r"|entry form"
        r"|enroll(?:ment)?|course offering|register (?:by|for|online)|registration|brown bag"
        r"|for those of you|(?:at|on) extension|by logging|logging (?:in|on) to|intranet|home page"
        r"|retain all documents|participants? will|please review the attached \w+ policy|to all (?:staff"
        r"|employees)|all current employees|special accommodations|no excuses|did you mark|in observance",
    ),
    calls=(
        r"(?:view|open|confirm|track|rate|shop|update|check|accept|donate|start|upgrade|redeem|complete"
        r"|verify|reset|read|learn|get|join|register|save|book|manage|explore|discover|download|activate"
        r"|claim|watch|browse|renew|pay|review|respond|unsubscribe|see (?!you|ya))(?: [\w']+){0,4}(?: "
        r"\| .*)?",
    ),
    selling=(
        r"(?:came across|stumbled (?:upon|across)|found|saw|noticed|looked at|checked out) (?:your"
        r"|that (?:you|your)) ?(?:profile|company|website|site|linkedin|post|page|team|work|business|store"
        r"|are|is)?|(?:we|i) (?:help|work with|assist|enable|support|empower"
        r"|partner with) (?:\w+ )?(?:companies|businesses|organi[sz]ations|teams|firms|brands|leaders"
        r"|founders|startups|agencies|clients|people|others|folks|stores|customers)|(?:companies"
        r"|businesses|teams|organi[sz]ations|firms|leaders|brands|people) (?:like|such as) (?:you|yours"
        r"|your)|(?:15|20|30|10|fifteen|twenty|thirty|ten|five|5)[- ]min(?:ute)?s?(?: (?:call|chat|meeting"
        r"|demo|conversation|of your time|intro|phone))?|(?:quick|brief|short|introductory|discovery"
        r"|intro) (?:\S+ )?(?:call|chat|demo|conversation|intro)|(?:book|schedule|see|want|get|request"
        r"|arrange|offer you|give you|show you|for) a (?:\w+ )?(?:demo|walkthrough|tour|time slot|slot"
        r"|free)|demo|our (?:\w+ )?(?:platform|solutions?|software|products?|tools?|services?|clients"
        r"|customers|app|technology|offering|agency|experts?|portfolio|pricing|rates|catalogu?e|range)"
        r"|case stud(?:y|ies)|(?:increase|boost|grow|double|triple|improve|maximi[sz]e|scale|accelerate"
        r"|cut|reduce|lower|slash|save) (?:your|their|up to|on)|(?:up to|by|over|average of) \d+ ?%|roi"
        r"|free (?:trial|consultation|audit|quote|sample|assessment|report|webinar|account)|pricing"
        r"|special (?:offer|price|rate)|limited|discount\w*|special prices|leading|manufacturers?"
        r"|suppliers?|catalog(?:ue)?s?|sales (?:department|team)|dear sir\W+madam|(?:float|floating|bump"
        r"|bumping|push|pushing|bringing|moving) this (?:back )?(?:to|up)|top of your inbox|(?:right|best"
        r"|appropriate) (?:person|contact)(?: to)?|who (?:handles|is responsible|is in charge|manages)"
        r"|worth (?:a|exploring)|(?:a|top|your|is) priority|industry[- ]leading|best-in-class"
        r"|cutting[- ]edge|state[- ]of[- ]the[- ]art|world[- ]class|account executive|(?:sales"
        r"|business development|growth|customer success|partnerships?) (?:manager|representative|rep"
        r"|executive|director|lead|associate)|sdr|bdr|lead generation|leads|seo|outsourc\w+|backlinks?"
        r"|guest post|sponsored|rank(?:ing)?s?|first page of google|explore (?:how|whether|if|a)"
        r"|open to (?:a|exploring|learning|chatting|connecting)|reaching out (?:to|because|as|on behalf)"
        r"|(?:reach|reached) out|i represent|on behalf of|vendors?|competitive (?:rates|prices)"
        r"|no obligation|no strings|streamline|(?:churn|pipeline|quota|conversion|revenue|productivity"
        r"|efficiency)|(?:love|happy|glad) to (?:show|share|walk you|send (?:over|you))|hiring needs"
        r"|talent|candidates|webinar|e-?book|white ?paper",
        r"recruit\w*|talent acquisition|staffing|headhunt\w*|next[- ]generation|most advanced"
        r"|demonstration|a new product|open to (?:hearing|new|a chat|a quick|an? )"
        r"|new opportunit\w+|great (?:match|fit)|updated (?:cv|resume)|salary expectations|your background"
        r"|caught my (?:eye|attention)|building out|scale-?up|series [abc]|one of our clients"
        r"|know anyone who|might be interested|rate up to|finds you well|remote|consultancy?",
        r"you(?:'re| are) hiring|most teams|struggle with|how are you (?:handling|solving|managing)"
        r"|instead of weeks|up and running in|productive|quick look|know you're busy|keep this short"
        r"|my last (?:note|e-?mail|message)|in your space|(?:save|saved|saving) (?:\w+ )?\d+|better person"
        r"|close your file|reach you a few times|you're all set|timing is off|just reply|account manager"
        r"|web ?(?:site)? design|happy customers|free mockup|best time to call|years of experience"
        r"|range from \$|i am selling|gift (?:ideas?|baskets?)|independent [\w ]{3,20} consultant"
        r"|best quality|low(?:est)? price|price list|cooperate with you|co\., ?ltd|purchasing manager"
        r"|dear sir|noticed (?:you|that)|got buried|the deck i sent|not interested\?|walkthrough"
        r"|over the numbers|send over",
    ),
    survey=(
        r"survey|questionnaire|(?:take|complete|fill (?:out|in)) (?:our|this|the|a) (?:\w+ ){0,3}(?:poll"
        r"|quiz|feedback|form to (?:rate|help))|your (?:opinion|feedback) (?:matters|counts|is important"
        r"|helps)|(?:how (?:satisfied|likely) (?:are|were|is|would))|rate (?:us|your (?:stay|experience"
        r"|visit|purchase|order))|leave (?:us )?a review|how did we do|tell us (?:how we did"
        r"|about your (?:experience|stay|visit)|what you think)",
    ),
    person=r"you|your|yours|u|ya|y'all|we|us|our|me|i|my|anyone|anybody|someone|thoughts|ok|okay",
    due=DueWords(
        weekdays=(
            r"mon(?:day)?",
            r"tue(?:s|sday)?",
            r"wed(?:s|nesday)?",
            r"thu(?:r|rs|rsday)?",
            r"fri(?:day)?",
            r"sat(?:urday)?",
            r"sun(?:day)?",
        ),
        months=(
            r"jan(?:uary)?",
            r"feb(?:ruary)?",
            r"mar(?:ch)?",
            r"apr(?:il)?",
            r"may",
            r"june?",
            r"july?",
            r"aug(?:ust)?",
            r"sept?(?:ember)?",
            r"oct(?:ober)?",
            r"nov(?:ember)?",
            r"dec(?:ember)?",
        ),
        numbers={
            "a": 1,
            "an": 1,
            "one": 1,
            "two": 2,
            "a couple of": 2,
            "couple of": 2,
            "a couple": 2,
            "the next couple of": 2,
            "three": 3,
            "four": 4,
            "five": 5,
            "six": 6,
            "seven": 7,
            "eight": 8,
            "nine": 9,
            "ten": 10,
            "fourteen": 14,
        },
        fixed=(
            (r"day after tomorrow", "in-2"),
            (r"tomm?orr?o?r?ow|tmrw|tmw|2morrow|tom(?:orrow)?'?s? (?:am|pm|morning)", "tomorrow"),
            (
                r"today|tonight|tonite|this (?:afternoon|evening|morning)",
                "today",
            ),
            (
                r"(?:end of (?:the )?(?:business )?day|end of business|close of business|cob|eod|eob"
                r"|by (?:noon|midday|lunch(?:time)?)|before (?:noon|lunch|midnight))(?! (?:on |of "
                r"|your time |our time )?(?:tom|tmrw|mon|tue|wed|thu|fri|sat|sun|next|this|the|jan|feb|mar"
                r"|apr|may|jun|jul|aug|sep|oct|nov|dec|\d))",
                "end-of-day",
            ),
            (r"(?:a|1|one) week or so", "in-7"),
            (r"(?:a|1|one) week or (?:two|2)|(?:a )?couple of weeks|week or two", "in-14"),
            (r"(?:a|1|one) day or (?:two|so|2)|next day or (?:two|so)|couple of days", "day-or-two"),
            (
                r"(?:early|(?:the )?(?:beginning|start) of|first thing) next week|early in the (?:coming"
                r"|following|next) week",
                "early-next-week",
            ),
            (r"(?:mid|middle of|in the middle of|midweek)[- ]?(?:next week)", "mid-next-week"),
            (r"(?:(?:the )?end of |late |later |by |sometime |some time |during |the )?next week", "next-week"),
            (
                r"(?:(?:the )?end of |late |later |before the end of |sometime |some time )?this week"
                r"|(?:the )?end of (?:the )?week|week'?s end|eow|later in the week"
                r"|over the course of the week",
                "this-week",
            ),
            (r"next weekend", "next-weekend"),
            (r"(?:this |the |over the |on the |at the |by the )?(?:week-?end|wkend)", "weekend"),
            (
                r"(?:(?:the )?(?:end|beginning|start|middle) of |early |late |mid[- ]?|in |by )?next month",
                "next-month",
            ),
            (r"(?:the )?end of (?:the |this )?month|(?:later )?this month|month[- ]?end|eom", "this-month"),
            (r"(?:the )?end of (?:the |this )?quarter|this quarter", "this-quarter"),
            (r"(?:the )?end of (?:the |this )?year|year[- ]?end|later this year", "this-year"),
        ),
        next_weekday=r"next",
        this_weekday=r"this(?: coming)?",
        spans=(
            (
                r"(?:in|within|after)(?: about| around| roughly| the next"
                r"| another)? (?P<n>{n}) (?:business|working|work) ?days?",
                "workdays",
            ),
            (
                r"(?:in|within|over|during)(?: about| around| roughly| the next"
                r"| another)? (?P<n>{n}) days?(?:'s?)?(?: time)?",
                "days",
            ),
            (
                r"(?:in|within|over|during)(?: about| around| roughly| the next"
                r"| another)? (?P<n>{n}) (?:weeks?|wks?)(?:'s?)?(?: time)?",
                "weeks",
            ),
            (
                r"(?:in|within|over|during)(?: about| around| roughly| the next"
                r"| another)? (?P<n>{n}) months?(?:'s?)?(?: time)?",
                "months",
            ),
            (r"(?P<n>{n}) (?:days?) from (?:now|today)", "days"),
            (r"(?P<n>{n}) (?:weeks?) from (?:now|today)", "weeks"),
        ),
        written=(
            r"(?:the )?end of (?P<month>{months})(?! \d)",
            r"(?P<month>{months})\.? (?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y>\d{{4}}))?(?![\d:])",
            r"(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -](?P<month>{months})\.?(?:[, -]+(?P<y>\d{{4}}))?",
            r"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}})",
            r"(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?P<y>\d{{4}}|\d{{2}})?",
            r"(?P<m>\d{{1,2}})[/-](?P<d>\d{{1,2}})(?:[/-](?P<y>\d{{4}}|\d{{2}}))?(?![\d/])",
            r"the (?P<d>\d{{1,2}})(?:st|nd|rd|th)",
        ),
        month_first=True,
        leads=r"by|before|until|till|no later than|not later than|latest",
        describes=(
            r"for|from|of|asof|about|since|after|last|regarding|re|past|previous|every|each"
            r"|(?:was|were|been)(?: \w+ed)?|discussed|sent|received|held"
        ),
        described=(
            r"'s|s'| (?:meeting|call|conference|deadline|report|numbers|figures|presentation|event|party"
            r"|dinner|lunch|edition|version|email|e-mail|mail|session|class|game|show|trip|flight|close"
            r"|afternoon's|morning's)\b"
        ),
    ),
    advice=(
        r"(?:see (?:if|whether)|check|use|leave|try|talk|speak|ask|look(?! at (?:it|this|that)\b)|go|keep|contact"
        r"|work with|coordinate|consult|refer|get (?:with|in touch|hold of)|tell|give|let [a-z]+ know|hold|follow"
        r"|do|come"
        r"|stick|start with|don't|do not|remember|find out|figure out|pull|put)\b"
        r"|why (?:don't|do not|dont) (?:you|u) (?:just |first )?(?:check|see|ask|call|talk|speak|get (?:with|in touch)"
        r"|look|try|use|just|contact|work|have|let)\b",
        # leave that is given: "Otherwise: send it."
        r"(?:send|print|publish|ship|submit|post|release|file|sign|order|book|mail) (?:it|them|this|that)"
        r"(?: (?:off|out|away|in|on|over|(?:as|like) (?:it|they|this|that)?(?: is| are)?))?(?=\W*$)",
    ),
    not_names=listed("""
        a above accordingly action actions actually additionally after afterall afternoon again agenda agreed ah
        all also an and anyway apparently april as assuming at attached attention august basically because
        before below best both btw but call cc cheers clearly colleagues concerning congrats congratulations
        consequently cool cost costs date days deal deals dear december definitions details done due during
        effective either evening everybody everyone evidently excellent february finally fine first folks for
        friday friends from further furthermore fw fwd fyi gentlemen given goals good great guys haha hello
        hence here hey hi hmm honestly hopefully how however i ideally if important in indeed initially instead
        introduction invoice issue issues it item items january july june just ladies lastly location lol madam
        march may maybe meanwhile meeting monday morning my next nice no note noted november now obviously
        october oh ok okay on once one or otherwise our page per perfect perhaps personally please plus price
        problem ps purchase question questions quick rather re received regarding regardless regards remember
        reminder right sale sales saturday seat second section sent september seriously similarly since
        sincerely sir so sorry status step still storage subject summary sunday super sure team thank thanks
        that the then there therefore third this thursday thus to today tomorrow total transportation tuesday
        understood unfortunately until update urgent volume volumes we wednesday well what when where which
        while who why with wow yes yesterday you your
    """),
    groups=listed("""
        all associates board buyers class colleagues committee crew department desk desks directors employees
        everybody everyone folks friends gang gentlemen group guys ladies leads managers members office
        originators owners parents partners people schedulers staff students team teams traders troops users
        volunteers y'all
    """),
)
