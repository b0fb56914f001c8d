"""The words by which people announce pictures, by language. Made for texts between a trade and its customers.

Patterns are regular expressions without regard to case, one clause at a time; `<picture>` and the other names in
angle brackets stand for the list of that name.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Language(NamedTuple):
    """A clause without any of the `hints` announces nothing, whatever else it says: most texts are done with that.

    `elsewhere` only sounds like pictures, `vetoes` take a clause its meaning, `more` announces more than came.
    """

    hints: tuple[str, ...]
    words: Mapping[str, str]
    elsewhere: tuple[str, ...]
    vetoes: tuple[str, ...]
    more: tuple[str, ...]
    announces: tuple[str, ...]


ENGLISH = Language(
    hints=(
        *("pic", "pix", "photo", "image", "screen", "shot", "video"),
        *("like", "more", "another", "rest", "other", "sending", "angle"),
        *("here", "these", "those", "this one", "that one", "before", "attach", "took", "taken", "scale"),
    ),
    words={
        "picture": r"\b(?:pics?|pix|pictures?|photos?|images?|screen ?shots?|snapshots?|videos?)\b",
        "some": r"(?:an?|some|the|these|those|this|my|our|(?:a )?few|(?:a )?couple|several|more|another|\d+|two|three)",
        "few": r"(?:a few|few|a couple(?: of)?|couple(?: of)?|some|several|one|two|three|four|\d+)",
        "between": r"(?: [\w'/]+){0,4}",
        "bring": r"(?:send|resend|text|take|get|share|bring|snap|forward|attach|upload|show)",
        "who": r"(?:you|u|ya|someone|somebody|anyone|he|she|they)",
    },
    elsewhere=(
        r"<picture> (?:id|i\.d|window|windows|frames?|albums?|shoot|booth|perfect|credit|book|hanging|hooks?|wall)\b",
        r"\b(?:big|bigger|whole|clear|clearer) picture\b",
        r"\b(?:out of|get|gets|got|getting) the picture\b",
        r"\bpicture (?:this|it|that|what|how|me|us)\b",
        r"\b(?:to|can|can't|could|couldn't) picture\b",
        r"\bpictures? (?:worth|don't do)\b",
        r"\b(?:family|wedding|listing|x-ray|stock|google|facebook|website|school|baby) <picture>",
    ),
    vetoes=(
        # thanks, and what arrived
        r"\b(?:thanks?|thank you|thx|ty|appreciate)\b(?: [\w']+){0,3} (?:for|sending)\b",
        (
            r"\b(?:got|received|have|has|had|love|loved|saw|seen|looked|looking|reviewed)\b"
            r"(?: \w+){0,2} (?:the|your|all|both)<between> <picture>(?! (?:attached|below|I just))"
        ),
        r"\byour<between> <picture>",
        (
            r"<picture>(?: that| which)? (?:you|u|he|she|they)(?:'ve| have)? (?:\w+"
            r" )?(?:sent|send|texted|took|shared|gave|emailed|posted)\b"
        ),
        # asking for them
        r"\b(?:can|could|would|will|if) <who>\b<between> <bring>\b",
        r"\b<bring>(?:ing)? (?:me|us)\b",
        r"\bwould you mind\b",
        r"\b(?:please|pls|plz)\b(?: \w+)? <bring>\b",
        r"^(?:\w+ )?(?:ok |and |also |just |then )?(?:send|text|take|get|bring|snap|share)\b",
        r"<picture>(?: of)?<between> (?:please|pls|plz)\b",
        r"^(?:any|got|more|no)?(?: \w+)? ?<picture>\?$",
        r"\b(?:do|did|does) (?:you|u|he|she|they|we)(?: \w+)? (?:have|need|want|get|ever|take)\b(?!<between> just)",
        r"\b(?:need|want|require|required|requires|needed)\b",
        r"\bwould (?:\w+ )?(?:help|be|do)\b",
        r"^(?:if|when|once|before|how|who|where|should|make sure|be sure|remember|what's the best)\b(?! and)",
        r"\bmake sure\b|\bdon't forget\b",
        # promising them
        (
            r"\b(?:will|i'?ll|we'?ll|he'?ll|she'?ll|they'?ll|gonna|going"
            r" to|go take|plan to|later|tomorrow|next week)\b(?! what)"
        ),
        r"\b(?:i|we|he|she|they) (?:can|could|may|might)\b<between> <bring>\b",
        r"\b(?:can|could|may|should) (?:i|we)\b",
        # none there, or elsewhere
        (
            r"\b(?:can't|cant|cannot|couldn't|didn't|don't|dont|won't|wont"
            r"|haven't|hasn't|doesn't|isn't|aren't|never|forgot|unable)\b"
        ),
        r"\b(?:no|without)(?: more)? <picture>",
        r"\be-?mail(?:ed|ing)?\b|\bwebsite\b|\bonline\b|\bfacebook\b|\bthe news\b|\bthe report\b|\bon page\b",
        r"<picture>(?:es)? (?:on|off) (?:the|that|my|our) walls?\b",
        r"\b(?:box|boxes|album)\b",
    ),
    more=(
        r"\b<few> (?:more|others?|extra)? ?(?:of these |of those )?like (?:this|these|that|those|it|them)\b",
        r"\bmore like (?:these|those)\b",
        (
            r"\b(?:here(?:'?s| is| are)|sending|sent|adding) (?:<few> )?(?:more"
            r"|another(?: one)?|one more)(?= of| from|$| <picture>)"
        ),
        r"\bsending (?:the rest|the others?|some more|more|those|these|them)\b",
        r"\bsending again\b",
        r"\b(?:rest|others?) of the <picture>",
        r"^(?:ok |and |also |<few> )*(?:more|another|one more|other|additional) <picture>",
        r"\b(?:another|a different|different|other|one more) angle\b",
        r"\b<few> more <picture>",
        r"\b(?:took|got|have) (?:some|a few|a couple) more of\b",
    ),
    announces=(
        (
            r"\b(?:here|heres|here's|these|this|those|that|thats|that's)(?:"
            r" is| are| r| was| were|'s)?(?: (?!on\b)[\w'/]+){0,5} <picture>"
        ),
        r"\bhere (?:they|it) (?:are|is)\b",
        r"^(?:sure |ok |okay |yes |yeah )?(?:these|those|this one|that one) (?:are|is|was|were) from\b",
        r"\b(?:before|befores) (?:and|&) (?:after|afters)(?: <picture>|$)",
        r"<picture>(?: is| are)? (?:attached|below|above|incoming|coming|to follow|enclosed)\b",
        r"\battach(?:ed|ing)?(?: is| are)?<between> <picture>",
        (
            r"^(?:ok |please |pls )*(?:see|find) (?:the )?(?:attached|attachments?"
            r"|attachement)\b(?! (?:estimate|invoice|quote))"
        ),
        (
            r"^(?:ok |please |pls |just )*(?:see|check out|look at|take a look at|have"
            r" a look at)(?: the| this| these| those| my| attached)* <picture>"
        ),
        (
            r"\b(?:sent|sending|texted|texting|forwarding|forwarded|adding|added"
            r"|resending|uploading|trying to (?:re)?send)<between> <picture>"
        ),
        r"\b(?:in|from|on|of) (?:this|these|the) (?:\w+ )?<picture>",
        r"\b(?:first|1st|second|2nd|third|3rd|last|next|other) <picture>",
        r"^(?:\d+ |two |three |some |ok |the |a )*<picture> (?:of|from|for|showing)\b",
        r"(?<!\bhe )\b(?<!\bshe )(?<!\bthey )(?:took|taken|snapped|grabbed|got) <some>(?: \w+)? <picture>",
        r"\b(?:took|taken) (?:these|this|those|them)\b",
        r"\bsorry\b<between> <picture>",
        r"<picture>(?: \w+){0,3} (?:blurry|dark|fuzzy|sideways|upside down)\b",
        r"\bhope (?:the|these|this|those|my|that) (?:\w+ )?<picture>",
        (
            r"\b(?:if|did|do|have) (?:the|my|these|those|all the) (?:\w+"
            r" )?<picture> (?:came|come|go|went|gone|get|got|make|made)\b"
        ),
        r"\bif you can see (?:the|my|these) <picture>",
        r"<picture>(?: that)? i (?:just|took|sent)\b",
        r"^(?:her|his|their|my) <picture>",
        r"\bpage \d+ <picture>",
        r"\bfor scale\b",
    ),
)

LANGUAGES: tuple[Language, ...] = (ENGLISH,)
