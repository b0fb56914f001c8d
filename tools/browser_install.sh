#!/bin/sh
# Make sure that there is a Chromium for the browser tests. Never fails: without one they are skipped, loudly.
for name in "${ONRECORD_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
    exit 0
  fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests."
  if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; then
    exit 0
  fi
fi
echo "NO CHROMIUM: the browser tests will be skipped. Install the package 'chromium', or set ONRECORD_CHROMIUM." >&2
exit 0
