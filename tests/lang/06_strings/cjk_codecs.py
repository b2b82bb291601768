"""Chinese, Japanese and Korean codecs: all characters and all short sequences by checksum, escape sequences, pairs."""

import zlib

CODECS = """
gb2312 gbk gb18030 hz big5 cp950 big5hkscs shift_jis cp932 euc_jp shift_jisx0213 shift_jis_2004 euc_jisx0213 euc_jis_2004
euc_kr cp949 johab iso2022_kr iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext
""".split()

CHARACTERS = "\n".join(map(chr, [*range(0x80, 0xD800), *range(0xE000, 0x11000), *range(0x20000, 0x2FB00)]))
PAIRS = b"\n".join(bytes([lead, trail]) for lead in range(0x80, 0x100) for trail in range(0x20, 0x100))
PLANES = b"\n".join(bytes([0x8F, row, cell]) for row in range(0xA1, 0xFF) for cell in range(0xA1, 0xFF))
FOURS = b"".join(bytes([0x81, 0x30 + a, 0x81 + b, 0x30 + c]) for a in range(10) for b in range(126) for c in range(10))

for codec in CODECS:
    encoded = CHARACTERS.encode(codec, "ignore")
    decoded = [data.decode(codec, "replace").encode("utf-8", "surrogatepass") for data in (PAIRS, PLANES, FOURS)]
    print(codec, len(encoded), hex(zlib.crc32(encoded)), *[hex(zlib.crc32(text)) for text in decoded])
    print("   ", hex(zlib.crc32(encoded.decode(codec, "replace").encode())))

SEVEN_BITS = [
    b"\x1b$B4A;z\x1b(B ok \x1b(J\\~\x1b(B",
    b"\x1b$)C\x0e0!1b\x0f abc\n\x0e0!",
    b"\x1b$(D0!\x1b$(O/L\x1b$(P!!\x1b$(Q$w\x1b(I12",
    b"\x1b.A\x1bNA\x1b.F\x1bNA\x1bN\x30 \x1b$A0!\x1b$(C0!",
    b"\x1b&@\x1b$B0!\x1b[31mred\x1b[0m",
    b"\x1b$B4",
    b"\x1b$",
    b"~{<:Ky2;S{#,NpJ)l6HK!#~}~~ ~\nnext",
    b"\x80\x1b(Z",
]
for codec in CODECS[-7:] + ["hz"]:
    for data in SEVEN_BITS:
        try:
            print(codec, data, ascii(data.decode(codec)))
        except UnicodeDecodeError as error:
            print(codec, error, ascii(data.decode(codec, "backslashreplace")))

for codec in "euc_jis_2004", "shift_jisx0213", "iso2022_jp_3", "big5hkscs":
    for text in "\u304b\u309a", "\u304b", "\u304b\u304b\u309a", "\u00ca\u0304\u00ca\u00ea\u030c", "\u02e9\u02e5\u00e6\u0300":
        print(codec, ascii(text), text.encode(codec, "xmlcharrefreplace"))
