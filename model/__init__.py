"""What a checkpoint is: label schema, article and statement types, encoding, network, save and load."""

if __name__ == "model":
    raise ImportError("this folder is the package detente.model: install the project and import that")
