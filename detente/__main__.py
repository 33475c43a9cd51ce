"""``python -m detente`` is the ``detente`` command (as ``torchrun -m detente train`` needs it)."""

from detente.cli import main

if __name__ == "__main__":
    main()
