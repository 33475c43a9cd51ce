"""Each statement says by which rule it was found and how sure that makes it. All persons are invented."""

import pytest

from detente.inference.quotes import extract

INTRO = "Karin Lind, the port director, met Pavel Orlov on Friday.\n\n"


def evidence(text):
    return [(s.evidence.rule, s.confidence) for s in extract(INTRO + text)]


RULES = [
    ('"We go on," Karin Lind said.', "direct, clause behind"),
    ('"We go on," said Karin Lind.', "direct, verb before its subject"),
    ('Karin Lind said, "We go on."', "direct, clause before"),
    ('Karin Lind was blunter: "We go on."', "direct, colon"),
    ('According to Karin Lind, "we go on."', "direct, according to"),
    ('Karin Lind said the port was "not dead yet" and busy.', "mixed, clause before"),
    ('"The port has never been so busy."', "floating, no clause"),
    ('"We go on, said Karin Lind. Rain fell.', "direct, verb before its subject, a mark missing"),
]


@pytest.mark.parametrize(("text", "rule"), RULES, ids=[rule for _, rule in RULES])
def test_a_statement_names_its_rule(text, rule):
    ((found, confidence),) = evidence(text)
    assert found == rule
    assert 0 < confidence <= 1


def test_a_label_of_a_transcript_is_a_rule_too():
    found = extract("Talk with the director\n\nQ: Is it late?\n\nA: It is.\n\nQ: How late?\n\nA: Very.")
    assert {s.evidence.rule for s in found} == {"transcript, label"}


def test_what_is_missing_makes_less_sure():
    (whole,), (mended,) = evidence('"We go on," said Karin Lind.'), evidence('"We go on, said Karin Lind. Rain fell.')
    (nobody,) = evidence('"The port has never been so busy."')
    assert whole[1] > mended[1]
    assert whole[1] > nobody[1]


def test_the_reason_and_those_who_lost_are_told():
    text = '"We go on," said Orlov.\n\nKarin Lind met him and Jan Moe late.\n\n"Not at all," he said.'
    named, pronoun = extract(INTRO.rstrip() + " " + text)
    assert named.speaker == "Pavel Orlov"
    assert "Karin Lind" in {*named.evidence.rejected, *pronoun.evidence.rejected}
    assert named.evidence.reason != pronoun.evidence.reason
    assert all(s.speaker not in s.evidence.rejected for s in (named, pronoun))
