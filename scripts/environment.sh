# Sourced by the scripts beside it: makes .venv with the pinned packages, once, and puts it first on PATH.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$here/.venv
stamp=$venv/.installed
wanted=$(cat "$here/pyproject.toml" "$here/constraints.txt" | sha256sum)

find_python() {
  local name
  for name in python3.11 python3 python3.12 python3.13 python; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "detente needs Python 3.11 or newer on the PATH; found none" >&2
  exit 2
}

if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
  python=$(find_python) || exit 2
  echo "== Installing detente and its pinned packages into .venv (once, a few minutes)"
  "$python" -m venv --clear "$venv"
  "$venv/bin/python" -m pip install -qq --disable-pip-version-check -c "$here/constraints.txt" -e "$here[dev]"
  echo "$wanted" > "$stamp"
fi
export PATH=$venv/bin:$PATH
export TOKENIZERS_PARALLELISM=false
