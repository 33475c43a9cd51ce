"""Direct quotations in German and French, with exact records. All persons are invented."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.inference.quotes import extract
from detente.model.article import words_of

GERMAN = [
    ("„Wir machen weiter“, sagte Karin Lind am Montag.", "Wir machen weiter", "sagte", "Karin Lind", "Karin Lind"),
    ("Karin Lind sagte am Montag: „Wir gehen.“", "Wir gehen.", "sagte", "Karin Lind", "Karin Lind"),
    ("Am Montag sagte Karin Lind: „Wir gehen.“", "Wir gehen.", "sagte", "Karin Lind", "Karin Lind"),
    ("»Wir gehen«, hat Karin Lind der Zeitung gesagt.", "Wir gehen", "hat Karin Lind der Zeitung gesagt",
     "Karin Lind", "Karin Lind"),
    ("Karin Lind hat der Zeitung gesagt: »Wir gehen.«", "Wir gehen.", "hat der Zeitung gesagt",
     "Karin Lind", "Karin Lind"),
    ("Karin Lind: „Wir gehen.“", "Wir gehen.", None, "Karin Lind", "Karin Lind"),
    ("Karin Lind, die Direktorin des Hafens, erklärte: „Wir gehen.“", "Wir gehen.", "erklärte",
     "Karin Lind", "Karin Lind"),
    ("„Ist das alles?“, fragte der Minister.", "Ist das alles?", "fragte", "der Minister", None),
    ("„Wir“, sagte Lind, „gehen jetzt.“", "Wir gehen jetzt.", "sagte", "Lind", "Lind"),
    ("„Wir gehen“, so der Sprecher der Polizei.", "Wir gehen", "so", "der Sprecher der Polizei", None),
    ("„Wir gehen“, betonte Außenminister Jan Moe.", "Wir gehen", "betonte", "Außenminister Jan Moe", "Jan Moe"),
    ("„Wir gehen“, sagte die Hafendirektorin Karin Lind.", "Wir gehen", "sagte",
     "die Hafendirektorin Karin Lind", "Karin Lind"),
    ("„Nein!“, rief ein Mann von der Brücke.", "Nein!", "rief", "ein Mann von der Brücke", None),
    ("‚Wir gehen‘, sagte Karin Lind.", "Wir gehen", "sagte", "Karin Lind", "Karin Lind"),
    ("„Nie“, sagten Karin Lind und Jan Moe.", "Nie", "sagten", "Karin Lind und Jan Moe", "Karin Lind; Jan Moe"),
    ("„Wir gehen, ja“, schrieb Frau Lind gestern.", "Wir gehen, ja", "schrieb", "Frau Lind", "Lind"),
]  # fmt: skip
FRENCH = [
    ("« Nous partons », a déclaré Karin Lind lundi.", "Nous partons", "a déclaré", "Karin Lind", "Karin Lind"),
    ("Karin Lind a déclaré lundi : « Nous partons. »", "Nous partons.", "a déclaré", "Karin Lind", "Karin Lind"),
    ("«\u00a0Nous partons\u00a0», selon Karin Lind.", "Nous partons", "selon", "Karin Lind", "Karin Lind"),
    ("«Nous partons», dit-elle.", "Nous partons", "dit", "elle", None),
    ("« Nous partons », a-t-il ajouté.", "Nous partons", "a-t-il ajouté", "il", None),
    ("Karin Lind, directrice du port, a expliqué : « Nous partons. »", "Nous partons.", "a expliqué",
     "Karin Lind", "Karin Lind"),
    ("« Nous partons », a dit la directrice du port, Karin Lind.", "Nous partons", "a dit", "Karin Lind", "Karin Lind"),
    ("« Nous », a dit Mme Lind, « partons. »", "Nous partons.", "a dit", "Mme Lind", "Lind"),
    ("« Est-ce tout ? », a demandé le ministre de la Défense.", "Est-ce tout ?", "a demandé",
     "le ministre de la Défense", None),
    ("« Est-ce tout ? » s'interroge Jan Moe.", "Est-ce tout ?", "s'interroge", "Jan Moe", "Jan Moe"),
    ("« Nous partons », estime Jan Moe.", "Nous partons", "estime", "Jan Moe", "Jan Moe"),
    ("« Nous partons », précise un responsable de la police.", "Nous partons", "précise",
     "un responsable de la police", None),
    ("“Nous partons”, a lancé M. Moe.", "Nous partons", "a lancé", "M. Moe", "Moe"),
    ("« Jamais », ont affirmé Karin Lind et Jan Moe.", "Jamais", "ont affirmé",
     "Karin Lind et Jan Moe", "Karin Lind; Jan Moe"),
    ("Lundi, Karin Lind a confié au journal : « Nous partons. »", "Nous partons.", "a confié",
     "Karin Lind", "Karin Lind"),
    ("« Nous partons », s'est exclamée Karin Lind.", "Nous partons", "s'est exclamée", "Karin Lind", "Karin Lind"),
]  # fmt: skip
CASES = [("de", *case) for case in GERMAN] + [("fr", *case) for case in FRENCH]


@pytest.mark.parametrize(("language", "text", "words", "cue", "mention", "speaker"), CASES)
def test_direct(language, text, words, cue, mention, speaker):
    (s,) = extract(text, language=language)
    assert (s.kind, s.text, s.cue, s.mention, s.speaker) == ("direct", words, cue, mention, speaker)
    assert text[slice(*s.mention_span)] == mention
    assert s.confidence is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Das „Ende“ der alten Brücke ist nah, sagte Lind."),
        ("de", "Sie nannte den Plan „absurd“ und ging."),
        ("de", "Er las „Die Brücke von Bremen“."),
        ("fr", "Le « père » du port est mort."),
        ("fr", "Elle a jugé le plan « absurde » et elle est partie."),
        ("fr", "La pluie tombe sur le port."),
    ],
)
def test_words_inside_another_sentence_are_none(language, text):
    assert extract(text, language=language) == []


GERMAN_ARTICLE = """Der Hafen bleibt offen

