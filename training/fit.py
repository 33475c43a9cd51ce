"""Fitting: a config and a corpus in, a run folder with `best/` and `last/` out."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import (
    EarlyStoppingCallback,
    EvalPrediction,
    PrinterCallback,
    ProgressCallback,
    TrainerCallback,
    TrainingArguments,
    set_seed,
)
from transformers.utils import logging

from detente.model.errors import ConfigError
from detente.model.hardware import fast_bfloat16, guard_matrix_kernels
from detente.model.network import IGNORED, DetenteModel
from detente.model.schema import LabelSchema
from detente.training.adapters import adapter_of, add_adapters
from detente.training.averaging import Averager
from detente.training.building import Parts, build
from detente.training.config import TRAINING_CONFIG, Config
from detente.training.contrast import warm_start
from detente.training.corpus import TRAIN, VALIDATION, Corpus
from detente.training.dataset import Collator, balanced_weights, to_dataset
from detente.training.keeping import BEST, Keeper, Reporter
from detente.training.metrics import macro_f1_of
from detente.training.moving import moved
from detente.training.optimizer import build_optimizer, freeze
from detente.training.recipe import RecipeTrainer
from detente.training.resume import Resumer, has_ended
from detente.training.settings import Settings


def fit(
    config: Config,
    corpus: Corpus,
    run: Path,
    resume_from: Path | None = None,
    callbacks: Sequence[TrainerCallback] = (),
) -> Path:
    """Train the network of ``config`` on the train part, choosing the epoch by the validation part.

    Args:
        config: checked settings.
        corpus: must have statements to train on and to validate with.
        run: an existing folder; ``best/``, ``last/`` and ``metrics.jsonl`` are written into it.
        resume_from: the ``last/`` folder of the same run, to go on from.
        callbacks: what else is to be told how the training goes.

    Returns:
        the folder of the best checkpoint.
    """
    if resume_from is not None and has_ended(resume_from):
        return run / BEST
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    guard_matrix_kernels()
    settings = config.settings
    set_seed(settings.training.seed)
    parts = build(config)
    _weigh(parts.network, settings, corpus)
    schema = settings.label_schema
    context_dropout = settings.training.context_dropout
    train, cut = to_dataset(corpus.parts[TRAIN], schema, parts.encoder, bare=context_dropout > 0)
    validation, cut_too = to_dataset(corpus.parts[VALIDATION], schema, parts.encoder)
    if cut or cut_too:
        print(
            f"{cut + cut_too} statements have their context cut to {settings.encoding.max_tokens} tokens",
            file=sys.stderr,
        )
    freeze(parts.network, settings.training.frozen_levels)
    network = add_adapters(parts.network, settings.lora)
    if settings.training.warm_start and resume_from is None:
        collate = Collator(parts.encoder.settings.limit)
        warm_start(network, train, collate, settings.training, in_bfloat16(settings.training.precision))
    trainer = RecipeTrainer(
        loss=settings.loss,
        model=network,
        args=arguments(settings, run),
        train_dataset=train,
        eval_dataset=validation,
        data_collator=Collator(parts.encoder.settings.limit, context_dropout),
        compute_metrics=lambda prediction: validation_scores(prediction, schema),
        optimizers=(build_optimizer(network, settings.training), None),
        callbacks=[*_callbacks(config, run, parts, resume_from), *callbacks],
    )
    for callback in (PrinterCallback, ProgressCallback):
        trainer.remove_callback(callback)
    trainer.train(resume_from_checkpoint=None if resume_from is None else str(resume_from))
    leave_group()
    return run / BEST


def leave_group() -> None:
    """Under torchrun, end the process group: its threads, left running, can abort a process that has finished."""
    if torch.distributed.is_available() and torch.distributed.is_initialized():
        torch.distributed.barrier()
        torch.distributed.destroy_process_group()


def _weigh(network: DetenteModel, settings: Settings, corpus: Corpus) -> None:
    balanced = settings.loss.class_weights == "balanced"
    classes = balanced_weights(corpus.parts[TRAIN], settings.label_schema) if balanced else {}
    network.weigh(settings.loss.task_weights, classes, settings.loss.label_smoothing)


def arguments(settings: Settings, run: Path) -> TrainingArguments:
    """The Trainer's arguments for these settings."""
    training = settings.training
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    share, rest = divmod(training.batch_size, training.accumulation * processes)
    if rest:
        raise ConfigError(
            f"training.batch_size: {training.batch_size} cannot be shared by {processes} processes with "
            f"{training.accumulation} accumulated batches each"
        )
    on_cpu = not torch.cuda.is_available()
    return TrainingArguments(
        output_dir=str(run),
        seed=training.seed,
        num_train_epochs=training.epochs,
        per_device_train_batch_size=share,
        per_device_eval_batch_size=64,
        gradient_accumulation_steps=training.accumulation,
        activation_checkpointing=training.checkpointing,
        activation_checkpointing_kwargs={"use_reentrant": False} if training.checkpointing else None,
        learning_rate=training.learning_rate,
        weight_decay=training.weight_decay,
        warmup_steps=training.warmup,
        lr_scheduler_type=training.scheduler,
        max_grad_norm=training.max_grad_norm,
        bf16=in_bfloat16(training.precision),
        train_sampling_strategy="group_by_length" if training.group_lengths else "random",
        length_column_name="length",
        remove_unused_columns=False,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_only_model=True,
        restore_callback_states_from_checkpoint=True,
        metric_for_best_model="macro_f1",
        greater_is_better=True,
        logging_strategy="epoch",
        report_to=training.report_to,
        use_cpu=on_cpu,
        ddp_backend="gloo" if on_cpu and processes > 1 else None,
        ddp_find_unused_parameters=False if processes > 1 else None,
        disable_tqdm=True,
        dataloader_pin_memory=not on_cpu,
    )


