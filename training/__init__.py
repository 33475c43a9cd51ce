"""Make a checkpoint: corpus and its checks, config, fitting, evaluation, baselines, model card."""

if __name__ == "training":
    raise ImportError("this folder is the package detente.training: install the project and import that")
