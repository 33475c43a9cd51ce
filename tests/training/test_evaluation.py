import json
import shutil
from pathlib import Path

import pytest
from matplotlib.image import imread

from detente.inference.scorer import Scorer, load
from detente.model.article import Statement
from detente.model.calibration_file import write_calibration
from detente.model.errors import DataError
from detente.model.schema import LabelSchema
from detente.training.calibrating import fit_calibration
from detente.training.evaluation import aligned, evaluate, read_evaluation_rows
from detente.training.labelled import LabelledStatement, Problems
from detente.training.metrics import difference_interval, task_scores
from detente.training.settings import CalibrationSettings, EvaluationSettings

SETTINGS = EvaluationSettings(bootstrap=100, confidence=0.9)
NO_INTERVALS = EvaluationSettings(bootstrap=0, confidence=0.9)
TEXTS = ("we welcome the grain trade", "we reject the tariff on steel", "talks begin on monday", "fish must be sold")
ATTITUDES = ("warm", "hostile", "cool", "warm", "hostile")
TOPICS = ("fish", "steel")


@pytest.fixture(scope="module")
def scorer(tiny_checkpoint: Path) -> Scorer:
    return load(tiny_checkpoint)


@pytest.fixture(scope="module")
def rows() -> list[LabelledStatement]:
    """Twenty statements of five articles; every fourth lacks its topic."""
    labels = [{"attitude": ATTITUDES[i % 5]} | ({"topic": TOPICS[i % 2]} if i % 4 else {}) for i in range(20)]
    return [
        LabelledStatement(Statement.of(f"{TEXTS[i % 4]} {i}", id=f"s{i}"), each, f"article {i // 4}", f"file:{i}")
        for i, each in enumerate(labels)
    ]


@pytest.fixture(scope="module")
def rivals(rows: list[LabelledStatement]) -> dict[str, dict[str, list[str]]]:
    perfect = {name: [row.labels.get(name, "fish") for row in rows] for name in ("attitude", "topic")}
    return {"majority": {"attitude": ["warm"] * 20, "topic": ["steel"] * 20}, "oracle": perfect}


def column(rows: list[LabelledStatement], task: str) -> list[str | None]:
    return [row.labels.get(task) for row in rows]


def test_figures_are_those_of_what_the_scorer_says(scorer, schema, rows, rivals):
    found = evaluate(scorer, rows, SETTINGS, rivals)
    answers = {
        name: [one[name].label for one in scorer.classify(row.statement for row in rows)] for name in schema.names
    }
    groups = [row.group for row in rows]
    options = {"bootstrap": 100, "confidence": 0.9}
    for task, scores, oracle in zip(schema, found.scores, found.baselines["oracle"], strict=True):
        assert scores == task_scores(task, column(rows, task.name), answers[task.name], groups, **options)
        assert oracle.macro_f1 == 1
        expected = difference_interval(
            task, column(rows, task.name), answers[task.name], rivals["majority"][task.name], groups, **options
        )
        assert found.differences["majority"][task.name] == expected
    assert found.scores[1].unlabelled == 5
    assert (found.statements, found.groups, found.model) == (20, 5, scorer.model)


def test_table_begins_with_macro_f1_of_every_system_and_its_columns_align(scorer, rows, rivals):
    found = evaluate(scorer, rows, SETTINGS, rivals)
    head, systems, *rest = found.table().rstrip("\n").split("\n\n")
    assert head == f"{scorer.model}: 20 statements of 5 groups; [90% intervals] from 100 resamples of groups"
    lines = systems.splitlines()
    order = [(task, name) for task in ("attitude", "topic", "mean") for name in (scorer.model, "majority", "oracle")]
    assert [tuple(line.split()[:2]) for line in lines[1:]] == order
    end = lines[0].index("macro-F1") + len("macro-F1")
    figures = [line[:end].split()[-1] for line in lines[1:]]
    assert figures[0] == f"{found.scores[0].macro_f1:.3f}"
    assert figures[2] == figures[5] == figures[8] == "1.000"
    ahead = found.differences["oracle"]["attitude"]
    assert lines[3].endswith(f"{ahead.value:+.3f}  [{ahead.interval[0]:+.3f}, {ahead.interval[1]:+.3f}]")
    firsts = [block.split()[0] for block in rest]
    assert firsts == ["attitude", "attitude:", "topic", "topic:", "probabilities", "share"]


