"""Those who write and sign without a title: typists' codes in small letters, log-in names, a bare initial before or behind a family name.

`tapé le 29/04 - sc/lny`, `imprimé par m.ithurralde`, `frappe : v.dub`, `contresigné M PEYRACHE`, `FIORENTINO L > labo`, a letter or a short
first name alone under a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue, Word
from deid.marks import LINE
from deid.page import LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import LEADING, NEVER, ROLES, SHORT_FORMS, SHORT_NAMES

_S = "[a-zà-ÿ]"
_U = "[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]"
_CODES = re.compile(
    rf"(?P<one>{_S}{{2,3}})/(?P<two>{_S}{{2,4}})(?:/(?P<three>{_S}{{2,4}}))?(?=[ \t]*(?:$|\n|[)\];|,.]|[ \t]{{2,}}|[–—-] |/ ?\d| le \d| \d))"
)
_APART = re.compile(r"(?:\A|\n|[ \t]{2,}|[(\[;|•,] ?|[–—-][ \t]|: ?|[A-Z]/)\Z")
_WRITING = re.compile(
    r"dict[ée]|tap[ée]e?|frapp|secr[ée]|sign[ée]|valid|relue?|copies?|r[ée]f|rpps|destinat|confrat|cordialement|amiti|\bdr\b|\bcc\b|\bpr\b|docteur",
    re.I,
)
_NO_CODE = frozenset(
    "mg ml ui ug ng pg kg cp cc km cm mm et ou mol min an ans sem gel amp inj gtt bpm tr j h s dl meq oui non pas peu ok ko bas haut nez sel eau mat soi in out on off pa ta fc fr tt dg ex pr ds ss av ap ad le la les un une "
    "de du des en au aux ce il je tu par vu sur ma mon ton son si to fin pj pds sat hgt tdm irm ecg mmhg png pdf com".split()
)
_LOGIN = re.compile(
    rf"(?P<given>{_S}{{1,12}}(?:-{_S}{{1,12}})?)[._](?P<family>{_S}{{2,16}}(?:-{_S}{{2,16}})?)\d{{0,3}}(?![\w@/-]|\.\w)"
)
_SIGNED = re.compile(
    r"(?:par|by|frapp[ée]e?s?|tap[ée]e?s?|saisie?|dactylo\w*|secr\w*\.?|valid\w*|validation \w+|[ée]lectronique(?:ment)?|imprim\w*|[ée]dit\w*|utilisateur|user|login|compte|session|op[ée]rateur|op|auteur|cr[ée]{2}e?|modifi[ée]e?|extrait|transcri\w*|relu\w*|"
    r"dict\w*|sign\w*|id|identifiant|connexion|t[ée]l[ée]charg\w*|visa|agent)\s?(?:par|by|:|=|/)?\s?:?\s?\Z",
    re.I,
)
_TYPED = re.compile(
    rf"(?i:frapp[ée]e?s?|tap[ée]e?s?|saisie?s?|dactylo\w*|dict[ée]+e?s?|relu+e?s?|transcri(?:te?|ption)|secr[ée]tariat|secr[ée]taire|secr)(?![^\W_])\.?[ \t]*(?:par|:)?[ \t]*(?P<who>{_S}{{2,15}}(?:-{_S}{{2,9}})?)(?=[ \t]*(?:$|\n|[,;.)|–—/]|-[ \t]| (?:le|ce|du) (?:\d|jour)))"
)
_DOTTED = re.compile(
    rf"(?i:frapp[ée]e?s?|tap[ée]e?s?|saisie?s?|dactylo\w*|dict[ée]+e?s?|relu+e?s?|transcri(?:te?|ption)|secr[ée]tariat|secr[ée]taire)[ \t]*(?:par|:)?[ \t]*(?P<given>{_S}\.(?:-{_S}\.)?) ?(?P<family>{_S}{{3,}})"
)
_NO_TYPIST = frozenset(
    "ce le la les du de des en et au aux par pour non nom oui ici ras re vu sur ma mon ton son ses mes pas si ok fin nb pj cp cet cette hier jour matin soir midi nuit erreur distance direct voix ligne relue relu dictee dicte tapee frappe signe signee valide validee urgente urgent informatique vocale medicale medical seul seule dessus dessous "
    "recu recue envoi envoye faite fait ".split()
)
_BARE = re.compile(
    r"(?:J[A-Z]|[A-Z]{2}|[A-Z]-[A-Z]|(?:Th|Ch|Ph|Cl|Fr|Fx|Gh|St|Vl|Ste|Gu|Ge|Jl|Jm|Jp|Jf|Jc|Jb|Jn|Pm|Pa)\.?|[A-Z])\Z"
)
_WRITERS = frozenset(
    "par avec et lecture relu relue visa contresigne contresignee cosigne cosignee signe signee valide validee dicte dictee redige redigee rempli remplie saisi saisie vu vue revu revue senior double avis medecin medecins operateur "
    "transmis transmise remis recu recue prescrit pose posee fait faite controle controlee verifie verifiee prescripteur lu lue opere operee de à a".split()
)
_BEFORE_BARE = re.compile(r"\n\s*\Z|[,;:/(|>–—•-]\s*\Z|[ \t]{2,}\Z")
_BEHIND = re.compile(
    r" (?P<who>[A-Z]|[A-Z]{2}|[A-Z]-[A-Z]|(?:Ch|Ph|Th|Cl|Fr|Fx|Gu|Jl|Jm|Jp|Jf|Jc|Jb)\.?)(?=[ \t]*(?:>|→|->)|[ \t]*(?:[–—-][ \t]*)?(?:(?i:rpps|adeli|t[ée]l|poste|dect|bip)(?![^\W_]))|,? \d{6,8}(?!\d)|,? \d\d[/.-]\d\d[/.-]\d{2,4}|[ \t]*(?:$|\n|[,;)/|]))",
    re.M,
)
_SURE_BEHIND = re.compile(r"[ \t]?(?:>|→|-|–|(?i:rpps|adeli|t[ée]l|poste|dect|bip)(?![^\W_]))")
_SEX_OR_SIDE = frozenset("MFHDG")
_ARROW = re.compile(rf"(?P<who>{_U}\.[ -]?{_U}\.)(?= ?(?:→|->|=>|>|⇒))")
_ARROWS = GapCue(r"\A\.? ?(?:→|->|=>|>|⇒)")
_TIGHT = GapCue(r"\A[._]\Z")
_SLASH = GapCue(r"\A/\Z")
_TYPISTS = Cue(heads="frapp tap saisi dactylo dict relu transcri secr")
_ENDED = re.compile(r"[.!?…)»][\s>|]*\n[\s>|]*\Z")
_CLOSES = re.compile(r"\.?[ \t]*(?:\Z|\n[ \t]*(?:\n|\Z|De ?:|-{3,}|_{3,}|>|={3,}))")
_ALONE = re.compile(r"(?P<role>[ \t]*\n[ \t]*(?:-{3,}[ \t]*\n)?(?P<next>[^\W\d_]+)|[ \t]*\n?\s*\Z)")


def _family(word: Word) -> bool:
    """Whether a capitalised word may be a family name: borne, or in no list."""
    info = word.info
    if word.shape not in (UPPER, TITLE) or len(word.folded) < 3 or word.folded in NEVER or info.medical:
        return False
    if word.written in SHORT_FORMS:
        return False
    if info.wordish:
        return info.surname >= 2.5 and info.zipf < 5.6
    return info.surname >= 1 or not (info.wordish or info.eponym or info.zipf > 2)


_NAMED_CAPITALS = Cue(test=_family, of="capital")


def find(page: Page) -> Iterator[Span]:
    """Every such trace."""
    yield from _codes(page)
    yield from _logins(page)
    for match in page.matches(_TYPED, _TYPISTS):
        yield from _typist(page, match)
    yield from _dotted(page)
    for i in page.at(_ARROWS):
        match_ = _ARROW.match(page.text, page.starts[i - 2]) if i > 1 else None
        if match_:
            yield Span(match_.start("who"), match_.end("who"), "NOM", "writer.arrow", CONTEXT)
    for i in page.at(_NAMED_CAPITALS):
        yield from _bare_initials(page, i)
    yield from _last_words(page)


def _codes(page: Page) -> Iterator[Span]:
    """`hl/cv`, `sc/lny`: apart from the text, where writing or a signer is spoken of."""
    text = page.text
    for i in page.at(_SLASH):
        match = _CODES.match(text, page.starts[i - 1]) if i and page.shapes[i - 1] == LOWER else None
        if not match or not _APART.search(text, max(0, match.start() - 8), match.start()):
            continue
        parts = [part for part in match.groups() if part]
        if any(part in _NO_CODE for part in parts) or not _WRITING.search(
            text, max(0, match.start() - 160), match.start()
        ):
            continue
        for name in ("one", "two", "three"):
            if match[name]:
                yield Span(match.start(name), match.end(name), "NOM", "writer.code", CONTEXT)


def _logins(page: Page) -> Iterator[Span]:
    """`m.ithurralde`, `cindy.leblanc`, `m-a.santucci`, and behind a word of writing `v.dub`."""
    text = page.text
    for i in page.at(_TIGHT):
        if not i or page.shapes[i - 1] != LOWER or page.shapes[i] not in (LOWER, "m"):
            continue
        first = i - 2 if i > 1 and page.gaps[i - 1] == "-" and page.shapes[i - 2] == LOWER else i - 1
        start = page.starts[first]
        match = _LOGIN.match(text, start)
        if not match or (start and (text[start - 1].isalnum() or text[start - 1] in "@/\\._-'’")):
            continue
        behind = _SIGNED.search(text, max(0, start - 30), start) is not None
        if _is_login(page, first, i, behind=behind):
            yield Span(match.start("given"), match.end("given"), "PRENOM", "writer.login", CONTEXT)
            yield Span(match.start("family"), match.end(), "NOM", "writer.login", CONTEXT)


def _is_login(page: Page, first: int, i: int, *, behind: bool) -> bool:
    given, family = page.info(first), page.info(i)
    if family.medical or given.medical or page.folded[i] in _NO_CODE or page.folded[i] in ("fr", "eu", "net", "org"):
        return False
    if behind:
        return family.zipf < 5 and (
            len(page.words[first]) < 3 or (page.folded[first] not in NEVER and page.folded[first] not in _NO_CODE)
        )
    borne = family.surname >= 1.5 and not family.wordish
    if len(page.words[first]) < 3:
        return borne
    return given.first >= 2.5 and not given.wordish and (borne or family.zipf < 2)


def _typist(page: Page, match: re.Match[str]) -> Iterator[Span]:
    """`Dictée lv, saisie maitena`, `tapé mary –`: two or three letters, or a first name of the lists, behind a word of typing."""
    who, i = match["who"], page.token_at(match.start("who"))
    info, folded = page.info(i), page.folded[i]
    if folded in _NO_TYPIST or folded in NEVER or folded in ROLES or folded in _NO_CODE:
        return
    pieces = who.split("-")
    code = all(len(piece) < 4 and piece not in _NO_CODE for piece in pieces) and (len(pieces) > 1 or info.zipf < 5.2)
    named = len(who) > 3 and (info.first >= 2 or folded in SHORT_NAMES) and info.zipf < 5 and not info.medical
    if code or named:
        yield Span(match.start("who"), match.end("who"), "PRENOM", "writer.typist", CONTEXT)


def _dotted(page: Page) -> Iterator[Span]:
    """`transcription : n. gasnier`."""
    for match in page.matches(_DOTTED, _TYPISTS):
        info = page.info(page.token_at(match.start("family")))
        if info.surname >= 1 and not (info.wordish or info.medical):
            yield Span(match.start("given"), match.end("given"), "PRENOM", "writer.dotted", CONTEXT)
            yield Span(match.start("family"), match.end("family"), "NOM", "writer.dotted", CONTEXT)


def _bare_initials(page: Page, i: int) -> Iterator[Span]:
    """`M PEYRACHE`, `JB Técher`, `H de la Celle`, `Th SENGSAVANG`; `FIORENTINO L >`, `BRIEND JN 25121966`."""
    j = i - 1
    if page.shapes[i] != UPPER and j >= 0 and len(page.words[j]) > 3:
        return
    while (
        j >= 0
        and page.folded[j] in LEADING
        and page.shapes[j] == LOWER
        and i - j < 4
        and page.gaps[j + 1] in (" ", "'", "’")
    ):
        j -= 1
    info = page.info(i)
    seldom = not info.wordish or (info.surname >= 3 and info.zipf < 4.8)
    if j >= 0 and page.gaps[j + 1] == " " and _is_bare(page, j) and (seldom or j < i - 1):
        yield Span(page.starts[j], page.ends[j], "PRENOM", "writer.initial", CONTEXT)
        last = _family_end(page, i)
        yield Span(page.starts[j + 1], page.ends[last], "NOM", "writer.family", CONTEXT)
    if page.shapes[i] == UPPER and len(page.words[i]) > 3 and not page.info(i).wordish:
        match = _BEHIND.match(page.text, page.ends[i])
        if match and _stands_behind(page, i, match):
            yield Span(match.start("who"), match.end("who"), "PRENOM", "writer.behind", CONTEXT)
            yield Span(_family_start(page, i), page.ends[i], "NOM", "writer.behind", CONTEXT)


def _family_start(page: Page, i: int) -> int:
    """Where a family name in capitals begins, its particle with it (`LE GOAZIOU`)."""
    if i and page.folded[i - 1] in LEADING and page.shapes[i - 1] == UPPER and page.gaps[i] in (" ", "-", "'", "’"):
        return page.starts[i - 1]
    return page.starts[i]


def _stands_behind(page: Page, i: int, match: re.Match[str]) -> bool:
    """Whether the capitals behind a name in capitals are a first name's, and the name is one."""
    info, who = page.info(i), match["who"]
    sure = _SURE_BEHIND.match(page.text, match.end()) is not None
    if who in SHORT_FORMS and not sure and who[0] != "J":
        return False
    return (info.surname >= 1.5 or sure) and not info.eponym and (sure or who not in _SEX_OR_SIDE)


