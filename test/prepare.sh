#!/usr/bin/env bash
# Installs what the tests need and the machine lacks: the services' programs, Debian's
# chromium and ffmpeg, a font with Chinese characters, and a server that speaks S3 (moto, of
# PyPI) in a folder of its own. Says what it does; does nothing when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

bash deploy/services/install.sh redis postgres java mvn nginx

s3=data/tools/moto
if [ ! -x "$s3/bin/moto_server" ]; then
  echo "the tests of cold files need a server that speaks S3: installing moto into $s3"
  python3 -m venv "$s3" || { rm -rf "$s3"; echo "python3 with venv is needed (Debian: python3-venv)"; exit 1; }
  "$s3/bin/pip" install --quiet --disable-pip-version-check 'moto[s3]==5.2.5' flask flask-cors
fi

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
