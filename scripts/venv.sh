#!/bin/sh
# Makes .venv with the first Python that is new enough.
set -eu

for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    "$python" -m venv --clear .venv || {
      echo "This Python cannot make virtual environments: $python. On Debian and Ubuntu: apt install python3-venv" >&2
      exit 1
    }
    pwd >.venv/.place
    exit 0
  fi
done

echo "Comptoir needs Python 3.11 or later; none was found. Name one by: make run PYTHON=/path/to/python3" >&2
exit 1
