"""What stands below the words of a mail: signatures, farewells, mobile, legal and providers' footers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rules.reading.late import Late

_FOOTER = Late(
    r"^\W*(?:do you yahoo|get your (?:free|private)|join the world's largest|chat with friends online|msn photos"
    r"|send and receive|get more from the web|yahoo! \w+ [-–]|gesendet von mail)",
    re.IGNORECASE,
)
_LONG_RULE = Late(r"^\s*(?:_{15,}|-{15,}|={15,}|\*{15,})\s*$")
_DELIMITER = Late(r"^(?:--|__|—) ?$|^-{2,} ?$")
RULE = Late(r"^\s*[-_=*~#]{5,}\s*$")
_MOBILE = Late(
    r"^\W*(?:sent (?:from|via|with) (?:my |the |an? )?\S|get outlook for|von meinem \S+ gesendet"
    r"|gesendet (?:von|mit|über) (?:mein|der|dem|outlook|gmx|web)|diese nachricht wurde von meinem"
    r"|envoyé (?:de(?:puis)?|à partir de) (?:mon|ma|outlook)|enviado desde (?:mi|outlook)|enviado con)",
    re.IGNORECASE,
)
_LEGAL = Late(
    r"\bintended (?:solely )?(?:recipient|only for|for the (?:use|addressee|named|sole))|\bsole use of the intended"
    r"|\bconfidentiality notice|\bprivileged and confidential|\bconfidential and privileged|legally privileged"
    r"|^\W*(?:disclaimer|confidential(?:ity)?(?: notice)?|caution|external e?-?mail)\W*:"
    r"|^this (?:e-?mail|message|communication)[^.]{0,80}\b(?:confidential|property of|privileged)"
    r"|if you (?:are not|have received this)[^.]{0,40}(?:intended|in error)|think before you print"
    r"|(?:save|consider) the environment|diese e-?mail (?:kann|enthält|und)[^.]{0,60}vertraulich"
    r"|vertrauliche (?:und|informationen)[^.]{0,60}(?:geschützt|bestimmt)"
    r"|nicht der (?:richtige|beabsichtigte) (?:adressat|empfänger)"
    r"|^geschäftsführ(?:er|ung|erin)\b[^.]{0,30}:|handelsregister|registergericht|amtsgericht \w+ hr"
    r"|ce (?:message|courriel)[^.]{0,80}confidentiel|este (?:mensaje|correo)[^.]{0,80}confidencial",
    re.IGNORECASE,
)
_LEGAL_WORDS = (
    "intended", "confiden", "privileged", "disclaimer", "caution", "external", "property of", "in error", "print",
    "environment", "vertraulich", "geschäftsführ", "handelsregister", "registergericht", "amtsgericht",
    "empfänger", "adressat",
)  # fmt: skip
_SIGN_OFF = Late(
    r"^\W*(?:(?:many |best |warm |kind |kindest |with |my |all the |very )*"
    r"(?:regards|wishes|best|cheers|sincerely|rgds|brgds)(?: (?:regards|wishes|to \w+|and \w+))?"
    r"|(?:kind|best|warm)(?:est)? regards(?: from [\w ]{1,30})?"
    r"|yours(?: (?:sincerely|truly|faithfully|ever))?|sincerely yours|yours"
    r"|(?:many |with )?thanks(?: (?:and|&) (?:best |kind )?regards| again| in advance| a lot| so much|, all the best)?"
    r"|thank you(?: (?:very much|so much|again|in advance|and (?:best |kind )?regards))?|thx|tks|ta|br|kr"
    r"|xoxo?|hugs|love"
    r"|(?:take care|talk soon|all the best|see you(?: soon| then)?)"
    r"|(?:mit |viele |liebe |beste |schöne |herzliche |freundliche |freundlichen |besten |lieben |vielen |herzlichen "
    r"|sonnige )*"
    r"(?:grüße[n]?|grüsse[n]?|gruß|gruss|grüßle|grüßlis|dank)(?: aus [\w ]{1,30})?(?: und (?:danke|dank))?"
    r"|(?:ihr|ihre|euer|eure|dein|deine)|lg|vg|mfg|hochachtungsvoll|bis (?:bald|dann|morgen)"
    r"|danke(?: (?:dir|euch|ihnen|schön|sehr))?"
    r"|(?:bien |très )?cordialement|bien à (?:vous|toi)|bises|bisous|amicalement"
    r"|merci(?: (?:beaucoup|d'avance))?|salutations"
    r"|(?:un )?(?:cordial )?saludos?(?: cordiales)?|(?:un )?abrazo|atentamente|(?:muchas )?gracias|besos)\W*$",
    re.IGNORECASE,
)
_POSTSCRIPT = Late(r"^\s*(?:p\.? ?p?\.?s\b\.?|nachtrag)\W", re.IGNORECASE)
ENDED = Late(r"[.!?…][\"')]*\s*$")
_TAG = Late(r"^\W*(?:\[(?:image|cid|bild)[^\]]*\]|<<[^>]{0,200}>>|«[^»]{0,200}»|begin:vcard)\W*$", re.IGNORECASE)
_SIGNED = 60  # characters of a farewell
_LAST = 8  # lines at the end among which a provider's rule is looked for


def without_footers(lines: Sequence[str]) -> list[str]:
    """Drops signature, mobile and legal footers. A postscript below a signature is kept."""
    kept: list[str] = []
    signed = False
    lines = _without_advertisement(lines)
    everything = "\n".join(lines).lower()
    legal = any(word in everything for word in _LEGAL_WORDS)
    for paragraph in _paragraphs(lines):
        if not signed and any(_DELIMITER.match(line) for line in paragraph) and kept:
            paragraph = paragraph[: next(i for i, line in enumerate(paragraph) if _DELIMITER.match(line))]
            kept += paragraph
            break
        text = " ".join(paragraph)
        if legal and _LEGAL.search(text[:600]):
            continue
        if signed and not (_POSTSCRIPT.match(text) or _is_prose(text)):
            continue
        signed = signed and not _POSTSCRIPT.match(text)
        for number, line in enumerate(paragraph):
            if _MOBILE.match(line) or _FOOTER.match(line) or RULE.match(line) or _TAG.match(line):
                continue
            if len(line) < _SIGNED and _SIGN_OFF.match(line):
                signed = True
                rest = paragraph[number + 1 :]
                if not _is_prose(" ".join(rest)):
                    break
                continue
            kept.append(line)
        kept.append("")
    return kept


def _without_advertisement(lines: Sequence[str]) -> Sequence[str]:
    """Drops the few lines below a rule of underscores that providers add at the end."""
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    for at in range(last - 1, max(0, last - _LAST), -1):
        if _LONG_RULE.match(lines[at]) and any(line.strip() for line in lines[:at]):
            return lines[:at]
    return lines


def _paragraphs(lines: Sequence[str]) -> list[list[str]]:
    """Lines between empty lines."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [paragraph for paragraph in found if paragraph]


def _is_prose(text: str) -> bool:
    """Whether this is said to somebody rather than part of a signature."""
    return len(text.split()) >= 5 and bool(ENDED.search(text)) and not re.search(r"\d{4}|@|www", text)
