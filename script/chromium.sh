# Sourced by the scripts that need a browser: Debian's Chromium, never one that is fetched.
# shellcheck shell=bash

find_chromium() {
    local name
    for name in ${REFLECT_CHROMIUM:+"$REFLECT_CHROMIUM"} chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null; then
            REFLECT_CHROMIUM=$(command -v "$name")
            REFLECT_HEADLESS=$(command -v chromium-headless-shell || echo "$REFLECT_CHROMIUM")
            export REFLECT_CHROMIUM REFLECT_HEADLESS
            return
        fi
    done
    return 1
}

# The shell is the same Chromium without windows. Eight empty pages, one after the other, take 2.4 s
# of the processor's time in it, and 11 s in the whole one. Without it that is used everywhere.
may_browse() {
    command -v chromium-headless-shell >/dev/null || install chromium-headless-shell || true
    find_chromium || { install chromium fonts-liberation && find_chromium; }
}
