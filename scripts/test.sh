#!/usr/bin/env bash
# Installs what is missing, builds, runs the tests with the label core. Arguments go to CMake: -DFABSHOCK_WERROR=ON.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install.sh build
scripts/configure.sh release -DBUILD_TESTING=ON "$@"
cmake --build --preset release -j "${JOBS:-2}"
ctest --preset core --no-tests=error -j "${JOBS:-2}"
