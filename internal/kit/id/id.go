// Package id makes sortable identifiers: 48 bits of milliseconds and 80 bits
// that are random or made from a name, in 26 characters of Crockford base32,
// lower case.
package id

import (
	"crypto/rand"
	"crypto/sha256"

	"github.com/lingting/lingting/internal/kit/clock"
)

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// New is a new identifier that sorts by the clock's instant.
func New(c clock.Clock) string {
	var tail [10]byte
	if _, err := rand.Read(tail[:]); err != nil {
		panic(err) // the kernel has no randomness: nothing can go on
	}
	return build(clock.Ms(c), tail)
}

// Of is the identifier of a named thing at an instant: the same inputs give
// the same identifier. Inputs are length-prefixed, so ("ab","c") and ("a","bc") differ.
func Of(ms int64, parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		n := len(p)
		h.Write([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
		h.Write([]byte(p))
	}
	var sum [32]byte
	h.Sum(sum[:0])
	return build(ms, [10]byte(sum[:10]))
}

func build(ms int64, tail [10]byte) string {
	var b [16]byte
	u := uint64(max(ms, 0))
	for i := range 6 {
		b[i] = byte(u >> (40 - 8*i))
	}
	copy(b[6:], tail[:])
	var out [26]byte
	// 128 bits in 26 digits of 5 bits; the first digit holds the top 3 bits.
	acc, bits, pos := uint32(0), 2, 0
	for _, x := range b {
		acc = acc<<8 | uint32(x)
		bits += 8
		for bits >= 5 {
			bits -= 5
			out[pos] = alphabet[acc>>bits&31]
			pos++
		}
	}
	return string(out[:])
}
