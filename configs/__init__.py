"""Run configurations: one commented base, the others hold what differs."""

if __name__ == "configs":
    raise ImportError("this folder is the package detente.configs: install the project and import that")
