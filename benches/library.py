#!/usr/bin/env python3
"""Makes a large library to measure with: titles that select from a pool of articles.

    benches/library.py CORPUS INTO [ARTICLES [PER_TITLE]]

CORPUS is a folder of Markdown files with front matter; INTO must not be there yet. Article n of the pool (10,000) is
file n of the corpus, as often over as it takes, with a line of its own, and is tagged for title n / PER_TITLE (20); every
tenth is in the title after it, too. Measure with

    /usr/bin/time -v target/release/pamphlet build INTO --out OUT --cache CACHE
    echo "One word more." >> INTO/pool/00000.md    # and again: only what was drawn from it should cost anything
"""

import pathlib
import re
import sys


def main(corpus, into, articles=10_000, per_title=20):
    articles, per_title = int(articles), int(per_title)
    into = pathlib.Path(into)
    sources = [text for path in sorted(pathlib.Path(corpus).glob("*.md")) if (text := path.read_text()).startswith("---\n")]
    if not sources:
        sys.exit(f"no articles with front matter in {corpus}")
    (into / "pool").mkdir(parents=True)
    titles = -(-articles // per_title)
    for n in range(articles):
        tags = [f"t{n // per_title:04}"]
        if n % 10 == 0 and n // per_title + 1 < titles:
            tags.append(f"t{n // per_title + 1:04}")
        matter, text = re.match(r"---\n(.*?)\n---\n(.*)", sources[n % len(sources)], re.DOTALL).groups()
        matter = re.sub(r"^tags:.*(\n[ -].*)*\n?", "", matter, flags=re.MULTILINE)
        tags = ", ".join(tags)
        (into / "pool" / f"{n:05}.md").write_text(f"---\n{matter}\ntags: [{tags}]\n---\n{text}\n\nArticle {n} of the pool.\n")
    for n in range(titles):
        folder = into / f"t{n:04}"
        folder.mkdir()
        (folder / "collection.toml").write_text(f'title = "Title {n}"\nselect = {{ tags = ["t{n:04}"] }}\n')


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
