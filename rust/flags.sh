#!/bin/sh
# Prints the RUSTFLAGS for this compiler: from Rust 1.89 on, curve25519-dalek's AVX-512 IFMA backend compiles on stable, and picks
# itself at run time where the processor has it (AVX2 or plain code elsewhere). Older compilers do without.
#
#   RUSTFLAGS="$(rust/flags.sh)" cargo build --release
set -eu
version=$(rustc --version | cut -d' ' -f2)
major=${version%%.*}
rest=${version#*.}
minor=${rest%%.*}
case $(rustc -vV) in
*'host: x86_64'*)
    if [ "$major" -gt 1 ] || [ "$minor" -ge 89 ]; then
        printf '%s\n' '--cfg curve25519_dalek_backend="avx512"'
    fi
    ;;
esac
