package sources

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Key is an intake key without its secret.
type Key struct {
	ID        string  `json:"id"`
	SourceID  string  `json:"source_id"`
	Label     string  `json:"label" doc:"What uses it"`
	Hint      string  `json:"hint" doc:"Its last four characters"`
	CreatedAt string  `json:"created_at"`
	ExpiresAt string  `json:"expires_at"`
	RevokedAt *string `json:"revoked_at"`
	UsedAt    *string `json:"used_at" doc:"Last use, to the minute"`
	State     string  `json:"state" enum:"valid,expired,revoked"`
}

// NewKey is a key just made: the only time its secret is shown.
type NewKey struct {
	Key
	Secret string `json:"secret" doc:"Send it in the header X-Intake-Key; it is shown only now"`
}

// The states of a key.
const (
	KeyValid   = "valid"
	KeyExpired = "expired"
	KeyRevoked = "revoked"
)

const (
	keyPrefix   = "ltk_" // so that a leaked key is found by scanners
	mostKeyDays = 2 * 366
)

type keyRow struct {
	id, sourceID, label, hash, hint, createdBy string
	createdMs, expiresMs, revokedMs, usedMs    int64
}

// state is whether the key may be used at the instant.
func (k *keyRow) state(nowMs int64) string {
	switch {
	case k.revokedMs > 0:
		return KeyRevoked
	case nowMs >= k.expiresMs:
		return KeyExpired
	}
	return KeyValid
}

func (k *keyRow) shown(nowMs int64, zone *time.Location) Key {
	return Key{ID: k.id, SourceID: k.sourceID, Label: k.label, Hint: k.hint, CreatedAt: *atOrNull(k.createdMs, zone), ExpiresAt: *atOrNull(k.expiresMs, zone),
		RevokedAt: atOrNull(k.revokedMs, zone), UsedAt: atOrNull(k.usedMs, zone), State: k.state(nowMs)}
}

// newSecret is a random key of 256 bits.
func newSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return keyPrefix + base64.RawURLEncoding.EncodeToString(b[:])
}

// hashOf is how the store knows a key. The key is random, so one round is enough.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func checkKey(label string, days int) error {
	var w fault.Collector
	w.Require("body.label", label)
	if !utf8.ValidString(label) || utf8.RuneCountInString(label) > 80 || strings.ContainsRune(label, 0) {
		w.Add("body.label", "too_long", "must be at most 80 characters")
	}
	if days < 1 || days > mostKeyDays {
		w.Add("body.days", "range", "must be 1 to 732 days")
	}
	return w.Err("telephony.live.key_invalid", "The key cannot be made.")
}
