// Package blob keeps uploaded files in a folder until the work on them is
// done. A file is there whole or not at all: it is written beside its place,
// flushed, and moved. Names are identifiers made here, never what a user typed.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
)

// Store is a folder of files.
type Store struct {
	dir string
	max int64
	clk clock.Clock
}

// Info describes a stored file.
type Info struct {
	ID     string
	Size   int64
	SHA256 string // hexadecimal
}

// New makes a store in the folder dir, which is made when needed. A file may
// have max bytes; 0: no limit.
func New(dir string, max int64, clk clock.Clock) *Store {
	return &Store{dir: dir, max: max, clk: clk}
}

const partial = ".part"

// Put keeps what r gives. A file over the limit is Invalid with the code
// "blob.too_large", a full disk Unavailable; nothing is kept then.
func (s *Store) Put(ctx context.Context, r io.Reader) (Info, error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return Info{}, full(err)
	}
	info := Info{ID: id.New(s.clk)}
	place := filepath.Join(s.dir, info.ID)
	f, err := os.OpenFile(place+partial, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Info{}, full(err)
	}
	defer os.Remove(place + partial) // gone already when all went well
	sum := sha256.New()
	if s.max > 0 {
		r = io.LimitReader(r, s.max+1)
	}
	info.Size, err = io.Copy(io.MultiWriter(&disk{f}, sum), reader{ctx, r})
	if err == nil && s.max > 0 && info.Size > s.max {
		err = fault.Invalidf("blob.too_large", "The file is larger than the limit of %d bytes.", s.max)
	}
	if err == nil {
		err = full(f.Sync())
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return Info{}, err
	}
	if err := os.Rename(place+partial, place); err != nil {
		return Info{}, full(err)
	}
	info.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return info, syncDir(s.dir)
}

// Open opens a file for reading; a missing one is NotFound.
func (s *Store) Open(blobID string) (*os.File, error) {
	path, err := s.path(blobID)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, gone()
	}
	return f, err
}

// Path is where the file is, for readers that need a name.
func (s *Store) Path(blobID string) (string, error) {
	path, err := s.path(blobID)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err != nil {
		return "", gone()
	}
	return path, nil
}

// Delete removes a file; a missing one is no error.
func (s *Store) Delete(blobID string) error {
	path, err := s.path(blobID)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// Sweep removes files older than age, unless keep says otherwise, and half
// files that a killed process left. It gives how many it removed.
func (s *Store) Sweep(age time.Duration, keep func(blobID string) bool) (int, error) {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	n := 0
	before := s.clk.Now().Add(-age)
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.ModTime().Before(before) {
			continue
		}
		if name := e.Name(); !strings.HasSuffix(name, partial) && (!valid(name) || (keep != nil && keep(name))) {
			continue
		}
		if err := os.Remove(filepath.Join(s.dir, e.Name())); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (s *Store) path(blobID string) (string, error) {
	if !valid(blobID) {
		return "", gone()
	}
	return filepath.Join(s.dir, blobID), nil
}

func valid(blobID string) bool {
	if len(blobID) != 26 {
		return false
	}
	for _, r := range blobID {
		if (r < '0' || r > '9') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return true
}

func gone() error {
	return fault.NotFoundf("blob.gone", "The uploaded file is not there any more; upload it again.")
}

// full classes an error of the disk.
func full(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Unavailable, "blob.disk", "The file could not be kept: the disk may be full. Free space and try again.").WithCause(err)
}

// disk tells errors of writing from errors of reading.
type disk struct{ f *os.File }

func (d *disk) Write(p []byte) (int, error) {
	n, err := d.f.Write(p)
	return n, full(err)
}

type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("flush folder: %w", err)
	}
	defer d.Close()
	return full(d.Sync())
}
