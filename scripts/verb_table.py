"""The table of verb forms: every form of each verb of reporting, and every finite form of all English verbs."""

import csv
import gzip
import io
from importlib.resources import files

from lemminflect import getAllInflections, getAllInflectionsOOV

from detente.inference.quotes.cues import lemmas

TAGS = ("VB", "VBZ", "VBD", "VBN", "VBG")
HEADER = "# Made by scripts/make_verbs with lemminflect; not to be edited.\n"


def verb_table() -> str:
    """Lines of a lemma and its forms by tag, in the order of :data:`TAGS`; the last line has all finite forms."""
    lines = ["\t".join([lemma, *_forms(lemma)]) for lemma in lemmas()]
    return HEADER + "".join(f"{line}\n" for line in lines) + "*\t" + " ".join(finite_forms()) + "\n"


def _forms(lemma: str) -> list[str]:
    inflected = getAllInflections(lemma, upos="VERB")
    if "VBD" not in inflected:
        # What the lexicon does not have as a verb ("retweet") is inflected by the library's rules.
        inflected = getAllInflectionsOOV(lemma, "VERB")
    return [" ".join(sorted(inflected.get(tag) or inflected["VBD"])) for tag in TAGS]


def finite_forms() -> list[str]:
    """Past and third-person forms of all verbs that are no form of a noun or adjective, those in -ed apart."""
    table = gzip.decompress((files("lemminflect") / "resources" / "infl_lu.csv.gz").read_bytes()).decode()
    finite: set[str] = set()
    other: set[str] = set()
    for lemma, kind, *forms in csv.reader(io.StringIO(table)):
        spelt = {form for listed in forms for form in listed.split("/") if form}
        if kind != "verb":
            other |= spelt | {lemma}
            continue
        past, _, _, third = (forms + [""] * 4)[:4]
        finite |= {form for listed in (past, third) for form in listed.split("/") if not form.endswith("ed")}
    return sorted(form for form in finite - other if form.isalpha() and form.islower())
