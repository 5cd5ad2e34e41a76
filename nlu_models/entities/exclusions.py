"""What is refused: "not leather", "without down", "anything but black", "wool-free"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nlu_models.entities.found import Found
from nlu_models.entities.parts import before, compiled

_REFUSABLE = frozenset({"brand", "category", "color", "material", "size", "attribute", "product"})
_OWNABLE = frozenset({"category", "size", "product"})  # "I have no tent" refuses none
_CORRECTABLE = frozenset({"order_number", "email", "postcode", "ordinal"})
_INSTEAD_OF = compiled(
    r"\b(?:not|isn['’]?t|instead of|rather than)\s+(?:(?:the|my|for|in)\s+)?"
    r"(?:order|number|#|postcode|e?-?mail|option)?\s*#?$"
)
_FILLER = (
    r"(?:an?|any|in|from|by|of|made|out|with|to be|be|that|which|is|are|so|too|really|real|for|the|"
    r"something|anything|things?|ones?|colou?rs?|brand|material)"
)
_CUES = tuple(
    compiled(expression)
    for expression in (
        rf"\bnot\s+(?:(?:{_FILLER}|keen on|fond of|interested in|into|looking for|after|"
        r"want(?:ing)?|like|a fan of)\s+){0,4}$",
        r"\b(?:is|are|was|were|must|should|does|do|ca)n['’]?t\s+(?:be\s+)?"
        r"(?:made\s+(?:of|from|with)\s+)?$",
        r"\b(?:(?:do|does|did|would)(?:n['’]?t|\s+not)|dont|doesnt|never)\s+(?:\w+ly\s+)?"
        r"(?:want|like|fancy|wear|buy|care for|use)\s+"
        rf"(?:(?:to (?:buy|wear|have)|it|them|{_FILLER})\s+){{0,4}}$",
        r"\b(?:without|w/o|except(?:\s+for)?|excluding|excl\.?|minus|other than|apart from|"
        r"aside from|(?:anything|everything|all|any|any colou?r|any brand) but|avoid(?:ing)?|"
        r"hates?|dislikes?|can['’]?t stand|instead of|rather than|allergic to|free (?:of|from)|"
        rf"nothing|never|but no|none of)\s+(?:{_FILLER}\s+){{0,4}}$",
        r"\bnon(?:\s|-)?$",
        # "He's got loads of hats", "she already has a watch", "something more special than a hat"
        r"\b(?:has|have|had|got|owns?|['’]s)\s+(?:already\s+)?(?:got\s+)?"
        r"(?:loads|lots|plenty|tons|dozens|heaps|enough|(?:far |way )?too many|so many|a lot)\s+"
        r"(?:of\s+)?$",
        r"\balready\s+(?:has|have|had|got|owns?|bought)\s+"
        r"(?:(?:an?|some|the|his|her|my|one|two)\s+)?$",
        r"\b(?:not (?:just )?(?:yet )?another|no more|enough of(?: the)?|sick of|bored of|"
        r"fed up with|(?:something|anything)\s+(?:\w+\s+){0,2}?than)\s+"
        r"(?:(?:an?|the|another)\s+)?$",
    )
)
_REMOVE = compiled(
    r"\b(?:exclude|remove|drop|hide|lose|(?:take|leave|filter) out|get rid of)\s+"
    rf"(?:(?:all|those|everything|{_FILLER})\s+){{0,4}}$"
)
_NO = compiled(r"\bno\s+(?:more\s+|real\s+|animal\s+)?$")
_FREE = compiled(r"(?:-|\s)free\b")
_LINK = compiled(
    r"\s*(?P<comma>,)?\s*(?P<word>or|nor|and|&|/)?\s*(?:(?:an?|any|the|in|no|not|with|of|from)\s+)?"
)


def mark_exclusions(text: str, found: Sequence[Found]) -> list[Found]:
    """Return the entities with the role ``exclude`` on those that the message refuses.

    The span of a refused one grows over the words that refuse it. What "or" joins to it is refused
    too, and so is what commas and "and" join, if it is of the same kind. Numbers and addresses
    that are taken back ("10545, not 10455") are left out, as are places if another one is named.

    Args:
        text: The message.
        found: Its entities in order, none overlapping.
    """
    found = [entity for entity in found if not _taken_back(text, entity, found)]
    marked: list[Found] = []
    for at, entity in enumerate(found):
        floor = marked[-1].end if marked else 0
        grown = _refused(text, entity, floor)
        if grown is None and marked and marked[-1].role == "exclude":
            grown = _joined(text, found, at, marked[-1])
        marked.append(entity if grown is None else grown)
    return marked


def _taken_back(text: str, entity: Found, found: Sequence[Found]) -> bool:
    alone = sum(other.entity == "ordinal" for other in found) == 1
    if entity.entity not in _CORRECTABLE or (entity.entity == "ordinal" and alone):
        return False
    return _INSTEAD_OF.search(before(text, entity.start)) is not None


def _refused(text: str, entity: Found, floor: int) -> Found | None:
    """Return the entity with its role and its longer span, or None if nothing refuses it."""
    if entity.entity not in _REFUSABLE:
        return None
    lead = before(text, entity.start)[-(entity.start - floor) or len(text) :]
    for cue in _CUES if entity.entity in _OWNABLE else (*_CUES, _NO, _REMOVE):
        if match := cue.search(lead):
            start = entity.start - len(match.group())
            return entity._replace(start=start, role="exclude")
    if entity.entity not in _OWNABLE and (match := _FREE.match(text, entity.end)):
        return entity._replace(end=match.end(), role="exclude")
    return None


def _joined(text: str, found: Sequence[Found], at: int, last: Found) -> Found | None:
    """Return the entity as refused if it goes on a list of refused ones."""
    entity = found[at]
    link = _LINK.fullmatch(text, last.end, entity.start)
    if link is None or entity.entity not in _REFUSABLE:
        return None
    word = (link["word"] or "").casefold()
    if word in ("or", "nor", "/"):
        return entity._replace(role="exclude")
    if entity.entity != last.entity:
        return None
    if word:
        return entity._replace(role="exclude")
    # "Not red, blue please" wants blue; "not red, blue or green" wants none of them.
    return entity._replace(role="exclude") if link["comma"] and _goes_on(text, found, at) else None


def _goes_on(text: str, found: Sequence[Found], at: int) -> bool:
    """Whether a list with commas ends in "or", "nor" or "and" and one more of the kind."""
    for one, other in pairwise(found[at:]):
        link = _LINK.fullmatch(text, one.end, other.start)
        if link is None or other.entity != one.entity:
            return False
        if link["word"]:
            return True
    return False
