#!/usr/bin/env bash
# Installs Debian's packages of what is named and missing: redis, postgres, java, mvn, nginx. Says
# what it does; does nothing when all is there. None of them is started by Debian, now or at
# the next boot: Barrage starts its own, and only those.
set -euo pipefail

missing=()
for what in "$@"; do
  case "$what" in
    redis) command -v redis-server >/dev/null || missing+=(redis-server) ;;
    postgres) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql) ;;
    java) command -v java >/dev/null || missing+=(default-jre-headless) ;;
    mvn) command -v mvn >/dev/null || missing+=(maven) ;;
    nginx) command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing+=(nginx) ;;
    *) echo "install.sh does not know $what" >&2; exit 2 ;;
  esac
done
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "missing: ${missing[*]} (as Debian calls them), and there is no apt-get to install them" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "missing: ${missing[*]}; install them as root" >&2; exit 1; }
  as_root=(sudo)
fi

echo "the services need ${missing[*]}: installing" >&2
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
  "${as_root[@]}" chmod +x $policy
  trap '"${as_root[@]}" rm -f $policy' EXIT
fi
if [[ " ${missing[*]} " == *" postgresql "* ]]; then
  "${as_root[@]}" mkdir -p /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' |
    "${as_root[@]}" tee /etc/postgresql-common/createcluster.d/barrage.conf >/dev/null
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
for name in redis-server nginx; do
  if [[ " ${missing[*]} " == *" $name "* ]] && command -v systemctl >/dev/null; then
    "${as_root[@]}" systemctl disable "$name" >/dev/null 2>&1 || true # there may be no systemd
  fi
done