def _family_end(page: Page, i: int) -> int:
    """The last token of a family name in capitals (`FOCK YEE`)."""
    while (
        i + 1 < len(page)
        and page.gaps[i + 1] in (" ", "-")
        and page.shapes[i] == page.shapes[i + 1] == UPPER
        and len(page.words[i + 1]) > 2
        and page.words[i + 1] not in SHORT_FORMS
        and page.folded[i + 1] not in NEVER
        and not page.info(i + 1).medical
    ):
        i += 1
    return i


def _is_bare(page: Page, j: int) -> bool:
    """Whether token ``j`` is an initial without a stop that begins a signer's name."""
    word = page.words[j]
    if not _BARE.match(word):
        return False
    if len(word) == 2 and page.info(j).zipf > 5.2:  # `SA COMPAGNE`, in a text in capitals
        return False
    before = page.folded[j - 1] if j and page.gaps[j] in (" ", " : ", ": ", " - ") else ""
    signing = before in _WRITERS or before in ROLES
    if word in ("M", "L", "D", "A", "Y", "O") or (len(word) == 2 and word in SHORT_FORMS and word[0] != "J"):
        return signing and page.words[j - 1] not in ("A", "a", "de") and word not in ("DR", "PR", "ME", "SR")
    if word in (
        "DR",
        "PR",
        "ME",
        "CH",
        "EN",
        "DE",
        "DU",
        "LE",
        "LA",
        "ET",
        "AU",
        "UN",
        "IL",
        "NE",
        "SA",
        "SE",
        "ON",
        "OU",
        "PAR",
    ):
        return False
    return signing or not j or (_BEFORE_BARE.search(page.gaps[j]) is not None and (len(word) > 1 or page.line_start(j)))


def _last_words(page: Page) -> Iterator[Span]:
    """A letter, or a short first name, that is a whole line under a finished sentence at the end of a message."""
    text = page.text
    for i in page.at(LINE):
        if (
            page.shapes[i] not in ("I", TITLE)
            or len(page.words[i]) > 11
            or not _ENDED.search(text, max(0, page.starts[i] - 12), page.starts[i])
        ):
            continue
        if len(page.words[i]) == 1:
            if _CLOSES.match(text, page.ends[i]):
                yield Span(page.starts[i], page.ends[i], "PRENOM", "writer.letter", CONTEXT)
            continue
        info, match = page.info(i), _ALONE.match(text, page.ends[i])
        if not match or page.folded[i] in NEVER or info.medical or info.eponym:
            continue
        role = i + 1 < len(page) and page.folded[i + 1] in ROLES and match["next"] is not None
        last = match["next"] is None
        borne = info.first >= 2 or (info.first >= 1 and info.zipf < 3.2) or not (info.wordish or info.zipf > 2.5)
        if (role and (borne or info.zipf < 3.5)) or (last and borne and len(page.words[i]) < 9):
            yield Span(page.starts[i], page.ends[i], "PRENOM", "writer.last", CONTEXT)
