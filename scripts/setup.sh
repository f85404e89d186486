#!/usr/bin/env bash
# From a fresh clone to a first result: installs what is missing, builds, runs a scenario into results/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install.sh build
scripts/configure.sh release
cmake --build --preset release --target fabshock -j "${JOBS:-$(nproc)}"
build/release/sim/fabshock run hualien-2024