def test_table_shows_each_label_and_the_confusion_of_each_task(scorer, rows, rivals):
    found = evaluate(scorer, rows, NO_INTERVALS, rivals)
    _, _, _, _, labels, confusion, *_ = found.table().rstrip("\n").split("\n\n")
    head, fish, _, missing = labels.splitlines()
    first = found.scores[1].labels[0]
    assert head.split() == [
        "topic",
        "precision",
        "recall",
        "F1",
        "interval",
        "support",
        "F1",
        "majority",
        "F1",
        "oracle",
    ]
    expected = [f"{value:.3f}" for value in (first.precision, first.recall, first.f1)]
    assert fish.split() == ["fish", *expected, str(first.support), "0.000", "1.000"]
    assert missing.split() == ["(no", "label)", "5"]
    assert confusion.splitlines()[0].split() == ["topic:", "gold", "\\", "predicted", "fish", "steel"]
    assert [[int(n) for n in line.split()[1:]] for line in confusion.splitlines()[1:]] == [
        list(row) for row in found.scores[1].confusion
    ]


def test_probabilities_are_measured_calibrated_and_not(scorer, rows, tmp_path):
    folder = shutil.copytree(scorer.checkpoint.path, tmp_path / "calibrated")
    settings = CalibrationSettings(method="temperature", min_precision=0.4)
    write_calibration(folder, scorer.schema, fit_calibration(scorer, rows, settings, "these rows"))
    plain, found = evaluate(scorer, rows, NO_INTERVALS), evaluate(load(folder), rows, NO_INTERVALS)
    for before, after in zip(plain.reliability, found.reliability, strict=True):
        assert (before.method, before.uncalibrated, before.kept) == (None, None, None)
        assert (after.method, after.uncalibrated) == ("temperature", before.scores)
        assert after.scores.nll < before.scores.nll
    assert [each.statements for each in found.reliability] == [20, 15]
    kept = [line["attitude_abstained"] is False for line in found.predictions]
    assert found.reliability[0].kept.coverage == sum(kept) / 20
    assert found.to_dict()["probabilities"]["topic"]["statements"] == 15
    probabilities, risk, abstention = found.table().rstrip("\n").split("\n\n")[-3:]
    lines = [line.split() for line in probabilities.splitlines()]
    assert [line[:2] for line in lines[1:]] == [
        ["attitude", "network's"], ["attitude", "temperature"], ["topic", "network's"], ["topic", "temperature"],
    ]  # fmt: skip
    assert lines[2][2] == f"{found.reliability[0].scores.ece:.3f}"
    assert risk.splitlines()[1].split()[1] == f"{1 - found.scores[0].accuracy:.3f}"
    assert abstention.splitlines()[1].split()[:2] == ["attitude", "0.4"]
    assert "abstention" not in plain.table()


def test_without_resamples_no_interval_is_shown(scorer, rows):
    found = evaluate(scorer, rows, NO_INTERVALS)
    assert "[" not in found.table()
    assert found.to_dict()["tasks"]["attitude"]["interval"] is None
    assert found.baselines == {}


def test_a_task_that_no_row_answers_is_named_and_not_measured(scorer, rows):
    only = [
        LabelledStatement(row.statement, {"attitude": row.labels["attitude"]}, row.group, row.where) for row in rows
    ]
    found = evaluate(scorer, only, SETTINGS)
    assert [each.task for each in found.scores] == ["attitude"]
    assert found.to_dict()["unanswered"] == ["topic"]
    assert "\ntopic: no label in these data\n" in found.table()
    assert "mean" not in found.table()


