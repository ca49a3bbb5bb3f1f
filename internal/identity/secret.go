package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"strings"
)

const redacted = "[redacted]"

// Secret is text that shows itself only when asked with Reveal.
type Secret string

// Reveal gives the text.
func (s Secret) Reveal() string { return string(s) }

// String hides the text.
func (Secret) String() string { return redacted }

// GoString hides the text.
func (Secret) GoString() string { return redacted }

// LogValue hides the text.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON hides the text.
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalText hides the text.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// UnmarshalText takes the text.
func (s *Secret) UnmarshalText(b []byte) error {
	*s = Secret(b)
	return nil
}

// NewToken is a random token of 256 bits.
func NewToken() Secret {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return Secret(base64.RawURLEncoding.EncodeToString(b[:]))
}

// NewPassword is a random password of 100 bits, easy to type.
func NewPassword() Secret {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789x" // 32, without look-alikes
	var b [20]byte
	_, _ = rand.Read(b[:])
	var out strings.Builder
	for i, x := range b {
		if i > 0 && i%5 == 0 {
			out.WriteByte('-')
		}
		out.WriteByte(letters[x&31])
	}
	return Secret(out.String())
}

// hash is how the store knows a token.
func (s Secret) hash() string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// csrf is the token that writes of the session carry; it does not lead back.
func (s Secret) csrf() string {
	sum := sha256.Sum256([]byte("lingting csrf\x00" + string(s)))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
