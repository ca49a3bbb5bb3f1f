// Package seal keeps secrets that must be read again, such as passwords for
// other systems, unreadable in the store: AES-256-GCM with a key in a file of
// its own.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrUnreadable says that a secret was sealed with another key, for something
// else, or was changed; also that there is no key at all.
var ErrUnreadable = errors.New("a sealed secret cannot be opened with this key")

const (
	prefix  = "v1."
	keySize = 32
)

// Box seals and opens with the key in a file, which is made when something is
// first sealed.
type Box struct{ path string }

// New is a box with its key at path.
func New(path string) *Box { return &Box{path} }

// Seal makes a secret unreadable. about says what it belongs to: only with the
// same words it can be opened.
func (b *Box) Seal(secret, about string) (string, error) {
	a, err := b.aead(b.makeKey)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, a.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return prefix + base64.RawStdEncoding.EncodeToString(a.Seal(nonce, nonce, []byte(secret), []byte(about))), nil
}

// Open gives the secret back.
func (b *Box) Open(sealed, about string) (string, error) {
	text, ok := strings.CutPrefix(sealed, prefix)
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if !ok || err != nil {
		return "", ErrUnreadable
	}
	// A new key opens nothing: a key that was lost is not to look like one.
	a, err := b.aead(func() error { return ErrUnreadable })
	if err != nil {
		return "", err
	}
	if len(raw) < a.NonceSize() {
		return "", ErrUnreadable
	}
	out, err := a.Open(nil, raw[:a.NonceSize()], raw[a.NonceSize():], []byte(about))
	if err != nil {
		return "", ErrUnreadable
	}
	return string(out), nil
}

// Fingerprint tells keys apart without giving one away; empty when there is
// none yet.
func (b *Box) Fingerprint() (string, error) {
	key, err := b.key(func() error { return fs.ErrNotExist })
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append([]byte("lingting seal key "), key...))
	return hex.EncodeToString(sum[:8]), nil
}

func (b *Box) aead(missing func() error) (cipher.AEAD, error) {
	key, err := b.key(missing)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// key reads the key; missing is called when there is none, and may make it. Of
// two that make it at once one wins.
func (b *Box) key(missing func() error) ([]byte, error) {
	raw, err := os.ReadFile(b.path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = missing(); err == nil {
			raw, err = os.ReadFile(b.path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the key for sealed secrets: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil || len(key) != keySize {
		return nil, fmt.Errorf("the key for sealed secrets in %s is not 32 bytes in base64", b.path)
	}
	return key, nil
}

func (b *Box) makeKey() error {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails
	f, err := os.CreateTemp(filepath.Dir(b.path), ".seal-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it was linked or is of no use
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), b.path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
