#!/usr/bin/env python3
"""Measures whole runs of the program, as someone at a terminal would see them.

    benches/whole.py [--runs N] [--edit] FOLDER... [-- OPTIONS OF pamphlet build]

Prints a row of a Markdown table for each folder: articles, pages, time, processor time (user and
system, all threads), peak memory, and bytes made. Times and memory are medians of N runs (3), each
in a process and an output folder of its own, with nothing kept from another. With --edit they are
those of runs over one output folder after a first one, each with one word more in one article and
with what the runs before have kept. Build first: cargo build --release
"""

import os
import pathlib
import re
import statistics
import sys
import tempfile
import time

import shared


def run(folder, place, options):
    """Builds `folder` in `place` once; returns seconds, processor seconds, megabytes, bytes by kind, and what was printed."""
    said, out = pathlib.Path(place, "said"), pathlib.Path(place, "dist")
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        log = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.execv(shared.PROGRAM, [shared.PROGRAM, "build", folder, "--out", out, *options])
    _, status, used = os.wait4(child, 0)
    passed = time.monotonic() - start
    if status:
        sys.exit(f"{folder}: the build failed; run `pamphlet check {folder}`")
    size = {ending: sum(f.stat().st_size for f in out.rglob(f"*{ending}")) for ending in (".epub", ".pdf")}
    # Linux counts memory in kilobytes, macOS in bytes.
    peak = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return passed, used.ru_utime + used.ru_stime, peak, size, said.read_text()


def from_nothing(folder, runs, options):
    """Builds `folder` so many times from nothing."""
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as place:
            yield run(folder, place, ["--no-cache", *options])


def edited(folder, runs, options):
    """Builds a copy of `folder`, and again after each of so many edits."""
    with tempfile.TemporaryDirectory() as place:
        copy, edit = shared.copied(folder, place)
        options = ["--cache", pathlib.Path(place, "cache"), *options]
        run(copy, place, options)
        for _ in range(runs):
            edit()
            yield run(copy, place, options)


def main():
    given, options = shared.arguments()
    runs, folders = shared.number(given, "--runs", 3)
    measure = from_nothing
    if folders[:1] == ["--edit"]:
        measure, folders = edited, folders[1:]
    if not folders:
        sys.exit(__doc__)
    print("| folder | articles | pages | time | CPU | memory | EPUB | PDFs |")
    print("| :--- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for folder in folders:
        rows = list(measure(folder, runs, options))
        seconds, cpu, peak = (statistics.median(row[i] for row in rows) for i in range(3))
        size, said = rows[0][3:]
        articles, pages = (sum(map(int, re.findall(rf"(\d+) {what}s?\b", said))) for what in ("article", "page"))
        name = pathlib.Path(folder).resolve().name
        epub, pdf = (f"{size[ending] / 1e6:.2f} MB" if size[ending] else "–" for ending in (".epub", ".pdf"))
        print(f"| {name} | {articles:,} | {pages:,} | {seconds:.2f} s | {cpu:.2f} s | {peak:.0f} MB | {epub} | {pdf} |")


main()
