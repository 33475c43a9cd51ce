"""SetFit (Tunstall et al., 2022): contrastive fine-tuning of the encoder, then logistic regression; a model a task."""

from collections.abc import Callable
from functools import partial

from datasets import Dataset
from setfit import SetFitModel, Trainer, TrainingArguments

from benchmarks.setup import MAX_TOKENS, Fitted, OneTask, Setup, Texts, each_task
from detente.training.corpus import TRAIN

PAIRS = 16
PASSAGES = 1.5
"""Passages through the encoder for one of ours in training. Without a bound there are a dozen million pairs of five
thousand statements; this many cost up to about twice our time."""


def fit_setfit(setup: Setup) -> Fitted:
    """The defaults of setfit, but for the bound on the steps."""
    steps = step_bound(setup)
    return Fitted(each_task(setup, partial(_fit_task, steps)), {"max_steps": steps})


def step_bound(setup: Setup) -> int:
    """Steps of one task: all tasks together read :data:`PASSAGES` times what we read; a step reads two texts a pair."""
    ours = setup.config.settings.training.epochs * len(setup.corpus.parts[TRAIN])
    return max(1, round(PASSAGES * ours / (2 * PAIRS * len(setup.schema))))


def _fit_task(steps: int, setup: Setup, given: OneTask) -> Callable[[Texts], list[int]]:
    model = SetFitModel.from_pretrained(
        setup.encoder, revision=setup.config.settings.encoder.revision, head_params={"max_iter": 1000}
    )
    body = model.model_body
    body.max_seq_length = min(MAX_TOKENS, body.max_seq_length or MAX_TOKENS)
    separator = f" {body.tokenizer.sep_token or ''} "

    def joined(texts: Texts) -> list[str]:
        return [separator.join(filter(None, pair)) for pair in texts]

    arguments = TrainingArguments(
        output_dir=str(setup.folder / f"setfit-{given.task.name}"),
        batch_size=PAIRS,
        max_steps=steps,
        seed=setup.seed,
        report_to="none",
        save_strategy="no",
        logging_strategy="no",
        logging_first_step=False,
        show_progress_bar=False,
    )
    data = Dataset.from_dict({"text": joined(given.texts), "label": given.codes})
    Trainer(model=model, args=arguments, train_dataset=data).train()
    return lambda texts: [int(code) for code in model.predict(joined(texts))]
