package seal

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestOnlyTheSameKeyAndWordsOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seal.key")
	box := New(path)
	sealed, err := box.Seal("pass 密码", "source 1")
	if err != nil || strings.Contains(sealed, "pass") {
		t.Fatal(sealed, err)
	}
	again, _ := box.Seal("pass 密码", "source 1")
	if again == sealed {
		t.Error("the same secret looks the same twice")
	}
	if got, err := New(path).Open(sealed, "source 1"); err != nil || got != "pass 密码" {
		t.Errorf("%q, %v", got, err)
	}
	other := New(filepath.Join(t.TempDir(), "other.key"))
	for _, c := range []struct {
		box           *Box
		sealed, about string
	}{{box, sealed, "source 2"}, {other, sealed, "source 1"}, {box, sealed[:len(sealed)-2] + "AA", "source 1"}, {box, "plain", "source 1"}, {box, "v1.AAAA", "source 1"}, {box, "", "source 1"}} {
		if got, err := c.box.Open(c.sealed, c.about); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%q %s: %q, %v", c.sealed, c.about, got, err)
		}
	}
	if _, err := os.Stat(other.path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("opening made a key: %v", err)
	}
	mine, err := box.Fingerprint()
	if same, _ := New(path).Fingerprint(); err != nil || len(mine) != 16 || same != mine {
		t.Errorf("%q, %q, %v", mine, same, err)
	}
	if none, err := other.Fingerprint(); err != nil || none != "" {
		t.Errorf("a key that is not there: %q, %v", none, err)
	}
	if _, err := other.Seal("x", "a"); err != nil {
		t.Fatal(err)
	}
	if theirs, err := other.Fingerprint(); err != nil || theirs == mine || theirs == "" {
		t.Errorf("%q, %v", theirs, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestManyAtOnceMakeOneKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seal.key")
	var all sync.WaitGroup
	out := make([]string, 20)
	for i := range out {
		all.Go(func() { out[i], _ = New(path).Seal("x", "a") })
	}
	all.Wait()
	for _, s := range out {
		if got, err := New(path).Open(s, "a"); err != nil || got != "x" {
			t.Fatalf("%q, %v", got, err)
		}
	}
}
