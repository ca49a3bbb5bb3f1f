package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/blob"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
)

func TestStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	s := blob.New(dir, 100, clock.System())
	info, err := s.Put(t.Context(), strings.NewReader("hello"))
	if err != nil || info.Size != 5 || info.SHA256 != "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" {
		t.Fatal(info, err)
	}
	f, err := s.Open(info.ID)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(f)
	_ = f.Close()
	if string(b) != "hello" {
		t.Errorf("%q", b)
	}
	if p, err := s.Path(info.ID); err != nil || filepath.Dir(p) != dir {
		t.Error(p, err)
	}
	if _, err := s.Put(t.Context(), bytes.NewReader(make([]byte, 101))); !fault.Is(err, fault.Invalid) {
		t.Error("over the limit:", err)
	}
	if _, err := s.Put(t.Context(), bytes.NewReader(make([]byte, 100))); err != nil {
		t.Error("at the limit:", err)
	}
	broken := errors.New("the sender went away")
	if _, err := s.Put(t.Context(), io.MultiReader(strings.NewReader("half"), failing{broken})); !errors.Is(err, broken) {
		t.Error(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(ended, strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if es, _ := os.ReadDir(dir); len(es) != 2 {
		t.Errorf("half files stay: %v", es)
	}
	for _, bad := range []string{"", "..", "../../etc/passwd", strings.Repeat("/", 26), strings.Repeat("0", 26)} {
		if _, err := s.Open(bad); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if n, err := s.Sweep(time.Hour, nil); n != 0 || err != nil {
		t.Error(n, err)
	}
	later := blob.New(dir, 0, clock.Fixed(time.Now().Add(2*time.Hour)))
	if n, err := later.Sweep(time.Hour, func(id string) bool { return id == info.ID }); n != 1 || err != nil {
		t.Error(n, err)
	}
	if err := s.Delete(info.ID); err != nil {
		t.Error(err)
	}
	if err := s.Delete(info.ID); err != nil {
		t.Error("deleting twice:", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
