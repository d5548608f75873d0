"""Any text in ASCII, for terminals that can show nothing else. Pure; loaded only when asked for."""

from __future__ import annotations

import unicodedata

_SPELT = {
    "–": "-", "—": "--", "‐": "-", "‑": "-", "−": "-", "…": "...", "‘": "'", "’": "'", "‚": ",", "“": '"',
    "”": '"', "„": '"', "«": '"', "»": '"', "‹": "'", "›": "'", "•": "*", "·": "-", "×": "x", "÷": "/",
    "±": "+/-", "€": "EUR", "£": "GBP", "¥": "JPY", "©": "(c)", "®": "(R)", "™": "(TM)", "°": " deg", "→": "->",
    "←": "<-", "↑": "^", "↓": "v", "⏎": "Enter", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
    "ß": "ss", "ẞ": "SS", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L",
    "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "ng", "Ŋ": "Ng", "§": "S.", "¿": "?", "¡": "!", "а": "a", "б": "b",
    "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ie", "ж": "zh", "з": "z", "и": "i",
    "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "",
    "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
UNKNOWN = "?"


def to_ascii(text: str) -> str:
    """`text` with accents taken off, Cyrillic and punctuation spelt out, and "?" for each other character."""
    return "".join(_one(character) for character in text)


def _one(character: str) -> str:
    """What stands for one character; "" for those that take no cell."""
    if character.isascii():
        return character
    spelt = _SPELT.get(character)
    if spelt is None and character.lower() in _SPELT:
        spelt = _SPELT[character.lower()].capitalize()
    if spelt is not None:
        return spelt
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return ""
    plain = "".join(each for each in unicodedata.normalize("NFKD", character) if each.isascii())
    return plain or UNKNOWN
