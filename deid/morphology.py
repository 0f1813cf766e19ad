"""Words that are built like words: compounds of medicine, derived forms of French, shortened words.

No list holds every `micrométastase`, `déprescription` or `Ausc`; how they are built tells that they are no names. Prefixes and
suffixes are those of Greek and Latin medical terms and of French derivation; a shortened word is the beginning of a known one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from deid.lexicon import lexicon
from language.words import Words

_PREFIX = re.compile(
    r"(?:a(?:bdomino|cro|deno|lgo|llo|mnio|mylo|ngio|nte|nti|ortho|rterio|rthro|ttico|udio|uto|vasculo)|b(?:acterio|io|lasto|leno|lepharo|rachio|rady|roncho)|"
    r"c(?:apsulo|arcino|ardio|ephalo|ervico|heilo|himio|hole|holedoco|holangio|hondro|hromo|olo|olpo|oronaro|ortico|osto|ranio|ryo|ysto|yto)|"
    r"d(?:acryo|ermato|orso|uodeno|ynamo|ys)|e(?:chino|ncephalo|ndo|ntero|osino|pi|ndocrino|rythro|xo)|f(?:ibro|emoro)|"
    r"g(?:alacto|astro|enito|enou|erio|ingivo|lomerulo|lyco|onado|onio|ranulo|yneco)|h(?:em[ao]|emato|emi|epato|etero|istio|isto|omo|ydro|yper|ypo|ystero)|"
    r"i(?:leo|mmuno|nfra|nter|ntra|rido|scio|so)|k(?:erato|inesi|ineso)|l(?:aryngo|ateo|eio|euco|euko|eptospiro|ipo|itho|ombo|ymph[ao])|"
    r"m(?:acro|ammo|asto|axillo|edullo|egalo|elano|eningo|eno|eso|eta|etro|icro|ono|orpho|uco|ulti|yco|yelo|yo|yx[oe])|n(?:aso|ecro|eo|ephro|europsych|euro|ucleo)|"
    r"o(?:culo|donto|eso|leo|ligo|mphalo|ncho|nco|nycho|ophoro|phtalmo|ropharyng|rtho|steo|sphres|to|vario|xy)|p(?:achy|ancreato|an|apillo|ara|atho|elvi|ericardo|eri|eritoneo|harmaco|haryngo|hleb|hoto|"
    r"hysio|lasmo|leuro|neumo|oly|orphyro|ost|oto|roct?o|rostato|seudo|sycho|ulmo|upillo|yelo|yo)|quadri|r(?:achi|adio|e?anim|ecto|edon|einno|enno|esucr|eti[nc]o|habdo|heumato|hino)|"
    r"s(?:acro|alpingo|arco|clero|ero|emi|igmo|inusite|omato|omno|onde|perma|pheno|phinctero|pino|pleno|pondylo|tato|teato|terno|tomato|tomo|trepto|ub|ulfa|upra|ympath|yno)|"
    r"t(?:achy|ele|elo|endino|etra|halamo|hermo|horaco|hrombo|hymo|hyro|ibio|ono|oxi|oxo|rabeculo|racheo|rans|richo|ri|ympano)|u(?:ltra|retero|rethro|rico|rino|ro|tero|veo)|v(?:alvulo|aso|eino|entriculo|ertebro|esico|estibulo|iscero|ulvo)|xantho|xero|zoo)[a-z]{4,}"
)
_SUFFIX = re.compile(
    r"[a-z]{2,}(?:ites?|itis|oses?|ectomie[sz]?|otomies?|ostomies?|plasties?|pathies?|patiques?|pathique[sz]?|graphi(?:e|es|que|ques)|grammes?|scopies?|scopiques?|th[ee]rapi(?:e|es|que|ques)|"
    r"[ea]mi(?:e|es|que|ques)|uri(?:e|es|que|ques)|alg(?:ie|ies|ique|iques)|omes?|omateu(?:x|se|ses)|olog(?:ie|ies|ue|ues|ique|iques)|metri(?:e|es|que|ques)|lyses?|lyse[re]?|lytiques?|g[ee]n[ee]ses?|pl[ee]gies?|par[ee]sies?|phagies?|phasies?|phonies?|rragies?|rrh?ees?|pexies?|d[ee]ses?|"
    r"cent[ee]ses?|stenoses?|scleroses?|trophi(?:e|es|que|ques)|cytes?|cytaires?|penies?|peniques?|philies?|phobies?|phobiques?|kinesies?|kinesiques?|tonies?|toniques?|morphies?|malacies?|megalies?|celes?|thorax|blast(?:e|es|ome|omes)|"
    r"psies?|pnees?|psychie|praxies?|lalies?|gnosies?|esthesies?|esthesiques?|opies?|opsies?|opsiques?|cidies?|lithes?|lithiases?|iases?|iasiques?|ectasies?|plasies?|stasies?|spasmes?|trigo|icides?|fug[ea]s?|forme[s]?|aux|"
    r"tions?|ements?|issements?|ateurs?|atrices?|eu[rs]|euses?|iques?|iquement|aires?|ables?|ibles?|ismes?|isrne|istes?|ites?|ives?|ifs?|ages?|elles?|iennes?|[dlnrtvcspg]er|[tnrlsdcvi]ees?|ant(?:e|es|s)?|ances?|ences?|oides?|oidiens?|oidiennes?|iens?|iales?|ial|inales?|inal|ulaires?|eaux)"
)
_STEM = re.compile(
    r"[a-z]{2,}(?:olols?|prils?|sartans?|[mz]abs?|tinibs?|statines?|cillines?|azoles?|mycines?|micines?|floxacines?|parines?|xabans?|gliptines?|gliflozines?|azepams?|zolams?|caines?|curium|curoniums?|thiazides?|dipines?|triptans?|setrons?|"
    r"cyclines?|semides?|lukasts?|prosts?|sterones?|solones?|sones?|tidines?|zosines?|fibrates?|formines?|glinides?|tropiums?|terols?|oxetines?|pramines?|peridones?|idones?|apines?|ciclibs?|platines?|rubicines?|taxels?|vudines?|previrs?|buvirs?|asvirs?|gravirs?|navirs?|"
    r"vastatines?|penemes?|kinases?|ferons?|poetines?|grastims?|mustines?|tecans?|parib|zomib|lisib|degibs?|limus|citabines?|trexates?|trexeds?|dronates?|dronique|glutides?|natides?|relines?|relix|tocines?|pressines?|caserines?|barbitals?|pentones?|ethylates?|carbonates?|phosphates?|chlorures?|sulfates?|acetates?|citrates?|gluconates?)"
)

_LONG = re.compile(
    r"[a-z]+(?:amides?|azides?|amines?|[iu]dines?|erides?|phyllines?|lases?|enases?|[xlztr]ines?|xones?|trols?|bicins?|mines?|estrol|bactam|cortones?|fylline|sulfan|profene|fenac|oxicam|osides?|opathe|ectomise[es]?)"
)
"""Endings of substances and enzymes that are sure in long words only."""


@lru_cache(maxsize=4_000)
def built(folded: str) -> bool:
    """Whether an unlisted folded word is built like a word of medicine or of French."""
    if len(folded) > 7 and _LONG.fullmatch(folded):
        return True
    return len(folded) > 4 and any(form.fullmatch(folded) for form in (_PREFIX, _SUFFIX, _STEM))


@lru_cache(maxsize=2)
def _openings(lang: str) -> list[str]:
    words = Words(lang)
    return sorted({*words.known(), *words.medical()} if lang == "fr" else set(words.known()))


@lru_cache(maxsize=4_000)
def shortened(folded: str, lang: str = "fr") -> bool:
    """Whether a folded word of three letters or more is the beginning of a longer known word (`ausc`, `plaq`, `adenopa`)."""
    words = _openings(lang)
    at = bisect_left(words, folded)
    at += words[at : at + 1] == [folded]
    return at < len(words) and words[at].startswith(folded)


@lru_cache(maxsize=4_000)
def misread(folded: str) -> bool:
    """Whether a scanner may have made a folded word of a known one: `Iibérale`, `Madarne`, `Spirlva`."""
    words = lexicon()
    forms = {folded.replace("rn", "m"), folded.replace("l", "i"), folded.replace("i", "l"), "l" + folded[1:]} - {folded}
    return any(words.is_current(form) for form in forms)


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=4_000)
def slip(folded: str) -> bool:
    """Whether one letter too much, too few, wrong or two swapped make the word of a known one (`remplaceent`, `contarmal`)."""
    cuts = [(folded[:k], folded[k:]) for k in range(len(folded) + 1)]
    forms = [a + b[1:] for a, b in cuts if b] + [a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1]
    forms += [a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS]
    forms += [a + letter + b for a, b in cuts for letter in _LETTERS]
    words = lexicon()
    known = words.known().intersection(forms)
    return any(words.info(form).wordish or words.info(form).medical for form in known)
