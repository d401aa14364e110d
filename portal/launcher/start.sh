# Finds a Python from 3.11 on and hands over to portal/bootstrap.py. Called by `run` and `test` only.
set -eu
root=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd -P)

# A candidate is tried, not only looked up: a pyenv shim or Apple's placeholder exists and runs nothing.
suits() {
    "$1" -I -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' >/dev/null 2>&1
}

if [ -n "${PYTHON:-}" ]; then
    if ! suits "$PYTHON"; then
        echo "The variable PYTHON is '$PYTHON', which is no Python from 3.11 on." >&2
        exit 1
    fi
    exec "$PYTHON" -I "$root/portal/bootstrap.py" "$@"
fi
for name in python3.14 python3.13 python3.12 python3.11 python3; do
    # The last two are where Homebrew and python.org install on a Mac, which a bare PATH does not name.
    for python in "$name" "/opt/homebrew/bin/$name" "/usr/local/bin/$name"; do
        if suits "$python"; then
            exec "$python" -I "$root/portal/bootstrap.py" "$@"
        fi
    done
done
cat >&2 <<'END'
Touchstone needs Python 3.11 or newer, and none was found. Install one:
  Debian 12, Ubuntu 24.04 or newer:  apt-get install python3
  macOS:                             brew install python@3.13, or the installer from python.org
or name one: PYTHON=/path/to/python3 ./run
END
exit 1
