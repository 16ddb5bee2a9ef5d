// Package v1 is what the API's version 1 answers: the types that a node writes and a client reads.
//
// They stand here once. The node's handlers make the OpenAPI document of them, so the doc tags
// are what people read there. Amounts are decimal texts of base units, hashes lower-case hex, addresses bech32, times unix
// seconds, heights and epochs numbers. Within version 1 fields are added, never changed or taken away.
package v1
