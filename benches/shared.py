"""What whole.py and watch.py share: how they are asked, and what an edit is."""

import pathlib
import shutil
import sys

PROGRAM = pathlib.Path(__file__).resolve().parent.parent / "target/release/pamphlet"


def arguments():
    """What stands before `--`, and the options for the program behind it."""
    given = sys.argv[1:]
    cut = given.index("--") if "--" in given else len(given)
    return given[:cut], given[cut + 1 :]


def number(given, name, usual):
    """The number behind the option `name`, when that comes first, and what follows."""
    return (int(given[1]), given[2:]) if given[:1] == [name] else (usual, given)


def copied(folder, place):
    """A copy of a library in `place`, and what writes one word more into one of its articles."""
    copy = pathlib.Path(place, "library")
    shutil.copytree(folder, copy)
    articles = sorted(copy.rglob("*.md"))

    def edit():
        with articles[len(articles) // 2].open("a") as article:
            article.write(" again")

    return copy, edit
