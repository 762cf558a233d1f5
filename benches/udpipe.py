#!/usr/bin/env python3
"""Chancery beside UDPipe 1.2, trained on the same treebanks, on the same text, in one run.

    pip install ufal.udpipe
    python3 benches/udpipe.py train   --treebanks DIR --model en.udpipe
    python3 benches/udpipe.py compare --treebanks DIR --model en.udpipe --chancery target/release/chancery

DIR holds the UD treebanks EWT and GUM as `ewt-train.conllu`, `gum-train.conllu`, `ewt-dev.conllu`, `gum-dev.conllu`.

`train` fits UDPipe's tokeniser, tagger and parser with its default settings but fewer passes (8, 8 and 5), which takes
about an hour on one core. `compare` annotates each dev part twice, from its own tokens and from plain text, scores both
after the rules of the CoNLL 2018 shared task, times plain text on one thread, start-up included, and prints a table in
Markdown. UDPipe reads no MISC value with a space and no empty node; both are taken out for it.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter

TRAIN, DEV = ("ewt-train", "gum-train"), ("ewt-dev", "gum-dev")
PASSES = ("epochs=8", "iterations=8", "iterations=5")


def blocks(path):
    """The sentences of a CoNLL-U file as (comments, rows)."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        rows = [line.split("\t") for line in lines if line and line[0] != "#"]
        if rows:
            yield [line for line in lines if line.startswith("#")], rows


def simple(path):
    """The file as UDPipe can read it."""
    out = []
    for comments, rows in blocks(path):
        out += [c for c in comments if c.startswith(("# newdoc", "# newpar", "# sent_id", "# text"))]
        for row in rows:
            if "." not in row[0]:
                misc = "SpaceAfter=No" if "SpaceAfter=No" in row[9] else "_"
                out.append("\t".join([*row[:8], "_", misc]))
        out.append("")
    return "\n".join(out) + "\n"


def plain(path):
    """The running text: sentences joined by spaces, paragraphs by blank lines."""
    out = ""
    for comments, _ in blocks(path):
        text = next((c[9:] for c in comments if c.startswith("# text = ")), "").strip()
        opens = any(c.startswith(("# newdoc", "# newpar")) for c in comments)
        out += ("\n\n" if opens and out else " " if out else "") + text
    return out + "\n"


def words(conllu):
    """The words of annotated text: (token span, form, number within the token) to their columns; sentence spans too."""
    found, sentences, at = {}, [], 0
    for block in conllu.split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and line[0] != "#"]
        begin, until, keys = at, 0, {}
        for row in rows:
            if "." in row[0]:
                continue
            size = len(re.sub(r"\s", "", row[1]))
            if "-" in row[0]:
                until = int(row[0].split("-")[1])
                span, seen = (at, at + size), Counter()
                at += size
                continue
            if int(row[0]) > until:
                span, seen = (at, at + size), Counter()
                at += size
            form = row[1].lower()
            keys[row[0]] = (span, form, seen[form])
            seen[form] += 1
        for row in rows:
            if row[0] in keys:
                found[keys[row[0]]] = (row[3], keys.get(row[6]), row[7].split(":")[0], row[2])
        if rows:
            sentences.append((begin, at))
    return found, sentences


def scores(gold, system):
    """F1 in percent of tokens, sentences, UPOS, lemmas, UAS and LAS."""
    (g, gs), (s, ss) = words(gold), words(system)

    def f1(right, a, b):
        return 200 * right / max(1, a + b)

    both = [(g[k], s[k]) for k in g.keys() & s.keys()]

    def share(same):
        return f1(sum(map(same, both)), len(g), len(s))

    gt, st = {k[0] for k in g}, {k[0] for k in s}
    return {
        "tokens": f1(len(gt & st), len(gt), len(st)),
        "sentences": f1(len(set(gs) & set(ss)), len(gs), len(ss)),
        "UPOS": share(lambda p: p[0][0] == p[1][0]),
        "lemmas": share(lambda p: p[0][3] in ("_", p[1][3])),
        "UAS": share(lambda p: p[0][1] == p[1][1]),
        "LAS": share(lambda p: p[0][1:3] == p[1][1:3]),
    }


def train(args):
    """Trains UDPipe and writes its model."""
    from ufal import udpipe

    sentences, error = udpipe.Sentences(), udpipe.ProcessingError()
    for name in TRAIN:
        reader = udpipe.InputFormat.newConlluInputFormat()
        reader.setText(simple(args.treebanks / f"{name}.conllu"))
        while True:
            sentence = udpipe.Sentence()
            if not reader.nextSentence(sentence, error):
                break
            sentences.append(sentence)
        if error.occurred():
            sys.exit(error.message)
    model = udpipe.Trainer.train("morphodita_parsito", sentences, udpipe.Sentences(), *PASSES, error)
    if error.occurred():
        sys.exit(error.message)
    if isinstance(model, str):
        model = model.encode("latin1", "surrogateescape")
    args.model.write_bytes(model)


def compare(args):
    """Prints the table."""
    from ufal import udpipe

    def with_udpipe(kind, text):
        started = time.monotonic()
        model = udpipe.Model.load(str(args.model))
        pipeline = udpipe.Pipeline(model, kind, udpipe.Pipeline.DEFAULT, udpipe.Pipeline.DEFAULT, "conllu")
        out = pipeline.process(text)
        return out, time.monotonic() - started

    def with_chancery(kind, text):
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            started = time.monotonic()
            command = [args.chancery, "parse", file.name, "--input", kind, "--jobs", "1"]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        return done.stdout, time.monotonic() - started

    names = ("tokens", "sentences", "UPOS", "lemmas", "UAS", "LAS")
    print("| engine | text | given |", " | ".join(names), "| words/s |")
    print("| --- | --- | --- |", " | ".join("---:" for _ in names), "| ---: |")
    for name in DEV:
        path = args.treebanks / f"{name}.conllu"
        gold = simple(path)
        for engine, run, kinds in (
            ("UDPipe 1.2", with_udpipe, ("conllu", "tokenize")),
            ("chancery", with_chancery, ("conllu", "text")),
        ):
            for kind, given in zip(kinds, ("tokens", "plain text")):
                text = gold if given == "tokens" else plain(path)
                out, _ = run(kind, text)
                cells = " | ".join(f"{scores(gold, out)[n]:.2f}" for n in names)
                speed = ""
                if given == "plain text":
                    many = text * args.repeat
                    _, seconds = run(kind, many)
                    speed = f"{len(many.split()) / seconds:,.0f}"
                print(f"| {engine} | {name} | {given} | {cells} | {speed} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, action in (("train", train), ("compare", compare)):
        command = commands.add_parser(name, help=action.__doc__)
        command.add_argument("--treebanks", type=pathlib.Path, required=True, help="folder of EWT and GUM")
        command.add_argument("--model", type=pathlib.Path, required=True, help="UDPipe's model file")
        command.set_defaults(action=action)
        if action is compare:
            command.add_argument("--chancery", required=True, help="the chancery binary")
            command.add_argument("--repeat", type=int, default=5, help="how often the text is read for its speed")
    args = parser.parse_args()
    args.action(args)


if __name__ == "__main__":
    main()
