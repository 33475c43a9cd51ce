"""Plain fine-tuning as in the guide of transformers to text classification: a sequence classifier for each task."""

import shutil
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    EvalPrediction,
    PreTrainedTokenizerBase,
    Trainer,
    TrainingArguments,
    set_seed,
)

from benchmarks.setup import MAX_TOKENS, Fitted, OneTask, Setup, Texts, each_task
from detente.training.metrics import macro_f1_of

LEARNING_RATE = 5e-5
BATCH = 16


def fit_plain(setup: Setup) -> Fitted:
    """At the learning rate that is the default of the Trainer."""
    return _fit_at(LEARNING_RATE, setup)


def fit_plain_at_our_rate(setup: Setup) -> Fitted:
    """At the learning rate of the config, so that it is not the rate that makes the difference."""
    return _fit_at(setup.config.settings.training.learning_rate, setup)


def _fit_at(rate: float, setup: Setup) -> Fitted:
    facts = {"learning_rate": rate, "epochs": setup.config.settings.training.epochs}
    return Fitted(each_task(setup, partial(_fit_task, rate)), facts)


def _fit_task(rate: float, setup: Setup, given: OneTask) -> Callable[[Texts], list[int]]:
    set_seed(setup.seed)
    revision = setup.config.settings.encoder.revision
    tokenizer = AutoTokenizer.from_pretrained(setup.encoder, revision=revision)
    network = AutoModelForSequenceClassification.from_pretrained(
        setup.encoder, revision=revision, num_labels=len(given.task.labels)
    )
    folder = setup.folder / f"plain-{given.task.name}"
    trainer = Trainer(
        model=network,
        args=_arguments(rate, setup, str(folder)),
        train_dataset=_dataset(tokenizer, given.texts, given.codes),
        eval_dataset=_dataset(tokenizer, given.validation_texts, given.validation_codes),
        processing_class=tokenizer,
        compute_metrics=partial(_scores, len(given.task.labels)),
    )
    trainer.train()
    shutil.rmtree(folder, ignore_errors=True)

    def answer(texts: Texts) -> list[int]:
        logits = np.asarray(trainer.predict(_dataset(tokenizer, texts)).predictions)
        return [int(code) for code in logits.argmax(-1)]

    return answer


def _arguments(rate: float, setup: Setup, folder: str) -> TrainingArguments:
    on_cpu = not torch.cuda.is_available()
    return TrainingArguments(
        output_dir=folder,
        seed=setup.seed,
        num_train_epochs=setup.config.settings.training.epochs,
        per_device_train_batch_size=BATCH,
        per_device_eval_batch_size=64,
        learning_rate=rate,
        weight_decay=0.01,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=1,
        save_only_model=True,
        load_best_model_at_end=True,
        metric_for_best_model="macro_f1",
        report_to="none",
        disable_tqdm=True,
        use_cpu=on_cpu,
        dataloader_pin_memory=not on_cpu,
    )


def _dataset(tokenizer: PreTrainedTokenizerBase, texts: Texts, codes: Sequence[int] | None = None) -> Dataset:
    statements, contexts = [text for text, _ in texts], [context for _, context in texts]
    pairs: list[Any] = [statements, contexts] if any(contexts) else [statements]
    columns = dict(tokenizer(*pairs, truncation=True, max_length=MAX_TOKENS))
    return Dataset.from_dict(columns if codes is None else {**columns, "labels": list(codes)})


def _scores(labels: int, prediction: EvalPrediction) -> dict[str, float]:
    confusion = np.zeros((1, labels, labels))
    np.add.at(confusion[0], (np.asarray(prediction.label_ids), np.asarray(prediction.predictions).argmax(-1)), 1)
    return {"macro_f1": float(np.nan_to_num(macro_f1_of(confusion)[0]))}
