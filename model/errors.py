"""What can go wrong, as one tree.

```
DetenteError              every error that detente raises on purpose
├── SchemaError           a label schema contradicts itself
├── ConfigError           a run configuration has unknown or invalid settings
├── DataError             labelled data cannot be used as it is
├── InputError            an article or statement file cannot be read
└── CheckpointError       a folder is not a checkpoint, is damaged, or is from a newer format
```
"""


class DetenteError(Exception):
    """Base of every error that detente raises on purpose; its text is meant for the user."""


class SchemaError(DetenteError):
    """A label schema contradicts itself (an empty task, a label named twice)."""


class ConfigError(DetenteError):
    """A run configuration has unknown or invalid settings; the text lists all of them."""


class DataError(DetenteError):
    """Labelled data cannot be used as it is; the text says where and what was expected."""


class InputError(DetenteError):
    """An article or statement file cannot be read."""


class CheckpointError(DetenteError):
    """A folder is not a checkpoint, is damaged, or has a newer format than this version reads."""
