# Sourced by the other scripts: where things are, and how a script says that it cannot go on.
# shellcheck shell=bash disable=SC2034
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"

export REFLECT_VAR=${REFLECT_VAR:-$root/var}
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PYTHONUNBUFFERED=1

# One line, and the end.
stop() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit 1
}

make_var() {
    mkdir -p "$REFLECT_VAR" 2>/dev/null || true
    [ -w "$REFLECT_VAR" ] ||
        stop "cannot write to $REFLECT_VAR. Make it writable, or name another folder: REFLECT_VAR=/some/folder script/${0##*/}"
    chmod go-rwx "$REFLECT_VAR" 2>/dev/null || true
}

# The virtual environment stands beside the code, or in var/ where the code is read-only.
choose_venv() {
    if [ -n "${REFLECT_VENV:-}" ]; then
        venv=$REFLECT_VENV
    elif [ -d "$root/.venv" ] || [ -w "$root" ]; then
        venv=$root/.venv
    else
        venv=$REFLECT_VAR/venv
    fi
    export REFLECT_VENV=$venv
}

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

# The first Python that is new enough: $PYTHON, or one on the PATH.
find_python() {
    local name
    for name in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.14 python; do
        if command -v "$name" >/dev/null && "$name" -c "$new_enough" 2>/dev/null; then
            python=$(command -v "$name")
            return
        fi
    done
    stop "needs Python 3.11 or newer; found $(python3 --version 2>/dev/null || echo none). On Debian 12 or newer: apt-get install python3 python3-venv"
}

# A folder for what `$1` makes, in memory where there is room: the databases are as careful as
# ever, and nobody waits for a disk.
make_room() {
    local free memory
    free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1) || free=0
    memory=$(awk '/^MemAvailable/ {print $2}' /proc/meminfo 2>/dev/null) || memory=0
    if [ -z "${TMPDIR:-}" ] && [ "${free:-0}" -gt 4000000 ] && [ "${memory:-0}" -gt 8000000 ]; then
        room=$(mktemp -d "/dev/shm/reflect-$1.XXXXXX")
        # Some tests run what they write: not everywhere may it be run.
        if cp "$(type -P true)" "$room/true" && "$room/true" 2>/dev/null; then
            rm "$room/true"
            return
        fi
        rm -rf "$room"
    fi
    room=$(mktemp -d "${TMPDIR:-/tmp}/reflect-$1.XXXXXX")
}

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# Debian packages, without questions. Quiet unless it fails.
install() {
    local log
    may_install || return 1
    log=$(mktemp)
    echo "Installing $*"
    {
        DEBIAN_FRONTEND=noninteractive apt-get update -q &&
            DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends \
                -o Dpkg::Options::=--force-confold "$@"
    } >"$log" 2>&1 </dev/null || {
        tail -n 5 "$log"
        rm "$log"
        return 1
    }
    rm "$log"
}
