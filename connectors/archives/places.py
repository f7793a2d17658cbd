"""What a folder's, a file's or a label's name says of the mail in it (CONTRACT.md §4): draft, spam, chat or kept.

The words are those of Gmail, Outlook, Apple Mail, Thunderbird and Roundcube in their languages. A word that names the
bin in one program and spam in another (Indonesian "Sampah", Portuguese "Lixo") is left out: trash is kept.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from functools import lru_cache

from syncd.model import Place

_DRAFTS = """
Drafts; Draft; Draft messages; Unsent drafts; Entwürfe; Entwurf; Brouillons; Brouillon; Borradores;
Borrador; Rascunhos; Rascunho; Bozze; Bozza; Concepten; Kladder; Kladde; Kladd; Utkast; Luonnokset;
Luonnos; Szkice; Wersje robocze; Kopie robocze; Robocze; Koncepty; Rozepsané; Rozepsané zprávy;
Piszkozatok; Ciorne; Schițe; Mesaje nefinalizate; Чернови; Черновики; Чернетки; Чарнавікі; Нацрти;
Нацрт; Недовршене; Nacrti; Skice; Osnutki; Esborranys; Zirriborroak; Mustandid; Melnraksti; Uzmetumi;
Juodraščiai; Πρόχειρα; Taslaklar; Taslak; Qaralamalar; טיוטות; المسودات; مسودات; پیش‌نویس‌ها;
پیش نویس ها; پیشنویسها; ڈرافٹس; ڈرافٹ; ड्राफ़्ट; ड्राफ्ट; ड्राफ़ट; खसड़ा; খসড়া; வரைவுகள்;
చిత్తుప్రతులు; ร่างจดหมาย; จดหมายร่าง; แบบร่าง; Thư nháp; Bản nháp; Draf; Konsep; Mga Draft; Drög;
Drafftiau; Dréachtaí; Malnetujo; Brouillonen; Skitsur; Rasimu; Konsepte; 下書き; 草稿; 草稿匣; 草稿箱;
草稿夹; 임시보관함; 임시 보관함; 초안; დრაფტები; მონახაზები; Սևագրեր; Ноорог
"""

_SPAM = """
Spam; Junk; Junk E-mail; Junk Mail; Bulk Mail; Junk Messages; Spam mail; Probable spam; Spamverdacht;
Unerwünscht; Unerwünschte Werbung; Junk-E-Mail; Werbung und Spam; Pourriel; Pourriels;
Courrier indésirable; Indésirables; Indésirable; Courrier frauduleux; Correo no deseado; No deseado;
Correo basura; Correo spam; Lixo eletrônico; Lixo electrónico; Lixo eletrónico;
Correio eletrónico não solicitado; Posta indesiderata; Indesiderata; Posta spazzatura; Ongewenst;
Ongewenste e-mail; Ongewenste reclame; Ongewenste post; Uønsket mail; Uønsket e-mail; Uønsket post;
Uønsket; Søppelpost; Søppel-e-post; Søppel e-post; Useriøs e-post; Skräppost; Skräp; Roskaposti;
Wiadomości-śmieci; Wiadomości śmieci; Niechciane; Niechciana poczta; Nevyžádaná pošta;
Nevyžiadaná pošta; Nevyžádané; Levélszemét; Kéretlen; Kéretlen levelek; Mesaje nesolicitate; Nedorite;
Спам; Нежелательная почта; Нежелательные; Небажана пошта; Нежелана поща; Непожељно; Нежељена пошта;
Neželena pošta; Neželena sporočila; Neželjena pošta; Neželjeno; Bezvrijedna pošta; Correu brossa;
Correo lixo; Zabor-posta; Rämpspost; Mēstules; Brukalas; Nepageidaujami; Šlamštas; Ανεπιθύμητα;
Ανεπιθύμητη αλληλογραφία; İstenmeyen; İstenmeyen e-posta; Gereksiz; Gereksiz E-posta; Önemsiz;
Önemsiz E-posta; Önemsiz Posta; ספאם; דואר זבל; דואר זבל אלקטרוני; الرسائل غير المرغوب فيها;
غير المرغوب فيها; غير مرغوب فيه; البريد غير الهام; بريد غير مرغوب; هرزنامه; هرزنامه ها; اسپم; سپیم;
स्पैम; স্প্যাম; ஸ்பேம்; స్పామ్; जंक; สแปม; จดหมายขยะ; อีเมลขยะ; Thư rác; Spam-postur; Ruslpóstur;
Sothach; Dramhaíl; Spamujo; 迷惑メール; スパム; 垃圾邮件; 垃圾郵件; 垃圾邮件箱; 垃圾信件; 廣告信; 스팸;
스팸함; 스팸메일함; 스팸편지함; 스팸 편지함; 정크 메일; 정크메일; სპამი; Սպամ
"""

_CHATS = """
Chat; Chats; Chatten; Chat messages; Messages chat; Messages de chat; Bate-papo; Bate-papos;
Conversas de chat; Czat; Czaty; Chattar; Pokec; Csevegés; Csevegések; Чат; Чаты; Чати; Чатове; Ћаскање;
Sohbet; Sohbetler; Συνομιλίες; צ'אט; צ'אטים; צ׳אט; דרדשות; محادثات; الدردشات; دردشة; چت; گپ‌ها; चैट;
แชท; Trò chuyện; Obrolan; Pokalbiai; Tērzēšana; Klepet; Xats; Xat; チャット; 聊天; 聊天室; 聊天记录;
即時通訊; 채팅
"""

_GMAIL_ROOTS = frozenset({"[gmail]", "[googlemail]", "[imap]"})
_FILE_ENDINGS = re.compile(r"(?:\.gz|\.mbox|\.mbx|-\d{3}| ?\(\d+\))+\Z", re.IGNORECASE)
_LABEL = re.compile(r'"((?:[^"]|"")*)"|([^,]+)')
_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    """For comparison only: without case, accents, spaces, hyphens and underscores."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(
        c
        for c in unicodedata.normalize("NFKD", plain)
        if not (c.isspace() or c in "-_" or unicodedata.category(c) in ("Mn", "Cf"))
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(_folded(word) for word in text.replace("\n", " ").split(";"))