Die Direktorin Karin Lind kam am Montag nach Bremen. „Wir machen weiter“, sagte Lind. „Das ist mein Wort.“

„Und zwar schnell“, ergänzte sie. Der Regen fiel auf die Stadt.

„Das glaube ich nicht“, sagte Jan Moe von der Bürgerinitiative.
"""
FRENCH_ARTICLE = """Le port reste ouvert

Le maire Jan Moe est venu lundi à Brest. « Nous continuons », a expliqué M. Moe. « C'est ma parole. »

« Et vite », a-t-il ajouté. La pluie est tombée sur la ville.

« Je n'y crois pas », a répondu Karin Lind, qui dirige le syndicat.
"""


@pytest.mark.parametrize(
    ("article", "speakers"),
    [
        (GERMAN_ARTICLE, ["Karin Lind", "Karin Lind", "Jan Moe"]),
        (FRENCH_ARTICLE, ["Jan Moe", "Jan Moe", "Karin Lind"]),
    ],
)
def test_an_article_is_told_by_its_words_and_its_speakers_by_their_full_names(article, speakers):
    found = extract(article)
    assert [s.speaker for s in found] == speakers
    assert len(found[0].spans) == 2
    assert all(s.evidence.reason for s in found)
    assert all(s.context in article for s in found)


WORDS = (
    "Lind", "Karin Lind", "sagte", "hat", "gesagt", "a", "déclaré", "dit-elle", "a-t-il", "der Minister", "la ministre",
    "so", "selon", "und", "et", "de la", "Frau", "M.", "le", "die", "Wir gehen.", "Nous partons.", ":", ",", ".", "!",
    "„", "“", "«", "»", "\u00a0", "‚", "‘", '"', "'", "\n", "\n\n", "(", ")", "-",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=50), st.sampled_from(["de", "fr"]))
@settings(max_examples=300, deadline=None)
def test_whatever_the_text_spans_are_inside_it_and_apart(words, language):
    text = " ".join(words)
    found = extract(text, language=language)
    spans = [span for s in found for span in s.spans]
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(s.text == words_of(text, s.spans) for s in found)
    assert all(s.mention is None or text[slice(*s.mention_span)] == s.mention for s in found)
    assert extract(text, language=language) == found


@given(st.text(max_size=200), st.sampled_from(["de", "fr", "auto"]))
@settings(max_examples=100, deadline=None)
def test_any_text(text, language):
    found = extract(text, language=language)
    assert all(s.text == words_of(text, s.spans) for s in found)
