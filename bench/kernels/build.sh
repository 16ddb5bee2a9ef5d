#!/bin/sh
# Rebuilds every kernel. Needs clang 19 and lld 19 (Debian: clang-19 lld-19).
set -eu
cd "$(dirname "$0")"
CC=${CC:-clang-19}
LD=${LD:-wasm-ld-19}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Integers of the first WebAssembly version plus sign extension: what all four engines accept.
build() { # output, source, pages of memory (0: as few as it needs), more for the compiler
  memory=
  [ "$3" = 0 ] || memory="--initial-memory=$(($3 * 65536))"
  $CC --target=wasm32 -mcpu=mvp -msign-ext -mmutable-globals \
    -std=c11 -O2 -Wall -Wextra -Werror -ffreestanding ${4:-} ${5:-} \
    -c -o "$tmp/kernel.o" "src/$2.c"
  $LD --no-entry --strip-all -z stack-size=32768 $memory -o "$1.wasm" "$tmp/kernel.o"
  chmod 644 "$1.wasm"
}

for kernel in fib loop collatz sha256 qsort matmul sieve bytes interp reward indirect divide split \
  tak queens trees leaves dispatch gcd heap hashmap json lz edit life bigmul chacha keccak crc32 prefix sum states bits stream; do
  build $kernel $kernel 0
done
build chase4 chase 0 -DPAGES=62 -DFACTOR=24801u   # 4 MiB with the rest
build chase16 chase 0 -DPAGES=255 -DFACTOR=16321u # 16 MiB with the rest
build argon2 argon2 17 # as much memory as a Rust contract starts with
for pages in 3 17 64 256; do
  build empty$pages empty $pages
  build hosted$pages hosted $pages
done
