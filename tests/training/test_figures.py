import matplotlib
import numpy as np
from matplotlib.image import imread

from detente.model.schema import Task
from detente.training.figures import confusion_png, curves_png
from detente.training.metrics import task_scores

HISTORY = [
    {"step": 10, "epoch": 0.5, "loss": 1.2},
    {"step": 20, "epoch": 1.0, "loss": 0.9},
    {
        "step": 20,
        "epoch": 1.0,
        "eval_loss": 1.0,
        "eval_stance_macro_f1": 0.4,
        "eval_macro_f1": 0.4,
        "eval_runtime": 3.0,
    },
    {"step": 40, "epoch": 2.0, "loss": 0.5},
    {"step": 40, "epoch": 2.0, "eval_loss": 0.8, "eval_stance_macro_f1": 0.6, "eval_macro_f1": 0.6},
    {"step": 40, "epoch": 2.0, "train_runtime": 9.0},
]


def scores(labels: tuple[str, ...]):
    task = Task("stance", labels, dict.fromkeys(labels, ""))
    gold = [label for label in labels for _ in range(4)]
    return task_scores(task, gold, [*gold[:-1], labels[0]], gold, bootstrap=0, confidence=0.9)


def pixels(path):
    image = imread(path)
    assert image.ndim == 3
    return image[..., :3]


def test_confusion_shows_counts_and_readable_labels_without_overlap(tmp_path, drawn):
    path = tmp_path / "confusion.png"
    confusion_png([scores(("missile_defense", "a_rather_long_name_of_a_topic", "other")), scores(("yes", "no"))], path)
    first, second = drawn[0].axes[:2]
    assert [text.get_text() for text in first.texts] == ["4", "0", "0", "0", "4", "0", "1", "0", "3"]
    assert [tick.get_text() for tick in second.get_yticklabels()] == ["yes", "no"]
    assert first.get_yticklabels()[0].get_text() == "missile defense"
    assert first.get_title() == f"stance: macro-F1 {scores(('a', 'b', 'c')).macro_f1:.3f}"
    assert "predicted" in first.get_xlabel()
    assert "gold" in first.get_ylabel()
    assert not overlaps(drawn[0])


def overlaps(figure) -> list[tuple[str, str]]:
    panels = [(axes.get_title() or axes.get_ylabel(), axes.get_tightbbox()) for axes in figure.axes]
    return [(a, b) for i, (a, box) in enumerate(panels) for b, other in panels[i + 1 :] if box.overlaps(other)]


def test_confusion_shades_by_share_of_the_row_so_that_rare_labels_show(tmp_path):
    path = tmp_path / "confusion.png"
    task = Task("stance", ("common", "rare"), {})
    gold = ["common"] * 99 + ["rare"]
    confusion_png([task_scores(task, gold, gold, gold, bootstrap=0, confidence=0.9)], path)
    deepest = matplotlib.colormaps["Blues"](1.0)[:3]
    found, _ = np.nonzero(np.all(np.abs(pixels(path) - deepest) < 0.02, axis=-1))
    cell = 0.75 * 150
    # One cell of the deepest shade would reach over one cell's height (and the colour bar's tip over less).
    assert np.ptp(found) > 1.8 * cell


def test_confusion_takes_signs_of_mathematics_as_they_are_and_labels_without_statements(tmp_path, drawn):
    task = Task("stance", ("costs $5 or $6", "free", "never"), {})
    gold = ["costs $5 or $6", "free"]
    confusion_png([task_scores(task, gold, gold, gold, bootstrap=0, confidence=0.9)], tmp_path / "confusion.png")
    assert drawn[0].axes[0].get_yticklabels()[0].get_text() == "costs $5 or $6"
    assert drawn[0].axes[0].images[0].get_array()[2].tolist() == [0, 0, 0]


def test_curves_show_each_loss_and_each_task(tmp_path, drawn):
    curves_png(HISTORY, tmp_path / "curves.png")
    fitting, validation, agreement = drawn[0].axes
    assert fitting.lines[0].get_xydata().tolist() == [[10, 1.2], [20, 0.9], [40, 0.5]]
    assert validation.lines[0].get_xydata().tolist() == [[1, 1.0], [2, 0.8]]
    assert [line.get_label() for line in agreement.lines] == ["stance", "mean over tasks"]
    assert agreement.lines[1].get_xydata().tolist() == [[1, 0.4], [2, 0.6]]
    assert [axes.get_xlabel() for axes in drawn[0].axes] == ["optimiser step", "epoch", "epoch"]
    assert not overlaps(drawn[0])
    assert len(np.unique(pixels(tmp_path / "curves.png").reshape(-1, 3), axis=0)) > 10


def test_curves_of_a_run_without_rows_are_empty_axes(tmp_path, drawn):
    curves_png([], tmp_path / "curves.png")
    assert [len(axes.lines) for axes in drawn[0].axes] == [0, 0, 0]
    assert pixels(tmp_path / "curves.png").shape == (570, 1800, 3)


def test_drawing_leaves_the_backend_alone(tmp_path):
    before = matplotlib.get_backend(auto_select=False)
    curves_png(HISTORY, tmp_path / "curves.png")
    assert matplotlib.get_backend(auto_select=False) == before
