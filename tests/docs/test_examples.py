"""The examples in the documentation are true."""

import json
import re
from pathlib import Path

import pytest
import yaml

from detente.cli import main
from detente.model.schema import LabelSchema
from detente.training.articles import read_articles
from detente.training.config import load_config, shipped
from detente.training.labelled import Problems
from detente.training.markup import from_marked

ROOT = Path(__file__).resolve().parents[2]
CORPUS = (ROOT / "docs" / "corpus.md").read_text(encoding="utf-8")


SHOWN = r"\$ pip install \.\n\$ cat article\.txt\n(.+)\n\$ detente score article\.txt\n(.+)\n(.+)\n(.+)\n"


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def test_the_annotated_article_is_read_without_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text(blocks(CORPUS, "jsonl")[0], encoding="utf-8")
    problems = Problems()
    rows = list(read_articles(path, load_config("base").settings.label_schema, "turn", problems))
    assert problems.found == []
    assert [row.statement.mention for row in rows] == ["Captain Aino Rebane", "A Russian diplomat", "He"]
    assert rows[2].labels == {"stance": "neutral"}


def test_line_spread_out_and_marked_text_are_the_same_article() -> None:
    line = json.loads(blocks(CORPUS, "jsonl")[0])
    assert json.loads(blocks(CORPUS, "json")[0]) == line
    marked = next(block for block in blocks(CORPUS, "text") if block.startswith("---"))
    assert from_marked("observers-for-the-drill", marked) == line


def test_the_configs_shown_are_yaml_with_labels_that_make_a_schema() -> None:
    shown = [yaml.safe_load(block) for block in blocks(CORPUS, "yaml")]
    schemas = [LabelSchema.from_mapping(each["labels"]) for each in shown if "labels" in each]
    assert schemas
    assert all(len(schema) >= 1 for schema in schemas)


def test_the_first_example_of_the_readme_prints_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    block = blocks((ROOT / "README.md").read_text(encoding="utf-8"), "")[0]
    article, first, shown, last = re.fullmatch(SHOWN, block).groups()  # type: ignore[union-attr]
    (tmp_path / "article.txt").write_text(article + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["score", "article.txt"])
    out, err = capfd.readouterr()
    found, expected = json.loads(out), json.loads(shown)
    # Another processor rounds otherwise; everything else is as shown.
    for name in [name for name in expected if name.endswith(("_probability", "_probabilities"))]:
        assert found.pop(name) == pytest.approx(expected.pop(name), abs=1e-4)
    assert list(found) == list(expected)
    assert found == expected, "the README's first example: put in what the command prints today"
    assert err.splitlines() == [first, last]


def test_the_readme_names_only_verbs_and_configs_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^detente (\w+)", readme, flags=re.MULTILINE))
    assert verbs == {"configs", "validate", "train", "evaluate", "calibrate", "score", "extract"}
    assert set(re.findall(r"detente (?:train|validate) (\w\S*)", readme)) <= set(shipped())
    for script in re.findall(r"^scripts/(\w+)", readme, flags=re.MULTILINE):
        assert (ROOT / "scripts" / script).stat().st_mode & 0o111


def test_links_between_pages_resolve() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "training" / "data" / "README.md"]
    missing = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert missing == []