_DRAFT_WORDS, _SPAM_WORDS, _CHAT_WORDS = _words(_DRAFTS), _words(_SPAM), _words(_CHATS)


def decode_folder(name: str) -> str:
    """A folder's name with IMAP's modified UTF-7 (RFC 3501 §5.1.3) undone; what is none stays as it is."""

    def shifted(match: re.Match[str]) -> str:
        if not match[1]:
            return "&"
        code = match[1].replace(",", "/")
        try:
            return base64.b64decode(code + "=" * (-len(code) % 4), validate=True).decode("utf-16-be")
        except (binascii.Error, UnicodeDecodeError):
            return match[0]

    return _SHIFTED.sub(shifted, name) if "&" in name else name


def place_of_folder(name: str) -> Place:
    """The place a folder's last name stands for; levels are separated by ``/`` or ``.``.

    Chats are a folder only in Gmail's own tree (``[Gmail]/Chats``): elsewhere "Chat" is a word like any other.
    """
    levels = [decode_folder(level) for level in re.split(r"[/.]", name) if level]
    if not levels:
        return Place.KEPT
    word = _folded(levels[-1])
    if word in _SPAM_WORDS:
        return Place.SPAM
    if word in _DRAFT_WORDS:
        return Place.DRAFT
    if len(levels) > 1 and _folded(levels[-2]) in _GMAIL_ROOTS and word in _CHAT_WORDS:
        return Place.CHAT
    return Place.KEPT


def place_of_file(path: str) -> Place:
    """The place an mbox file's last name stands for.

    ``.mbox``, ``.gz`` and an export's numbering (``-001``, `` (1)``) are no part of the name; Apple Mail's
    ``Name.mbox/mbox`` is called Name.
    """
    levels = path.rsplit("/", 2)
    if len(levels) > 1 and levels[-1].lower() in ("mbox", "mbox.gz") and levels[-2].lower().endswith(".mbox"):
        levels.pop()
    parent = levels[-2].removesuffix(".sbd") if len(levels) > 1 else ""
    return place_of_folder(f"{parent}/{_FILE_ENDINGS.sub('', levels[-1])}")


def place_of_labels(labels: str) -> Place:
    """The place the decoded value of an X-Gmail-Labels header (comma-separated, quotes) stands for.

    Only whole labels count, not the user's own sublabels; of several spam is the strongest.
    """
    words = set()
    for quoted, bare in _LABEL.findall(labels):
        label = (quoted or bare).strip()
        root, slash, rest = label.partition("/")
        words.add(_folded(rest if slash and _folded(root) in _GMAIL_ROOTS else label))
    if words & _SPAM_WORDS:
        return Place.SPAM
    if words & _DRAFT_WORDS:
        return Place.DRAFT
    return Place.CHAT if words & _CHAT_WORDS else Place.KEPT
