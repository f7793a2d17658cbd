"""What a mail's text was found to say, as it is kept in the log; pure.

Kept for good while syncd changes: what an older or newer version wrote is read as far as it is understood, and what
can't be is as if no text had been read. `rules.reading`, whose tables take a quarter of a second per language to get
ready, is needed only where texts are read, never where the log is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from rules.text import topic

if TYPE_CHECKING:
    from rules.reading.signals import Signals

T = TypeVar("T")

QUESTION, REQUEST, PROPOSAL = "question", "request", "proposal"
ABSENT = "absent"

_FLAGS = ("idle", "releases", "delivers", "withdraws", "hands_over", "agrees", "holds")
_BACK = re.compile(
    r"\b(?:which|what|when|where|who|whom|whose|why|how|mean|clarif\w+|specif\w+|elaborate"
    r"|welche[rsnm]?|was|wann|wo|wer|wen|wem|wieso|warum|wie|wieviel\w*|meinst|meinen|genauer"
    r"|quel(?:le)?s?|quand|où|qui|pourquoi|comment|combien|précis\w+"
    r"|cuál(?:es)?|qué|cuándo|dónde|quién(?:es)?|cuánt[oa]s?|aclarar\w*)\b"
    r"|^(?:is|are|does|do|did|should|shall|ist|sind|soll(?:en)?|est-ce|es|son)\b.*\?"
    r"|\b(?:or|oder|ou|o)\b.*\?",
    re.IGNORECASE,
)
_REPLIES = re.compile(r"(?:yes|yeah|yep|no|nope|ja|nein|doch|oui|non|sí|si)\b", re.IGNORECASE)
_TELLING = re.compile(
    r"\b(?:let (?:me|us) know|tell (?:me|us)|confirm\w*|advise|explain\w*|clarif\w+|remind me|know (?:if|whether|when)"
    r"|bescheid|sag(?:en|st)?|bestätig\w*|erklär\w*|dites?|dire|confirme\w*|dígame|dime|decir\w*|avís\w*)\b",
    re.IGNORECASE,
)
_WAITING = re.compile(
    r"\?|\b(?:please|pls|plz|kindly|can|could|would|will|need|want|like|let|know|me|us|my|our|by|before|asap|today"
    r"|tomorrow|urgent\w*|bitte\w*|kann\w*|könn\w+|würd\w+|möcht\w+|brauch\w+|mir|mich|uns|bis|heute|morgen"
    r"|s'il|svp|veuillez|merci|peux|pouvez|pourri\w+|moi|nous|avant|demain|por favor|puede\w*|podr\w+|nos|antes"
    r"|mañana)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:questions?|request|frage|anfrage|bitte|question|demande|pregunta|petición|solicitud)\b", re.IGNORECASE
)
_ANSWERING = re.compile(r"(?:re|aw|antw|antwort|sv|vs|odp|ynt|r)\s*(?:[\[(]\d+[\])])?\s*[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ask:
    """Something asked: QUESTION, REQUEST or PROPOSAL. `to`: the names it is put to, none for all readers."""

    kind: str
    topic: str
    to: tuple[str, ...] = ()
    sentence: int = -1  # counted from 0; -1 is the subject


@dataclass(frozen=True, slots=True)
class Promise:
    """Something promised; `due` None if no day is named."""

    topic: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What one mail says: `rules.reading.signals.Signals` tells what each field means.

    `asks_back`: nothing but questions about what was asked before.
    """

    asks: tuple[Ask, ...] = ()
    promises: tuple[Promise, ...] = ()
    automatic: str = ""
    idle: bool = False
    releases: bool = False
    delivers: bool = False
    withdraws: bool = False
    hands_over: bool = False
    agrees: bool = False
    holds: bool = False
    asks_back: bool = False


