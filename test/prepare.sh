#!/usr/bin/env bash
# Installs what the tests need and the machine lacks: the services' programs, Debian's
# chromium and ffmpeg, and a font with Chinese characters. Says what it does; does nothing when
# all is there.
set -euo pipefail

bash "$(dirname "$0")/../deploy/services/install.sh" redis postgres java mvn nginx

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v ffmpeg >/dev/null || missing+=(ffmpeg)
[ -n "$(fc-list 2>/dev/null | grep -i cjk)" ] || missing+=(fonts-noto-cjk)
[ ${#missing[@]} -eq 0 ] && exit 0

echo "the tests need ${missing[*]}: installing"
as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
