package identity

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"image/png"
	"regexp"
	"slices"
	"strings"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

// The second factor is a time-based code (RFC 6238) in the form every
// authenticator application knows: SHA-1, six digits, 30 seconds.
const (
	stepMs        = 30_000
	totpBytes     = 20
	recoveryCodes = 10
	totpIssuer    = "Lingting"
)

// SecondFactor is what somebody is told of their own.
type SecondFactor struct {
	Enrolled      bool   `json:"enrolled" doc:"A code is asked for at sign-in"`
	Required      bool   `json:"required" doc:"One of the roles requires it"`
	Since         string `json:"since,omitempty" format:"date-time"`
	RecoveryCodes int    `json:"recovery_codes" doc:"How many are left"`
}

// Enrolment is what an authenticator application needs; it is shown once.
type Enrolment struct {
	Secret string `json:"secret" doc:"To type in, in base32"`
	URI    string `json:"uri" doc:"otpauth://"`
	Image  string `json:"image" doc:"The same as a QR code: a data: address of a PNG"`
}

// enrolment makes a new secret for the login.
func enrolment(login string) (Enrolment, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: totpIssuer, AccountName: login, SecretSize: totpBytes, Algorithm: otp.AlgorithmSHA1, Digits: otp.DigitsSix, Period: stepMs / 1000})
	if err != nil {
		return Enrolment{}, err
	}
	img, err := key.Image(232, 232)
	if err != nil {
		return Enrolment{}, err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return Enrolment{}, err
	}
	return Enrolment{Secret: key.Secret(), URI: key.URL(), Image: "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())}, nil
}

// stepOf is the step a code belongs to, of the one at now and its neighbours;
// 0 when it is none of them. One that is not after last was used already.
func stepOf(secret, code string, now, last int64) (step int64) {
	for s := now/stepMs - 1; s <= now/stepMs+1; s++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(s), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}) //nolint:gosec // G115: a time after 1970
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && s > last && step == 0 {
			step = s
		}
	}
	return step
}

var sixDigits = regexp.MustCompile(`^[0-9]{6}$`)

// recovery is a code that stands in for a lost authenticator, once.
type recovery struct {
	id, hash string
	used     int64
}

// newRecoveryCodes makes codes of 80 bits: four groups of four.
func newRecoveryCodes() []string {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789x" // 32, without look-alikes
	out := make([]string, recoveryCodes)
	for i := range out {
		var b [16]byte
		_, _ = rand.Read(b[:]) // never fails
		var code strings.Builder
		for j, x := range b {
			if j > 0 && j%4 == 0 {
				code.WriteByte('-')
			}
			code.WriteByte(letters[x&31])
		}
		out[i] = code.String()
	}
	return out
}

// recoveryHash is how the store knows a code; the id is its salt.
func recoveryHash(id, code string) string {
	code = strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(code))
	sum := sha256.Sum256([]byte("lingting recovery\x00" + id + "\x00" + code))
	return hex.EncodeToString(sum[:])
}

// matching is the unused one that the code is; ok is false when there is none.
func matching(have []recovery, code string) (recovery, bool) {
	i := slices.IndexFunc(have, func(r recovery) bool {
		return r.used == 0 && subtle.ConstantTimeCompare([]byte(recoveryHash(r.id, code)), []byte(r.hash)) == 1
	})
	if i < 0 {
		return recovery{}, false
	}
	return have[i], true
}

// Policy says what sign-ins need.
type Policy struct {
	SecondFactorRoles []string `json:"second_factor_roles" doc:"Whoever has one of these roles needs a second factor"`
	Rev               int64    `json:"rev"`
}

// requires reports whether one of the roles needs a second factor.
func (p Policy) requires(roles []string) bool {
	return slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(p.SecondFactorRoles, r) })
}