def test_saved_files_say_the_same(scorer, schema, rows, rivals, tmp_path):
    found = evaluate(scorer, rows, SETTINGS, rivals)
    found.save(tmp_path / "new" / "folder")
    home = tmp_path / "new" / "folder"
    assert {path.name for path in home.iterdir()} == {
        "metrics.json", "predictions.jsonl", "table.txt", "confusion.png", "reliability.png", "risk_coverage.png",
    }  # fmt: skip
    metrics = json.loads((home / "metrics.json").read_text(encoding="utf-8"))
    assert metrics == json.loads(json.dumps(found.to_dict()))
    assert list(metrics)[:2] == ["model", "macro_f1"]
    assert metrics["macro_f1"] == pytest.approx(sum(each.macro_f1 for each in found.scores) / 2)
    ahead = metrics["baselines"]["oracle"]["model_ahead_by"]["topic"]
    assert ahead["value"] == pytest.approx(metrics["tasks"]["topic"]["macro_f1"] - 1)
    assert (home / "table.txt").read_text(encoding="utf-8") == found.table()
    assert imread(home / "confusion.png").shape[0] > 100
    lines = [json.loads(line) for line in (home / "predictions.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["statement_id"] for line in lines] == [row.statement.id for row in rows]
    assert lines[0]["topic_gold"] is None
    assert [line["attitude_gold"] for line in lines] == column(rows, "attitude")
    right = sum(line["attitude"] == line["attitude_gold"] for line in lines) / 20
    assert right == pytest.approx(metrics["tasks"]["attitude"]["accuracy"])
    assert set(lines[0]["attitude_probabilities"]) == set(schema["attitude"].labels)
    assert lines[0]["model"] == scorer.model


def test_a_text_that_utf_8_cannot_hold_survives_saving(scorer, tmp_path):
    odd = LabelledStatement(Statement.of("рыба \ud800 “fish”", id="x"), {"topic": "fish"}, "a", "file:1")
    evaluate(scorer, [odd], NO_INTERVALS).save(tmp_path)
    text = (tmp_path / "predictions.jsonl").read_text(encoding="utf-8")
    assert "рыба" in text
    assert json.loads(text)["text"] == odd.statement.text


@pytest.mark.parametrize("count", [0, 3])
def test_nothing_to_evaluate_is_a_data_error(scorer, rows, count):
    bare = [LabelledStatement(row.statement, {}, row.group, row.where) for row in rows[:count]]
    with pytest.raises(DataError, match=f"{count} statements, none with a label of attitude, topic"):
        evaluate(scorer, bare, SETTINGS)


def test_annotated_articles_are_told_by_their_statements(schema: LabelSchema, tmp_path):
    text = 'The minister spoke. "We welcome the trade," he said.'
    annotation = {"spans": [[21, 41]], "attitude": "warm"}
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"id": "a1", "text": text, "statements": [annotation]}) + "\n", encoding="utf-8")
    problems = Problems()
    (row,) = read_evaluation_rows(path, schema, "turn", {}, problems)
    assert problems.found == []
    assert (row.statement.text, row.group, row.labels) == (text[21:41], "a1", {"attitude": "warm"})
    assert row.statement.context
    assert row.statement.text in row.statement.context


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("table.csv", "sentence,attitude,article\nwe sell fish,warm,a1\n"),
        ("table.jsonl", '{"sentence": "we sell fish", "attitude": "warm", "article": "a1"}\n'),
    ],
)
def test_tables_are_read_with_their_columns_mapped(schema: LabelSchema, tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    problems = Problems()
    columns = {"text": "sentence", "group": "article"}
    (row,) = read_evaluation_rows(path, schema, "turn", columns, problems)
    assert (row.statement.text, row.group, row.labels, problems.found) == (
        "we sell fish",
        "a1",
        {"attitude": "warm"},
        [],
    )


def test_a_file_without_statements_is_one_problem(schema: LabelSchema, tmp_path):
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n", encoding="utf-8")
    for path, what in (
        (empty, "no statements"),
        (tmp_path / "missing.csv", "cannot be read"),
        (tmp_path, "unknown format"),
    ):
        problems = Problems()
        assert read_evaluation_rows(path, schema, "turn", {}, problems) == []
        assert len(problems.found) == 1
        assert what in problems.found[0]


def test_columns_are_as_wide_as_their_widest_cell():
    assert aligned([["a", "long", "1"], ["bbb", "c", "22"]], left=1) == "a    long   1\nbbb     c  22"
