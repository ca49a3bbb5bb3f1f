package identity

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/nbutton23/zxcvbn-go"
	"golang.org/x/crypto/argon2"

	"github.com/lingting/lingting/internal/kit/fault"
)

// cost are argon2id's parameters.
type cost struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

// Cost of new hashes: 19 MiB, 2 passes, 1 lane (OWASP's first choice for servers).
var currentCost = cost{memory: 19 * 1024, passes: 2, lanes: 1}

const (
	saltBytes   = 16
	keyBytes    = 32
	minPassword = 12
	maxPassword = 256
)

// derive makes the stored form of a password: $argon2id$v=19$m=…,t=…,p=…$salt$key.
func derive(password Secret, c cost) string {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt)
	key := argon2.IDKey([]byte(password.Reveal()), salt, c.passes, c.memory, c.lanes, keyBytes)
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.lanes, enc(salt), enc(key))
}

// matches compares a password with its stored form; old is true when the form
// was made with other parameters than today's. A form it cannot read matches
// nothing.
func matches(password Secret, stored string) (ok, old bool) {
	parts := strings.Split(stored, "$")
	var version int
	var c cost
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, true
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, true
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes); err != nil {
		return false, true
	}
	if c.memory == 0 || c.memory > 1<<20 || c.passes == 0 || c.passes > 100 || c.lanes == 0 {
		return false, true
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, true
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) < 16 {
		return false, true
	}
	got := argon2.IDKey([]byte(password.Reveal()), salt, c.passes, c.memory, c.lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, c != currentCost
}

// guessable reports whether a password is one of those everyone tries first:
// a well-known one, a word with digits after it, a row of keys, a date. It is
// judged by how many guesses it takes, not by the kinds of letters in it.
func guessable(p, login string) bool {
	const judged = 64 // the time grows with the square of the length
	r := []rune(p)
	return zxcvbn.PasswordStrength(string(r[:min(len(r), judged)]), []string{login, "woaini", "woaini1314520", "callcentre"}).Score < 2
}

// checkPassword applies the rules to a new password for the login.
func checkPassword(field string, password Secret, login string) error {
	p := password.Reveal()
	folded := strings.ToLower(p)
	refuse := func(code, message string) error {
		return fault.Invalidf("identity.password_rules", "The password does not follow the rules.").WithField(field, code, message)
	}
	switch n := utf8.RuneCountInString(p); {
	case !utf8.ValidString(p):
		return refuse("characters", "must be readable text")
	case n < minPassword:
		return refuse("too_short", fmt.Sprintf("must have at least %d characters", minPassword))
	case n > maxPassword:
		return refuse("too_long", fmt.Sprintf("must have at most %d characters", maxPassword))
	}
	if login != "" && (folded == login || strings.Contains(folded, login) && utf8.RuneCountInString(folded)-utf8.RuneCountInString(login) < 5) {
		return refuse("like_login", "must not be the login with little around it")
	}
	if distinct(folded) < 4 || guessable(p, login) {
		return refuse("common", "is one of the passwords everyone tries first")
	}
	return nil
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}
