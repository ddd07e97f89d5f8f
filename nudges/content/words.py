"""Reads the commonest words of the languages, so that none of them is taken for a misspelling."""

import gzip
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path


@lru_cache(4)
def common_words(folder: Path) -> Mapping[str, int]:
    """The words of the files in `folder` (templates/words), as `tokens.read` spells them, and how common
    each is: 0 the commonest of its language. Nothing if there is no such folder."""
    common: dict[str, int] = {}
    for path in sorted(folder.glob("*.txt.gz")):
        words = gzip.decompress(path.read_bytes()).decode("ascii").split(" ")
        for rank, word in enumerate(words):
            if rank < common.get(word, rank + 1):
                common[word] = rank
    return common
