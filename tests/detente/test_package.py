"""The house: packages, one-way imports, public names, what ships, and a wheel that works outside the clone."""

import ast
import json
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import detente

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("model", "inference", "training")
RANK = {"configs": 0, "model": 0, "inference": 1, "training": 2, "cli": 3}


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def packages_in_folders() -> set[str]:
    found = {"detente", "detente.configs"} | {
        f"detente.{p.parent.name}" for p in (ROOT / "detente").glob("*/__init__.py")
    }
    for room in ROOMS:
        for init in (ROOT / room).rglob("__init__.py"):
            found.add(".".join(["detente", *init.parent.relative_to(ROOT).parts]))
    return found


def test_the_package_list_equals_the_folders() -> None:
    listed = project()["tool"]["setuptools"]["packages"]  # type: ignore[index]
    assert sorted(listed) == sorted(packages_in_folders())


def imported_rooms(source: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        found |= {name.split(".")[1] for name in names if name.startswith("detente.")}
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_imports_go_one_way(room: str) -> None:
    sources = list((ROOT / room).rglob("*.py"))
    assert sources
    wrong = {
        str(source.relative_to(ROOT)): above
        for source in sources
        if (above := {name for name in imported_rooms(source) if RANK[name] > RANK[room]})
    }
    assert wrong == {}


def test_public_names_resolve() -> None:
    assert {name for name in detente.__all__ if getattr(detente, name) is None} == set()
    assert {"load", "extract", "Article", "Statement", "DetenteError"} <= set(detente.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'lode'"):
        _ = detente.lode


def test_the_error_tree_in_the_docstring_is_the_real_one() -> None:
    from detente.model import errors

    defined = {name for name, value in vars(errors).items() if isinstance(value, type)}
    assert all(issubclass(getattr(errors, name), errors.DetenteError) for name in defined)
    assert defined == {word for word in (errors.__doc__ or "").split() if word.endswith("Error")}


@pytest.mark.parametrize("room", [*ROOMS, "configs"])
def test_a_room_is_not_importable_by_its_folder_name(room: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import {room}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"this folder is the package detente.{room}" in done.stderr


def test_import_loads_neither_torch_nor_numpy() -> None:
    code = "import sys, detente; sys.exit(bool({'torch', 'numpy', 'transformers'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
def test_a_wheel_works_outside_the_clone(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "py.typed",
        "configs/base.yaml",
        "training/data/articles.jsonl",
        "training/data/examples/",
        "model/shipped/adapter.safetensors",
    ):
        assert any(name.startswith(f"detente/{needed}") for name in names), needed
    assert not [name for name in names if name.startswith(("model/", "inference/", "training/", "tests/"))]

    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    # The dependencies come from the environment of the tests; a path file does not bring its editable install along.
    site = next((home / "lib").glob("python*/site-packages"))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    article = tmp_path / "article.txt"
    article.write_text('"We will open the harbour," Foreign Minister Ada Brandt told reporters.\n', encoding="utf-8")
    # A copy: the engine may keep its graph beside a checkpoint.
    golden = shutil.copytree(ROOT / "tests" / "data" / "golden-v1", tmp_path / "golden-v1")
    for model, name in (((), "shipped@"), (("--model", golden), "golden@")):
        done = subprocess.run(
            [home / "bin" / "detente", "score", article, *model],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["speaker"] == "Ada Brandt"
        assert json.loads(done.stdout)["model"].startswith(name)
    where = subprocess.run(
        [python, "-c", "import detente; print(detente.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(home))
