"""Write the tables of the Chinese, Japanese and Korean codecs, `*.bin` in this folder.

    python3.14 crates/stdlib-text/tables/make.py

The codecs have to map every byte sequence and every character as CPython 3.14.10 does, so the tables are made by asking
that release's codecs for each of them.  What cannot be a table (sequences of four and eight bytes, escape sequences) is
code: `src/cjk`.  The script stops when an answer has another shape than that code expects.

A file is a raw deflate stream.  Inside it, numbers are little-endian base 128 with a continuation bit, and differences
that may be negative are folded (0, -1, 1, -2, ...).  For each codec of the group, in the order of `GROUPS`:

- for each of the 256 bytes: 0 when it is illegal, 1 when it begins a longer sequence, else its character plus 2;
- the number of longer sequences; the difference of each one's bytes (read as a big-endian number) from the one before;
  then the difference of each one's value.  A value is a character, or 0x110000 plus the index of a pair;
- the number of pairs, and the two characters of each;
- the number of two-byte sequences of which both bytes are illegal together, and their differences;
- the number of characters that are not encoded as the first sequence that decodes to them, and for each the difference
  to the one before and its bytes as a number; 0 when it cannot be encoded;
- the number of runs of four-byte sequences (gb18030), and for each the first character, the first sequence's rank, and
  the length.
"""

import pathlib
import sys
import zlib

GROUPS = {
    "cn": ["gb2312", "gbk", "gb18030"],
    "tw": ["big5", "cp950", "big5hkscs"],
    "jp": [
        "euc_jp",
        "shift_jis",
        "cp932",
        "shift_jisx0213",
        "shift_jis_2004",
        "euc_jisx0213",
        "euc_jis_2004",
    ],
    "kr": ["euc_kr", "cp949", "johab"],
}

ILLEGAL, INCOMPLETE = "illegal multibyte sequence", "incomplete multibyte sequence"
FIRST_PAIR = 0x110000


def decoded(codec, data):
    """The text, or the error's start, end and reason."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        return error.start, error.end, error.reason


def number(data):
    return int.from_bytes(data, "big")


def packed(n):
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def folded(n):
    return packed(n * 2 if n >= 0 else -n * 2 - 1)


def differences(numbers, pack):
    before, out = 0, bytearray()
    for n in numbers:
        out += pack(n - before)
        before = n
    return bytes(out)


def single_bytes(codec):
    values = []
    for byte in range(256):
        answer = decoded(codec, bytes([byte]))
        if isinstance(answer, str):
            assert len(answer) == 1
            values.append(ord(answer) + 2)
        else:
            assert answer in [(0, 1, ILLEGAL), (0, 1, INCOMPLETE)]
            values.append(int(answer[2] == INCOMPLETE))
    return values


def sequences(codec, singles):
    """The sequences of two and three bytes with their texts, and those of two that are illegal as a whole."""
    texts, wholes = {}, []
    for lead in [byte for byte in range(256) if singles[byte] == 1]:
        for trail in range(256):
            data = bytes([lead, trail])
            answer = decoded(codec, data)
            if isinstance(answer, str):
                texts[number(data)] = answer
            elif answer == (0, 2, ILLEGAL):
                wholes.append(number(data))
            elif answer == (0, 2, INCOMPLETE) and codec.startswith("euc_j"):
                assert lead == 0x8F
                for last in range(256):
                    answer = decoded(codec, data + bytes([last]))
                    if isinstance(answer, str):
                        texts[number(data) << 8 | last] = answer
                    else:
                        assert answer == (0, 1, ILLEGAL)
            elif answer == (0, 2, INCOMPLETE):
                assert codec == "gb18030" and trail in b"0123456789" or codec == "euc_kr" and data == b"\xa4\xd4"
            else:
                assert answer == (0, 1, ILLEGAL), (codec, data, answer)
    return texts, wholes


def encodings(codec):
    found = {}
    for character in map(chr, range(0x110000)):
        try:
            found[character] = character.encode(codec)
        except UnicodeEncodeError as error:
            assert (error.start, error.end, error.reason) == (0, 1, ILLEGAL)
    return found


def rank(data):
    """Which of gb18030's four-byte sequences this is."""
    first, second, third, fourth = data
    return (((first - 0x81) * 10 + second - 0x30) * 126 + third - 0x81) * 10 + fourth - 0x30


def of_rank(n):
    n, fourth = divmod(n, 10)
    n, third = divmod(n, 126)
    first, second = divmod(n, 10)
    return bytes([first + 0x81, second + 0x30, third + 0x81, fourth + 0x30])


def four_byte_runs(encoded):
    runs = []
    for character, data in encoded.items():
        if len(data) != 4:
            continue
        assert of_rank(rank(data)) == data and decoded("gb18030", data) == character
        if runs and ord(character) == runs[-1][0] + runs[-1][2] and rank(data) == runs[-1][1] + runs[-1][2]:
            runs[-1][2] += 1
        else:
            runs.append([ord(character), rank(data), 1])
    ranks = {n for _, start, length in runs for n in range(start, start + length)}
    for n in range(126 * 126 * 100):
        assert (n in ranks) == isinstance(decoded("gb18030", of_rank(n)), str), n
    return runs


def table(codec):
    singles = single_bytes(codec)
    texts, wholes = sequences(codec, singles)
    encoded = encodings(codec)
    pairs = sorted({text for text in texts.values() if len(text) > 1})
    assert all(len(text) == 2 for text in pairs)
    value = lambda text: ord(text) if len(text) == 1 else FIRST_PAIR + pairs.index(text)
    keys = sorted(texts)
    out = b"".join(map(packed, singles))
    out += packed(len(keys)) + differences(keys, packed) + differences([value(texts[key]) for key in keys], folded)
    out += packed(len(pairs)) + b"".join(packed(ord(first)) + packed(ord(second)) for first, second in pairs)
    out += packed(len(wholes)) + differences(wholes, packed)
    first = {}
    for key in keys:
        first.setdefault(texts[key], key)
    for byte in range(256):
        if singles[byte] >= 2:
            first[chr(singles[byte] - 2)] = byte
    assert all(number(pair.encode(codec)) == first[pair] for pair in pairs)
    others = []
    for character in map(chr, range(0x110000)):
        data = encoded.get(character, b"")
        if len(data) >= 4:
            assert codec in ("gb18030", "euc_kr") and character not in first
        elif (number(data) if data else None) != first.get(character):
            others.append((ord(character), number(data)))
    out += packed(len(others)) + differences([character for character, _ in others], packed)
    out += b"".join(packed(code) for _, code in others)
    runs = four_byte_runs(encoded) if codec == "gb18030" else []
    out += packed(len(runs)) + b"".join(packed(n) for run in runs for n in run)
    return out


def main():
    if sys.version_info[:3] != (3, 14, 10) or sys.implementation.name != "cpython":
        sys.exit("this needs CPython 3.14.10")
    for group, codecs in GROUPS.items():
        raw = b"".join(map(table, codecs))
        file = pathlib.Path(__file__).with_name(group + ".bin")
        compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
        data = compressor.compress(raw) + compressor.flush()
        file.write_bytes(data)
        print(f"{file.name}: {len(raw)} bytes, packed {len(data)}")


if __name__ == "__main__":
    main()
