#!/usr/bin/env bash
# install.sh GROUP...: installs what is missing of these groups of scripts/packages.txt. Says nothing if nothing is.
# FABSHOCK_INSTALL=no skips it, for systems on which the libraries came from elsewhere.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[[ "${FABSHOCK_INSTALL:-yes}" == no ]] && exit 0

packages=()
for group in "$@"; do
  mapfile -t -O "${#packages[@]}" packages < <(awk -v group="$group" '$1 == group {print $2}' scripts/packages.txt)
done

if ! command -v apt-get > /dev/null || ! command -v dpkg-query > /dev/null; then
  cat >&2 << END
error: this is no Debian system (there is no apt-get), so nothing can be installed here.
fabshock needs what Debian 12 calls
  ${packages[*]}
(a C++20 compiler, CMake 3.25, Boost 1.74, Eigen 3.4, yaml-cpp 0.7, nlohmann-json 3.11, OpenSSL 3, SLEEF, Random123, CLP 1.17, GoogleTest).
Install these, then run this again with FABSHOCK_INSTALL=no.
END
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null || true)
  [[ "$status" == installed ]] || missing+=("$package")
done
((${#missing[@]} == 0)) && exit 0

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo > /dev/null; then
    echo "error: these packages are missing, and installing them takes root or sudo: ${missing[*]}" >&2
    echo "Run as root:  apt-get update && apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "Installing from Debian: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" < /dev/null >> "$log" 2>&1
}
if ! { apt update && apt install -y --no-install-recommends "${missing[@]}"; }; then
  cat "$log" >&2
  echo "error: apt-get could not install: ${missing[*]}" >&2
  exit 1
fi
