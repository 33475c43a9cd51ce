"""Use a checkpoint: from article to statements, from statements to labels."""

if __name__ == "inference":
    raise ImportError("this folder is the package detente.inference: install the project and import that")
