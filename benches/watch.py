#!/usr/bin/env python3
"""Measures what `pamphlet watch` takes for an edit. Linux only: it asks /proc how much a process has worked.

    benches/watch.py [--edits N] FOLDER... [-- OPTIONS OF pamphlet watch]

Prints a row of a Markdown table for each folder: processor time of the first build (user and system, all
threads), the median and the least of N edits (15), each of one word more in one article, and the memory
that is held between them. The first three edits are not counted: files must have been left alone for some
seconds before they are known without being read. Build first: cargo build --release
"""

import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import shared


def worked(process):
    """Seconds for which any of its threads had a processor."""
    seconds = 0
    for thread in pathlib.Path(f"/proc/{process.pid}/task").iterdir():
        try:
            seconds += int((thread / "schedstat").read_text().split()[0]) / 1e9
        except OSError:
            pass  # It has ended.
    return seconds


def settled(process):
    """Waits until it has nothing to do for most of a second; returns how much it has worked by then."""
    last, still = worked(process), 0
    while still < 8:
        time.sleep(0.1)
        now = worked(process)
        still = still + 1 if now - last < 0.0015 else 0
        last = now
    return last


def watch(folder, edits, options):
    """Seconds of the first build and of each edit, and megabytes held."""
    with tempfile.TemporaryDirectory() as place:
        copy, edit = shared.copied(folder, place)
        command = [shared.PROGRAM, "watch", copy, "--out", pathlib.Path(place, "dist"), "--cache", pathlib.Path(place, "cache")]
        process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        first = before = settled(process)
        taken = []
        for _ in range(edits + 3):
            edit()
            now = settled(process)
            taken.append(now - before)
            before = now
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        process.send_signal(signal.SIGINT)
        process.wait()
        return first, taken[3:], memory / 1024


def main():
    given, options = shared.arguments()
    edits, folders = shared.number(given, "--edits", 15)
    if not folders:
        sys.exit(__doc__)
    print("| folder | first | edit, median | edit, least | memory |")
    print("| :--- | ---: | ---: | ---: | ---: |")
    for folder in folders:
        first, taken, memory = watch(folder, edits, options)
        median, least, name = statistics.median(taken), min(taken), pathlib.Path(folder).resolve().name
        print(f"| {name} | {first:.2f} s | {median:.3f} s | {least:.3f} s | {memory:.0f} MB |")


main()
