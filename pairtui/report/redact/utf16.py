"""Logs in UTF-16, as octets that can be searched and turned back."""

import codecs

_HEAD = 64


def codec_of(data: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` where a text begins with its mark or has every other octet zero; else None."""
    head = data[:_HEAD]
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) >= 8 and max(even, odd) > len(head) // 4 and min(even, odd) == 0:
        return "utf-16-le" if odd else "utf-16-be"
    return None


def narrowed(data: bytes, codec: str) -> bytes:
    """The text in UTF-8, its mark included; an odd octet at the end, half a character, is left out."""
    return data[: len(data) & ~1].decode(codec, "surrogatepass").encode("utf-8", "surrogatepass")


def widened(text: bytes, codec: str, like: bytes) -> bytes:
    """The text in UTF-16 again, with the odd octet that `like`, the original, ends with."""
    return text.decode("utf-8", "surrogatepass").encode(codec, "surrogatepass") + like[len(like) & ~1 :]
