"""Whether two spellings name the same organisation or person.

One function decides it for recusal, for one seat per employer, for registration and for search, so that nobody stands
aside, sits twice or registers twice by a spelling that people read as the same. Folded are: width, compatibility
forms, radicals that look like characters, letters of other scripts that look like Latin ones or like Chinese
characters, capitals, kinds of brackets, quotes, dashes and dots, and everything unseen. Not folded are characters
that differ to a reader: simplified and traditional forms stay two.
Not for: what people type to find a text; see `searching`.
"""

from __future__ import annotations

import unicodedata

# Radicals and strokes with the character each of them is, where NFKC leaves them (Unicode Character Database,
# EquivalentUnifiedIdeograph.txt).
_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾"
    "⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲㇆㇏㇐㇑㇒㇓㇔㇕"
    "㇖㇗㇘㇙㇚㇛㇜㇝㇞㇟㇠㇡"
)
_CHARACTERS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹"
    "艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀𠃌乀一丨丿丿丶𠃍"
    "乛𠃊𠃎𠄌亅𡿨𠃋乀𠃑乚乙𠄎"
)
# Look-alikes (Unicode Technical Standard 39): Cyrillic and Greek capitals and letters, kana.
_FOREIGN = "АВЕЗІЈКМНОРСТУХЅԚԜавеіјкмнорстухѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχエロニハカタトー○◯"
_LATIN = "ABE3IJKMHOPCTYXSQWabeijkmhopctyxshdqwABEZHIKMNOPTYXaikvoptux工口二八力夕卜一〇〇"
_OPENING, _CLOSING = "[{〔【〖〘〚「『〈《<", "]}〕】〗〙〛」』〉》>"
_SIGNS = {
    **dict.fromkeys(_OPENING, "("),
    **dict.fromkeys(_CLOSING, ")"),
    **dict.fromkeys("‐‑‒–—―−﹣", "-"),
    **dict.fromkeys("•‧∙⋅・●", "·"),
    **dict.fromkeys("“”„‟″〝〞＂'‘’‚‛′`", '"'),
}
_SAME = str.maketrans(
    dict(zip(_RADICALS, _CHARACTERS, strict=True)) | dict(zip(_FOREIGN, _LATIN, strict=True)) | _SIGNS
)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
# Seen by nobody, though categories call them letters or marks: joiners, fillers, selectors, braille blank.
_FILLERS = frozenset(
    map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0x180B, 0x1810)))
) | frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def same_key(text: str) -> str:
    """Equal for two spellings of one name. Not for people's eyes; empty for a text of nothing visible."""
    seen = "".join(c for c in text if c not in _FILLERS)
    folded = unicodedata.normalize("NFKC", seen).translate(_SAME).casefold()
    whole = unicodedata.normalize("NFKC", folded).translate(_SAME)
    return "".join(c for c in whole if unicodedata.category(c) not in _UNSEEN)


def is_same(one: str, other: str) -> bool:
    """Whether both name the same; a blank names nothing and is the same as nothing."""
    key = same_key(one)
    return key != "" and key == same_key(other)