def read(body: str, subject: str, *, sent: date, author_is_me: bool, has_attachment: bool) -> Said:
    """Reads one mail; `sent` is the local date by which its "tomorrow" is understood."""
    from rules.reading.signals import signals

    found = signals(body, subject, sent=sent, author_is_me=author_is_me, has_attachment=has_attachment)
    return Said(
        asks=tuple(Ask(ask.kind.value, ask.topic, ask.to, ask.sentence) for ask in found.asks),
        promises=tuple(Promise(promise.topic, promise.due) for promise in found.promises),
        automatic=found.automatic.value if found.automatic is not None else "",
        **{name: getattr(found, name) for name in _FLAGS},
        asks_back=_asks_back(found, body),
    )


def from_subject(subject: str) -> tuple[Ask, ...]:
    """What can be told of a mail whose text was not read: its subject asks in so many words, and is its own."""
    line = subject.strip()
    if not line or _ANSWERING.match(line):
        return ()
    if line.rstrip(" !\"'").endswith("?"):
        return (Ask(QUESTION, topic(line)),)
    return (Ask(REQUEST, topic(line)),) if _ASKING.match(topic(line)) else ()


def is_answer(subject: str) -> bool:
    """Whether a subject says that the mail answers one (and is not one passed on)."""
    return bool(_ANSWERING.match(subject.strip()))


def wants_a_deed(ask: Ask) -> bool:
    """Whether a yes to it is a promise: a request for more than a word."""
    return ask.kind == REQUEST and not _TELLING.search(ask.topic)


def only_instructs(ask: Ask) -> bool:
    """Whether it is a bare order, which in an answer tells what was to be known: "Drop it to 11,000."."""
    return ask.kind == REQUEST and not _WAITING.search(ask.topic)


def dump(said: Said) -> str:
    """Compact JSON; what is empty is left out. Never "": that a mail says nothing is known, too."""
    values = {name: value for name, value in asdict(said).items() if value}
    return json.dumps({"v": 1, **values}, default=str, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Said | None:
    """What `dump` wrote, in this version or another; None if no text was read or nothing can be made of it."""
    if not text:
        return None
    try:
        values = json.loads(text)
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    return Said(
        asks=_each(values.get("asks"), _ask),
        promises=_each(values.get("promises"), _promise),
        automatic=str(values.get("automatic") or ""),
        **{name: values.get(name) is True for name in (*_FLAGS, "asks_back")},
    )


def _asks_back(found: Signals, body: str) -> bool:
    """Whether there is nothing in it but questions (and greetings and thanks), at least one of them a counter-question.

    "Tuesday at ten?" is an answer in the form of a question, hence a word that enquires is wanted.
    """
    settles = found.delivers or found.agrees or found.withdraws or found.hands_over or found.releases or found.promises
    if not found.asks or settles or found.automatic is not None:
        return False
    if any(_REPLIES.match(ask.topic) for ask in found.asks):
        return False
    asked = {ask.sentence for ask in found.asks if ask.kind != PROPOSAL and _is_question(ask)}
    if not any(ask.sentence in asked and _BACK.search(ask.topic) for ask in found.asks):
        return False
    from rules.reading.language import languages
    from rules.reading.new_text import new_text
    from rules.reading.sentences import sentences

    text = new_text(body)
    tongues = languages(text)
    for number, part in enumerate(sentences(text)):
        if number in asked or part.asks or len(part.low.split()) <= 2:
            continue
        greets = any(tongue.salutation.match(part.plain) or tongue.thanks.search(part.low) for tongue in tongues)
        if not greets:
            return False
    return True


def _is_question(ask: Any) -> bool:
    return bool(ask.kind == QUESTION) or ask.topic.rstrip().endswith("?")


def _each(values: object, read_one: Callable[[Mapping[str, Any]], T]) -> tuple[T, ...]:
    """The entries of a list that are understood."""
    found: list[T] = []
    for value in values if isinstance(values, list) else []:
        try:
            found.append(read_one(value))
        except (KeyError, TypeError, ValueError):
            continue
    return tuple(found)


def _ask(value: Mapping[str, Any]) -> Ask:
    return Ask(str(value["kind"]), str(value["topic"]), tuple(map(str, value.get("to", ()))), int(value["sentence"]))


def _promise(value: Mapping[str, Any]) -> Promise:
    return Promise(str(value["topic"]), date.fromisoformat(value["due"]) if value.get("due") else None)
