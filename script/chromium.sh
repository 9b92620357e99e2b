# Sourced by the scripts that need a browser: Debian's Chromium, never one that is fetched.
# shellcheck shell=bash

find_chromium() {
    local name
    for name in ${REFLECT_CHROMIUM:+"$REFLECT_CHROMIUM"} chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null; then
            REFLECT_CHROMIUM=$(command -v "$name")
            export REFLECT_CHROMIUM
            return
        fi
    done
    return 1
}

may_browse() { find_chromium || { install chromium fonts-liberation && find_chromium; }; }
