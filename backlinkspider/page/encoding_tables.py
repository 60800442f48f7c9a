"""Where Python's codecs depart from the indexes of the Encoding standard.

Measured cell by cell against Chromium 156; ``tests/page/test_codec_browser.py`` does it again.
"""

from __future__ import annotations

from typing import Final

SINGLE_BYTE: Final = {
    ("koi8-u", 0xAE): "\u045e",
    ("koi8-u", 0xBE): "\u040e",
    ("windows-1255", 0xCA): "\u05ba",
}
"""Bytes that Python decodes otherwise or not at all."""

SHIFT_JIS: Final = dict.fromkeys(range(0xF8F0, 0xF8F4), "\ufffd")
"""Code page 932 maps the bytes 0xA0, 0xFD, 0xFE and 0xFF to these; the standard doesn't."""

EUC_JP: Final = {
    0x301C: "\uff5e",
    0x2016: "\u2225",
    0x2212: "\uff0d",
    0x00A2: "\uffe0",
    0x00A3: "\uffe1",
    0x00AC: "\uffe2",
    0x2014: "\u2015",
}
"""JIS X 0208 symbols for which the standard follows code page 932."""

GB18030: Final = {
    0xE5E5: "\u3000",
    0xE7C7: "\u1e3f",
    0x1E3F: "\ue7c7",
    **dict(zip(range(0xE78D, 0xE797), "︐︒︑︓︔︕︖︗︘︙", strict=True)),
    **dict(
        zip(
            (0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864),
            "龴龵龶龷龸龹龺龻",
            strict=True,
        )
    ),
}
"""GB 18030-2022: characters that got code points of their own, out of the private use area."""

BIG5: Final = {
    0x2022: "‧",
    0xFF64: "﹑",
    0x203E: "¯",
    0x223C: "～",
    0x2641: "⊕",
    0x2609: "⊙",
    0x00A5: "￥",
    0x00A2: "￠",
    0x00A3: "￡",
}
"""Symbols Python's ``big5hkscs`` maps otherwise. (Of A241 and A242 it can't be told.)"""

BIG5_POINTERS: Final = {
    1000: "㡵𡵓𣚞𦀡㻬𥣞㫵竼龗𤅡𨤍𣇪𠪊𣉞䌊蒄龖鐯䤰蘓墖靊鈘秐稲晠権袝瑌篅枂稬剏遆㓦珄𥶹瓆鿇垳",
    1040: "䤯呌䄱𣚎堘穲𧭥讏䚮𦺈䆁𥶙箮𢒼鿈𢓁𢓉𢓌鿉蔄𣖻䂴鿊䓡𪷿拁灮鿋",
    2082: "箸",
    2088: "簆",
    2103: "糎",
    2114: "緒",
    2123: "縝",
    2148: "者",
    2151: "耨",
    2221: "菁",
    2239: "蒨",
    2244: "萏",
    2303: "覦覩",
    2354: "起",
    2400: "都",
    2413: "銹",
    2477: "靜",
    2498: "響",
    2605: "鼖",
    2673: "蔃",
    2746: "兙兛兝兞",
    2771: "鍮",
    2780: "瑹",
    2990: "浧",
    3087: "禛",
    3259: "邗",
    3301: "靝",
    3436: "瀞",
    3451: "嬨",
    4136: "爁",
    4138: "矗",
    4141: "纇",
    4182: "駖",
    4206: "釔",
    4220: "惞",
    4230: "澶",
    4241: "輶",
    4258: "侻",
    4273: "營",
    4279: "鄄",
    4282: "鷰",
    4294: "菏",
    4329: "尐秣",
    4349: "婧",
    4419: "輋",
    4422: "筑",
    4494: "拐",
    4624: "恢",
    4694: "痹",
    4708: "汊",
    4742: "鬮",
    4748: "鼗",
    4815: "僭",
    4828: "弌",
    4902: "蠏",
    4922: "拎",
    4982: "瑨",
    4992: "煢",
    4997: "牐",
    5432: "␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟␡€",
    10942: "廴",
    10946: "无",
    10948: "癶",
    10950: "隶",
    10957: "〃仝",
    19028: "倩",
    19035: "偽",
    19088: "包",
    19096: "卄",
    19112: "卿",
    19162: "嘅",
    19240: "婷",
    19299: "幵",
    19305: "廐",
    19326: "彘",
    19355: "悤",
    19398: "撐",
    19439: "晴",
    19454: "杞",
    19553: "沜渝",
    19557: "港",
    19611: "煮",
    19643: "猪",
    19672: "瑜",
    19697: "瓩",
    19748: "砉",
}
"""Cells Python's ``big5hkscs`` lacks, by the pointer of the first: (lead - 0x81) * 157 + cell."""

BIG5_LAST: Final = frozenset("\u2550\u255e\u2561\u256a\u5341\u5345")
"""Characters with two cells; the encoder takes the last (Encoding, "index Big5 pointer")."""
