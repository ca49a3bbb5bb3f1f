package imports

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync/atomic"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/telephony/adapter"
)

// input is an open file that knows how much of it was read.
type input struct {
	file *os.File
	size int64
	pos  atomic.Int64
	text io.Reader // decompressed
}

// Read reads the file itself.
func (f *input) Read(p []byte) (int, error) {
	n, err := f.file.Read(p)
	f.pos.Add(int64(n))
	return n, err
}

// Seek goes to a place of the file itself.
func (f *input) Seek(offset int64, whence int) (int64, error) {
	n, err := f.file.Seek(offset, whence)
	if err == nil {
		f.pos.Store(n)
	}
	return n, err
}

// Close closes the file.
func (f *input) Close() error { return f.file.Close() }

// share is how much of the file was read, 0 to 1.
func (f *input) share() float64 {
	if f.size <= 0 {
		return 1
	}
	return min(float64(f.pos.Load())/float64(f.size), 1)
}

func openInput(path, name string) (*input, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.NotFoundf("telephony.import.no_file", "There is no file %s.", name)
	}
	if err != nil {
		return nil, fault.Invalidf("telephony.import.unreadable", "The file %s cannot be opened: %v.", name, err)
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("it is a folder")
	}
	if err != nil {
		_ = file.Close()
		return nil, fault.Invalidf("telephony.import.unreadable", "The file %s cannot be read: %v.", name, err)
	}
	f := &input{file: file, size: info.Size()}
	if f.text, err = adapter.Decompress(f); err != nil {
		_ = file.Close()
		return nil, fault.Invalidf("telephony.import.unreadable", "The file %s cannot be read: %v.", name, err)
	}
	return f, nil
}

// fingerprint tells a file and the way it is read apart from others.
func fingerprint(path string, how ...string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(file, 64<<10)); err != nil {
		return "", err
	}
	fmt.Fprintf(h, "\x00%d", info.Size())
	for _, s := range how {
		fmt.Fprintf(h, "\x00%s", s)
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// headOf is the line with the names of the columns, empty when the settings
// know of none.
func headOf(path, name string, s Settings) (string, error) {
	if s.Mapping == nil || s.Mapping.NoHeader {
		return "", nil
	}
	f, err := openInput(path, name)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	r, err := s.Open(f.text, "", name, adapter.Checkpoint{})
	if err != nil {
		return "", err
	}
	for skip := s.Mapping.SkipLines; ; skip-- {
		it, err := r.Next()
		if errors.Is(err, io.EOF) || err == nil && !it.Ignored {
			return "", nil
		}
		if err != nil {
			return "", broken(name, r.Checkpoint().Line, err)
		}
		if skip <= 0 && strings.TrimSpace(it.Raw) != "" {
			return it.Raw, nil
		}
	}
}

// broken is the error of a file that ends in the middle or turns unreadable.
func broken(name string, line int64, err error) error {
	return fault.Invalidf("telephony.import.broken", "%s cannot be read on after line %d: %v. What was read before is kept; import the whole file again to go on.", name, line, err)
}