def in_bfloat16(precision: str) -> bool:
    """Whether to autocast to bfloat16: as set, or (auto) where the hardware is faster in it."""
    if precision != "auto":
        return precision == "bfloat16"
    return torch.cuda.is_bf16_supported(including_emulation=False) if torch.cuda.is_available() else fast_bfloat16()


def validation_scores(prediction: EvalPrediction, schema: LabelSchema) -> dict[str, float]:
    """Macro-F1 of each task and their mean, from the Trainer's gathered logits."""
    logits = prediction.predictions
    columns = logits if isinstance(logits, tuple) else (logits,)
    labels = np.asarray(prediction.label_ids).reshape(-1, len(schema))
    scores = {}
    for column, (task, values) in enumerate(zip(schema, columns, strict=True)):
        answered = labels[:, column] != IGNORED
        gold, predicted = labels[answered, column], np.asarray(values)[answered].argmax(-1)
        confusion = np.zeros((1, len(task.labels), len(task.labels)))
        np.add.at(confusion[0], (gold, predicted), 1)
        scores[f"{task.name}_macro_f1"] = float(np.nan_to_num(macro_f1_of(confusion)[0]))
    return {**scores, "macro_f1": float(np.mean(list(scores.values())))}


def _callbacks(config: Config, run: Path, parts: Parts, resume_from: Path | None) -> list[TrainerCallback]:
    def complete(folder: Path) -> None:
        parts.tokenizer.save_pretrained(folder)
        (folder / TRAINING_CONFIG).write_text(moved(config, folder).to_yaml(), encoding="utf-8")

    training = config.settings.training
    # The average stands in place before an epoch is kept, and is restored after the adapters are.
    averagers = [Averager(training.averaging, resume_from)] if training.averaging else []
    keeper = Keeper(run, complete, adapter_of(parts.network, config.settings))
    callbacks: list[TrainerCallback] = [*averagers, keeper, Reporter(run)]
    if training.patience is not None:
        callbacks.append(EarlyStoppingCallback(early_stopping_patience=training.patience))
    if resume_from is not None:
        callbacks.insert(0, Resumer(resume_from))
    return callbacks
