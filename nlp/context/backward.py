"""Scopes that lie before their cue: ``X écarté``, ``X : non``, ``X ?``, ``X arrêté pour Y``."""

from __future__ import annotations

from .automaton import Found
from .coordination import DASHES, HARD, MAX_ITEM, Coordination
from .marks import HISTORICAL, HYPOTHETICAL, NEGATED

_BECAUSE = frozenset({("a", "cause"), ("en", "raison"), ("du", "fait"), ("suite", "a")})
_TOLD = frozenset({"par", "apres", "a", "des", "rapidement", "spontanement", "depuis", "lors", "avant"})
_CAUSES = frozenset({"cause", "raison", "fait"})

_WHILE = frozenset({"sous", "apres", "lors", "pendant", "durant", "sur"})
_KNOWN = frozenset({"l", "le", "la", "les", "son", "sa", "ses", "cet", "cette", "ce", "ces"})


class Backward(Coordination):
    """What cues say of the words before them, and of the reason that follows a stop."""

    def read_backward(self, hit: Found) -> None:
        for at in self._before(hit):
            self.mark(at, hit.cue)
        if hit.cue.state == "stopped":
            self._mark_reason(hit)

    def _mark_reason(self, hit: Found) -> None:
        """Why a drug was stopped is past like the drug: ``arrêté en 2018 (cytolyse)``, ``stoppé pour toux``."""
        words, at = self.words, hit.end - 1 if self.words[hit.end - 1] in self._closed["reasons"] else hit.end
        while at < self._end and (
            words[at][0].isdigit() or words[at] in self._closed["before_date"] | self._closed["months"]
        ):
            at += 1
        at = self._reason_ahead(at)
        self.mark_reason_at(at)

    def _reason_ahead(self, at: int) -> int:
        """The bracket or the reason after a few words that tell who stopped it and when (``par le patient à J7 (…)``)."""
        words = self.words
        if at >= self._end or words[at] not in _TOLD:
            return at
        for place in range(at + 1, min(self._end, at + MAX_ITEM)):
            if (
                words[place] == "("
                or words[place] in self._closed["reasons"]
                or tuple(words[place : place + 2]) in _BECAUSE
            ):
                return place
            if not words[place][0].isalnum() and words[place][0] != "§":
                break
        return at

    def mark_reason_at(self, at: int) -> None:
        """Mark the words of the reason that ``pour``, a bracket or a colon at ``at`` brings in."""
        words = self.words
        if tuple(words[at : at + 2]) in _BECAUSE:
            at += 1
            if at + 1 >= self._end or words[at + 1] not in ("d", "de", "des"):
                return
        if at >= self._end or (words[at] not in "(:" and words[at] not in self._closed["reasons"] | _CAUSES):
            return
        if words[at] == "devant" and at + 1 < self._end and words[at + 1] in _KNOWN:
            return  # ``stoppée devant l'insuffisance rénale``, which is there
        end = self.closing(at) if words[at] == "(" else at + MAX_ITEM
        for inside in range(at + 1, min(end, self._end)):
            if words[inside] in HARD or (words[at] != "(" and words[inside] in ",:()"):
                break
            self.marks[inside] |= HISTORICAL

    def affirm(self, hit: Found) -> None:
        for at in self._before(hit):
            self.marks[at] &= ~(NEGATED | HYPOTHETICAL)

    def _before(self, hit: Found) -> list[int]:
        """The tokens that a cue after them speaks of."""
        words, at = self.words, hit.start - 1
        passed: list[int] = []
        answer, last = hit.cue.state == "answer", words[hit.end - 1]
        plural = last.endswith("s") and last not in self._closed["singular_s"]
        plural = plural or words[hit.start] in self._closed["plural_verbs"]
        plural = plural or (hit.cue.state == "stopped" and words[hit.start].endswith("es"))  # ``arrêtées en 2019``
        tested = last.startswith("neg")
        stopped = hit.cue.state == "stopped" and hit.cue.place == "post"
        question, joined, own = words[hit.start] == "?", False, None
        if at >= self._start and (words[at] == "(" or (words[at] == ":" and hit.cue.mark == "fam")):
            at -= 1
        while at >= self._start:
            word, inner = words[at], self._cover.get(at)
            if inner is not None:
                if self._bars(inner, hit):
                    break
                passed += range(inner.start, at + 1)
                at = inner.start - 1
                continue
            if word == ")":
                opening = self.opening(at)
                passed += range(opening + 1, at)
                at = opening - 1
                continue
            planned = hit.cue.state == "planned" and not joined
            if word == "+" and (planned or (plural and hit.cue.state == "stopped")):
                joined = True
                at -= 1
                continue
            if stopped and word[0].isdigit() and any(self._is_name(place) for place in passed):
                break  # ``apixaban 2,5 x 2, bisoprolol 5 sotalol arrêté``: a dose ends another drug
            if (
                word in HARD
                or word in ":(?="
                or word in DASHES
                or (word == "/" and (words[hit.start] == "0" or answer))
            ):
                if word == ":" and answer and own is not None and hit.cue.mark != "hyp":
                    del passed[own:]  # ``Conclusion : X, Y : non`` denies Y
                break
            if word == "," and not (
                answer or words[at + 1] in self._closed["joins"] or (plural and joined) or self._are_tests(at, hit)
            ):
                break
            if word in ("et", "and") and not (answer or plural or question or planned):
                break
            own = len(passed) if word == "," and own is None else own
            joined = joined or word in self._closed["joins"]
            if at + 1 in self._cells and at + 1 != hit.start:
                break
            if self.is_verb(at) or (len(word) > 1 and word in self._closed["clause_openers"]):
                break
            if hit.cue.mark == "hist" and word in self._closed["person_words"]:
                break
            if not (tested and word in self._closed["tests"]):
                passed.append(at)
            at -= 1
        if own is not None and answer and any(words[place][0].isdigit() for place in passed[own:]):
            del passed[own:]  # ``escarre stade 2, douleur : non``
        return passed

    def _is_name(self, at: int) -> bool:
        """A word that is neither part of a dose nor one that joins."""
        word = self.words[at]
        return (
            len(word) > 2
            and word[0].isalpha()
            and word not in self._closed["quantities"]
            and word not in self._closed["connectors"]
        )

    def _is_in_subject(self, inner: Found, hit: Found) -> bool:
        """``l'endocardite sur prothèse a été éliminée``: a preposition before the auxiliary lies within its subject."""
        words, closed = self.words, self._closed
        if words[hit.start] == "non" and words[inner.start] in ("avec", "sans"):
            return True  # ``migraine avec aura : non``
        return words[hit.start] in closed["auxiliaries"] and words[inner.start] in closed["inner_prepositions"]

    def _disagrees(self, inner: Found, hit: Found) -> bool:
        """``fractures sur massage probables``: the plural speaks of what stands before the stop."""
        words = self.words
        return (
            hit.cue.mark == "hyp"
            and words[inner.start] == "sur"
            and words[hit.end - 1].endswith("s")
            and words[inner.start - 1].endswith("s")
            and not words[hit.start - 1].endswith("s")
        )

    def _are_tests(self, comma: int, hit: Found) -> bool:
        """``VHC, VIH négatifs``: names of serologies share their result."""
        tests = self._closed["serologies"]
        return (
            hit.cue.mark == "neg"
            and comma > self._start
            and self.words[comma - 1] in tests
            and any(word in tests for word in self.words[comma + 1 : hit.start])
        )

    def _bars(self, inner: Found, hit: Found) -> bool:
        cue = inner.cue
        if cue.place == "stop" and not cue.reach:
            treated = any(self.words[at].startswith("trait") for at in (inner.start, max(0, inner.start - 1)))
            if (treated and hit.cue.mark == "hist") or self._disagrees(inner, hit) or self._is_in_subject(inner, hit):
                return False
        if cue.place == "stop" and self.words[hit.start] == "il" and self.words[inner.start] in _WHILE:
            return False  # ``phlébite sous pilule il y a dix ans``
        if cue.place == "stop":
            return True
        if cue.place == "pre" and hit.cue.mark == "fam" and self.words[inner.start] in ("ni", "nor"):
            return "cas" in self.words[inner.start : hit.start]  # ``pas de X ni de Y dans la famille``
        if cue.place == "pre":
            return not (cue.mark == hit.cue.mark and cue.mark in ("hist", "hyp"))
        return cue.state == "answer" and cue.place in ("post", "affirm")
