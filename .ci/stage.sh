# Sourced by each stage: goes to the repository's root, prints how long the stage took, and has what they share.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stage=$(basename "$0")
tools=${VOICEMEDIA_CI_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/voicemedia-ci}

# What a stage has to clean up at its end; it may define its own.
finish() { :; }
trap 'finish; echo "--- $stage: $SECONDS s"' EXIT

fail() {
  echo "$stage: $1" >&2
  exit 1
}

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

# Commands from Debian's packages, of the same name or of the one after the colon, are installed where they are missing.
installs() {
  local tool missing=()
  for tool in "$@"; do
    command -v "${tool%:*}" >/dev/null || missing+=("${tool#*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
}

# Sets browser to a Chromium, Debian's where there is none.
has_browser() {
  local candidate
  browser=
  for candidate in chromium google-chrome chromium-browser; do
    browser=${browser:-$(command -v "$candidate" || true)}
  done
  if [ -z "$browser" ]; then
    command -v apt-get >/dev/null || needs chromium
    installs chromium
    browser=$(command -v chromium)
  fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo --preserve-env=CI,HOME,JAVA_HOME,PATH "$@"
  fi
}

# Debian's Prometheus and promtool, unpacked rather than installed: the package starts a service on port 9090.
has_prometheus() {
  local package
  PATH=$tools/prometheus/usr/bin:$PATH
  if ! command -v promtool >/dev/null || ! command -v prometheus >/dev/null; then
    package=$(mktemp -d)
    (cd "$package" && { apt-get download -qq prometheus 2>/dev/null \
      || { as_root apt-get update -qq && apt-get download -qq prometheus; }; })
    mkdir -p "$tools"
    dpkg -x "$package"/prometheus_*.deb "$tools/prometheus"
    rm -rf "$package"
  fi
}

# Packages of PyPI, in an environment of their own that comes first on the path.
has_python_packages() {
  local venv=$tools/python
  local packages=('grafana-foundation-sdk==1769699998!10.1.0' kubernetes-validate==1.37.0 prometheus-client==0.26.0)
  if [ "$(cat "$venv/packages" 2>/dev/null)" != "${packages[*]}" ]; then
    rm -rf "$venv"
    python3 -c 'import ensurepip' 2>/dev/null || installs ensurepip:python3-venv
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q --disable-pip-version-check "${packages[@]}"
    echo "${packages[*]}" >"$venv/packages"
  fi
  PATH=$venv/bin:$PATH
}

# A free port of the loopback interface.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
