#!/bin/sh
# Rebuilds the test contracts; needs clang-19 and wasm-ld-19.
set -eu
cd "$(dirname "$0")"
build() {
	clang-19 --target=wasm32 -mcpu=mvp -mbulk-memory -Oz -nostdlib -fno-builtin -Wall "$2" -c "${3:-probe.c}" -o "$1.o"
	wasm-ld-19 --no-entry --strip-all --initial-memory=524288 -z stack-size=32768 "$1.o" -o "$1.wasm"
	rm "$1.o"
}
build probe -DGOOD
build bad -DBAD
build back -DBACK
build dead -DDEAD
build answers -DGOOD answers.c
