#!/usr/bin/env bash
# Made the files beside it: two authorities, of which `other` has signed nothing, and a server's and a client's
# certificate, all good for a hundred years. The keys protect nothing but these tests.
set -euo pipefail
cd "$(dirname "$0")"

authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj "/CN=percore $1" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign \
    -keyout "$1.key" -out "$1.pem"
}

signed() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=percore $1" \
    -keyout "$1.key" -out "$1.csr"
  openssl x509 -req -in "$1.csr" -CA authority.pem -CAkey authority.key -CAcreateserial -days 36500 -out "$1.pem" \
    -extfile <(printf 'basicConstraints=CA:FALSE\nextendedKeyUsage=%s\nsubjectAltName=%s\n' "$2" "$3")
}

authority authority
authority other
signed server serverAuth IP:127.0.0.1,DNS:localhost
signed client clientAuth DNS:client.example
rm -f authority.key authority.srl other.key ./*.csr
