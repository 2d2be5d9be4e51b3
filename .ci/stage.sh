# Sourced by each stage: goes to the repository's root, prints how long the stage took, and checks its tools.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stage=$(basename "$0")
trap 'echo "--- $stage: $SECONDS s"' EXIT

# A machine of a developer may lack a language, and then skips its stages; CI must have them all.
needs() {
  local tool
  for tool in "$@"; do
    if ! command -v "$tool" >/dev/null; then
      echo "$stage: needs $tool, which is not installed" >&2
      if [ "${CI:-}" = true ]; then
        exit 1
      fi
      echo "$stage: skipped"
      exit 0
    fi
  done
}
