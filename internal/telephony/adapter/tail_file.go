package adapter

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// headLen is how much of a file's start tells it from others.
const headLen = 256

// head is the identity of a file by its first bytes.
type head struct {
	Len int    `json:"len"`
	Sum string `json:"sum,omitempty"`
}

func headOf(b []byte) head {
	if len(b) == 0 {
		return head{}
	}
	sum := sha256.Sum256(b)
	return head{Len: len(b), Sum: hex.EncodeToString(sum[:16])}
}

// followed is one file being followed, plain or compressed.
type followed struct {
	io.Reader
	f      *os.File
	path   string
	info   os.FileInfo
	inode  uint64
	first  []byte // up to headLen bytes
	packed bool   // compressed: it will not grow
}

// SizeOf is the length of a file in bytes.
func SizeOf(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func openFollowed(path string) (*followed, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	if info.IsDir() {
		_ = f.Close()
		return nil, fmt.Errorf("%s is a folder", path)
	}
	r, err := Decompress(f)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	out := &followed{Reader: r, f: f, path: path, info: info, inode: inodeOf(info), packed: r != io.Reader(f)}
	if out.packed {
		out.inode = 0
		// The first bytes are looked at through a second reader.
		again, err := OpenFile(path)
		if err != nil {
			_ = f.Close()
			return nil, err
		}
		defer again.Close()
		b := make([]byte, headLen)
		n, _ := io.ReadFull(again, b)
		out.first = b[:n]
	} else {
		out.grown()
	}
	return out, nil
}

func (f *followed) Close() error { return f.f.Close() }

// size is the length in bytes now; of a compressed file it is not known and
// counts as endless.
func (f *followed) size() int64 {
	if f.packed {
		return 1 << 62
	}
	info, err := f.f.Stat()
	if err != nil {
		return 0
	}
	return info.Size()
}

// grown reads the first bytes again and reports whether those known before
// still stand there.
func (f *followed) grown() bool {
	b := make([]byte, headLen)
	n, _ := f.f.ReadAt(b, 0)
	if n < len(f.first) || string(b[:len(f.first)]) != string(f.first) {
		return false
	}
	f.first = b[:n]
	return true
}

func (f *followed) head() head { return headOf(f.first) }

// is reports whether f is the file of a checkpoint.
func (f *followed) is(s tailState) bool {
	if s.Head.Len == 0 {
		return s.Inode != 0 && s.Inode == f.inode
	}
	return len(f.first) >= s.Head.Len && headOf(f.first[:s.Head.Len]) == s.Head
}

func (f *followed) same(info os.FileInfo) bool { return os.SameFile(f.info, info) }

// skipTo goes to an offset from the start.
func (f *followed) skipTo(off int64) error {
	if !f.packed {
		_, err := f.f.Seek(off, io.SeekStart)
		return err
	}
	_, err := io.CopyN(io.Discard, f, off)
	return err
}

// rotated are the files beside path whose names begin like it: queue_log.1,
// queue_log-20260301, queue_log.2.gz. Those that cannot be read are left out.
func rotated(path string) []*followed {
	dir, base := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var out []*followed
	for _, e := range entries {
		if e.Name() == base || e.IsDir() || !strings.HasPrefix(e.Name(), base+".") && !strings.HasPrefix(e.Name(), base+"-") {
			continue
		}
		if f, err := openFollowed(filepath.Join(dir, e.Name())); err == nil {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b *followed) int { return a.info.ModTime().Compare(b.info.ModTime()) })
	return out
}

// findRotated is the rotated file of a checkpoint, long enough for its offset:
// the one with its inode, else one with its first bytes.
func findRotated(path string, s tailState, off int64) *followed {
	var found *followed
	for _, f := range rotated(path) {
		fits := f.is(s) && f.size() >= off
		better := fits && (found == nil || s.Inode != 0 && f.inode == s.Inode)
		if !better {
			_ = f.Close()
			continue
		}
		if found != nil {
			_ = found.Close()
		}
		found = f
	}
	return found
}

// rotatedAfter are the files written after f was left, oldest first, and the
// file at path last.
func rotatedAfter(path string, f *followed) []*followed {
	left := f.info.ModTime()
	if info, err := f.f.Stat(); err == nil {
		left = info.ModTime()
	}
	var out []*followed
	for _, x := range rotated(path) {
		if x.info.ModTime().Before(left) || f.same(x.info) || len(f.first) > 0 && x.is(tailState{Head: f.head()}) {
			_ = x.Close()
			continue
		}
		out = append(out, x)
	}
	if x, err := openFollowed(path); err == nil {
		if f.same(x.info) {
			_ = x.Close()
		} else {
			out = append(out, x)
		}
	}
	return out
}
