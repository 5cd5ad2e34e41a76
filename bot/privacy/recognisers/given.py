"""Names by a list of given names, where the sentence says nothing of people."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import regex

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser
from bot.privacy.recognisers.person_cues import RELATIVE
from bot.privacy.recognisers.person_forms import (
    END,
    FURTHER_LOWER,
    GIVEN,
    NEXT,
    SHOUTED_GIVEN,
    SHOUTED_NEXT,
    START,
)

# Written by deploy.given_names: a case-folded name a line, after a comment.
_FILE = Path(__file__).with_name("given_names.txt")
_FIRST_PART = regex.compile(r"\p{L}+")
# What a person does or is, or is asked. Of brands one says some of it too, so the name needs to be
# in the list.
_PERSON_DOES = (
    r"(?:is|was|has|had|can|could|will|would|should|did|does|says?|said|told|asked|wants?|needs?"
    r"|likes?|loves?|hates?|thinks?|knows?|knew|hopes?|got|gets|gave|gives|took|takes|went|goes"
    r"|came|comes|made|makes|put|saw|sent|bought|brought|found|left|paid|never|always|also|still"
    r"|just|already|spent|spoke|wrote|met|ran|runs|kept|began|became|who"
    r"|and (?:i|her|his|my|the)|[a-z]{3,12}ed)"
)
_BEFORE_PERSON = (
    r"(?:ask(?:ed)?|tell|told|let|have|had|met|meet|thank|thanks|served by|helped by|with|by|from"
    r"|for|and|to|or|but|dear|hi|hello|hey|call|contact|ring|phone|e-?mail|named|called|about"
    r"|sees?|saw|friends?|colleagues?|that|if|when|because|while|until|as|not)"
)
_NO_ARTICLE = (
    r"(?<!\b(?:the|a|an|this|that|these|those|new|your|our|my|any|some|other|of|in|at|near|on"
    r"|size|model|brand|style|version|series|called|colou?r) )"
)
_OPENING = r"(?:\A|[.!?\n][\"'”’)]? {0,2}|[\"“] ?)"

_LOWER = r"(?-i:\p{Ll}{4,20})"
# What is named after people: "the charlie jeans", "a stevie top".
_THING = (
    r"(?:(?:['’]s)? (?:jeans?|tops?|dress(?:es)?|pants?|bags?|tees?|skirts?|shorts?|boots?|shoes?"
    r"|jackets?|coats?|shirts?|ones?|style|brand|size|in (?:size|black|white|blue|red|green)"
    r"|is (?:available|sold|in stock))\b)"
)


class GivenNameRecogniser(Recogniser):
    """Given names of many countries: before a surname, or where people stand in a sentence.

    Their list leaves out what is a word, a place or a brand too. Surnames behind them are found
    with them (``known.further_names``).
    """

    entity = "name"
    precedence = Precedence.NAME
    hint = r"\p{L}{3}"
    patterns = (
        PatternSpec("before a surname", rf"{GIVEN}(?={NEXT})(?!{NEXT}{{1,2}}{_THING})", 0.5),
        PatternSpec(
            "before a surname, in capitals",
            rf"{SHOUTED_GIVEN}{SHOUTED_NEXT}{{1,2}}",
            0.5,
            hint=r"(?-i:\p{Lu}{2})",
        ),
        PatternSpec("does", rf"{_NO_ARTICLE}{GIVEN}{END}(?=,? {_PERSON_DOES}\b)", 0.4),
        PatternSpec(
            "where people stand",
            rf"\b{_BEFORE_PERSON} \K{GIVEN}{END}(?!['’]s \p{{L}}|-| (?-i:\p{{Lu}}|\d))",
            0.4,
        ),
        PatternSpec("owns", rf"{_NO_ARTICLE}{GIVEN}{END}(?=['’]s [a-z])", 0.4, hint="['’]s "),
        PatternSpec("spoken to", rf"{_OPENING}\K{GIVEN}{END}(?=, (?-i:[a-z]|I\b))", 0.4, hint=","),
        PatternSpec("at the end", rf"[,!] {{1,2}}\K{GIVEN}{END}(?=\W{{0,3}}\Z)", 0.4, hint="[,!] "),
        PatternSpec(
            "after a cue, in lower case",
            rf"\b(?:ask(?:ed)?(?: for)?|love from|buyer|contact"
            rf"|tell|told|let|friend|spoken? (?:to|with)|named|called|met|served by"
            rf"|helped by|it['’]?s|it is|this is|shows?|spelling is|{RELATIVE}) \K{START}{_LOWER}"
            rf"{END}(?!{_THING})(?:{FURTHER_LOWER})?",
            0.4,
            hint=r"ask|love|buyer|contact"
            r"|tell|told|let|friend|my|his|her|our|their|spoke|name|call|met|by |it|this"
            r"|sho|spel",
        ),
        PatternSpec(
            "in a clause of its own, in lower case",
            rf"(?:\A|[.!?\n] )\K{START}{_LOWER}{END}(?!{_THING})"
            rf"(?=(?: \p{{Ll}}{{3,20}})?(?:[.,!?:;]|\s*\Z| {_PERSON_DOES}\b))",
            0.4,
        ),
    )

    def prepare(self) -> None:
        """Compile the patterns and read the list."""
        super().prepare()
        given_names()

    def validate(self, found: str) -> bool | None:
        """Accept what the list has; of a double name the first part counts."""
        first = _FIRST_PART.match(found)
        return None if first is not None and first.group().casefold() in given_names() else False


@cache
def given_names() -> frozenset[str]:
    """Return given names of many countries, case-folded."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
