#!/bin/sh
# Builds the TinyGo compiler that `peerz contract build` looks for, once, in the
# user's cache. It needs Go and the packages of LLVM 19; a TinyGo that is already
# on PATH (or named by $TINYGO) makes all of this unnecessary.
#
#   contracts/build/tinygo.sh [DESTINATION]
#
# DESTINATION defaults to $XDG_CACHE_HOME/peerz/tinygo-VERSION.
set -eu

version=0.41.1
llvm=19
packages="llvm-$llvm-dev libclang-$llvm-dev clang-$llvm lld-$llvm"
dest=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/peerz/tinygo-$version}

if [ -x "$dest/bin/tinygo" ]; then
	echo "$dest/bin/tinygo"
	exit 0
fi

# LLVM: TinyGo links against its C++ libraries, and calls clang and wasm-ld.
if ! command -v "llvm-config-$llvm" >/dev/null || ! command -v "wasm-ld-$llvm" >/dev/null ||
	! [ -e "/usr/lib/llvm-$llvm/include/clang-c/Index.h" ]; then
	if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
		echo "error: LLVM $llvm is missing. Run: sudo apt-get install $packages" >&2
		exit 1
	fi
	echo "installing $packages" >&2
	apt-get update >&2
	# shellcheck disable=SC2086 # a list of words on purpose
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages >&2
fi

# The module cache is read only, and TinyGo wants to find a src/net that is a git
# submodule upstream: an empty folder is enough, contracts have no network.
echo "building TinyGo $version (a few minutes)" >&2
source=$(cd / && GOFLAGS=-mod=mod go mod download -json "github.com/tinygo-org/tinygo@v$version" |
	sed -n 's/^[[:space:]]*"Dir": "\(.*\)",*$/\1/p')
mkdir -p "$(dirname "$dest")"
work=$(mktemp -d "$(dirname "$dest")/.tinygo-XXXXXX")
trap 'rm -rf "$work"' EXIT
cp -R "$source/." "$work"
chmod -R u+w "$work"
mkdir -p "$work/src/net" "$work/bin"
(cd "$work" && CGO_ENABLED=1 CC="clang-$llvm" CXX="clang++-$llvm" go build -tags "llvm$llvm" -o bin/tinygo .)

# The final name comes last: a build that was interrupted leaves no half tree, and of
# two at the same time one wins.
mv -T "$work" "$dest" 2>/dev/null || [ -x "$dest/bin/tinygo" ]
trap - EXIT
rm -rf "$work"
echo "$dest/bin/tinygo"
