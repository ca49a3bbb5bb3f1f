package adapter

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// TailOptions say how to follow a file.
type TailOptions struct {
	Options
	Poll  time.Duration                        // between looks at the file; half a second when 0
	After func(time.Duration) <-chan time.Time // time.After when nil
}

// Tail follows a growing queue_log through rotation. It is used by one
// goroutine at a time.
//
// A line counts when its line feed is written. When the file is renamed away
// and a new one begins, the old is read to its end first, then files rotated
// in between, then the new one; the same after a restart, from the checkpoint.
// A file is known by its inode and by its first bytes, so that a reused inode,
// a copy and a compressed old file are told apart. A file cut short begins
// again from its start, after the rest of its copy when there is one.
type Tail struct {
	path    string
	opt     TailOptions
	log     *queueLog
	w       *window
	now     *followed
	next    []*followed // files to read before the path itself
	retired bool        // the file at hand was replaced, seen at the last look
	skip    bool        // inside a line that was too long
	gap     bool
	last    Checkpoint // while no file is at hand
}

var errCut = errors.New("the file became shorter")

// tailState is Checkpoint.State of a Tail.
type tailState struct {
	Inode uint64 `json:"inode,omitempty"`
	Head  head   `json:"head"`
	Skip  bool   `json:"skip,omitempty"`
}

// OpenTail follows path from opt.From. A file that is not there yet is waited for.
func OpenTail(path string, opt TailOptions) (*Tail, error) {
	if opt.Zone == nil {
		opt.Zone = time.UTC
	}
	if opt.Poll <= 0 {
		opt.Poll = 500 * time.Millisecond
	}
	if opt.After == nil {
		opt.After = time.After
	}
	if opt.File == "" {
		opt.File = filepath.Base(path)
	}
	enc, err := checkEncoding(opt.Encoding)
	if err != nil {
		return nil, err
	}
	t := &Tail{path: path, opt: opt}
	t.log = newQueueLog(nil, opt.Options, enc)
	var state tailState
	if len(opt.From.State) > 0 {
		if err := json.Unmarshal(opt.From.State, &state); err != nil {
			return nil, err
		}
	}
	if err := t.resume(state); err != nil {
		_ = t.Close()
		return nil, err
	}
	return t, nil
}

// resume finds the file of the checkpoint, at the path or among the rotated.
func (t *Tail) resume(state tailState) error {
	from := t.opt.From
	f, err := openFollowed(t.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	known := state.Head.Len > 0 || state.Inode != 0
	if f != nil && (!known || f.is(state)) && f.size() >= from.Offset {
		return t.use(f, from, state.Skip)
	}
	if f != nil {
		_ = f.Close()
	}
	if !known {
		t.gap = from.Offset > 0
		return nil
	}
	old := findRotated(t.path, state, from.Offset)
	if old == nil {
		t.gap = true
		return nil
	}
	t.next = rotatedAfter(t.path, old)
	t.retired = true
	return t.use(old, from, state.Skip)
}

// use begins to read f at a place.
func (t *Tail) use(f *followed, at Checkpoint, skip bool) error {
	if t.now != nil {
		_ = t.now.Close()
	}
	if err := f.skipTo(at.Offset); err != nil {
		_ = f.Close()
		t.now = nil
		return err
	}
	t.now, t.skip = f, skip
	t.w = &window{r: f, buf: make([]byte, 64<<10), max: maxRow + 2, off: at.Offset, line: at.Line}
	t.log.w = t.w
	return nil
}

// Gap reports that the file of the checkpoint is gone: rows between the
// checkpoint and the start of the oldest file found may be missing.
func (t *Tail) Gap() bool { return t.gap }

// Checkpoint is the position after the last item, with the file it is in.
func (t *Tail) Checkpoint() Checkpoint {
	if t.now == nil {
		return t.last
	}
	state, _ := json.Marshal(tailState{Inode: t.now.inode, Head: t.now.head(), Skip: t.skip})
	return Checkpoint{Offset: t.w.off, Line: t.w.line, State: state}
}

// Close lets go of the files.
func (t *Tail) Close() error {
	for _, f := range t.next {
		_ = f.Close()
	}
	if t.now == nil {
		return nil
	}
	return t.now.Close()
}

// Next waits for the next item. It ends with the error of ctx, or of the file.
func (t *Tail) Next(ctx context.Context) (Item, error) {
	for {
		it, ok, err := t.TryNext()
		if ok || err != nil {
			return it, err
		}
		select {
		case <-ctx.Done():
			return Item{}, ctx.Err()
		case <-t.opt.After(t.opt.Poll):
		}
	}
}

// TryNext is the next item if it is whole already; false says to try later.
func (t *Tail) TryNext() (Item, bool, error) {
	for {
		if t.now == nil {
			f, err := openFollowed(t.path)
			if errors.Is(err, fs.ErrNotExist) {
				return Item{}, false, nil
			}
			if err != nil {
				return Item{}, false, err
			}
			if err := t.use(f, Checkpoint{}, false); err != nil {
				return Item{}, false, err
			}
		}
		it, ok, err := t.line()
		if errors.Is(err, errCut) {
			if t.findCopy() {
				continue
			}
			it, ok = t.leave()
			t.forget()
			if ok {
				return it, true, nil
			}
			continue
		}
		if ok || err != nil {
			return it, ok, err
		}
		// At the end of the file for now.
		if !t.now.packed && !t.replaced() {
			t.retired = false
			return Item{}, false, nil
		}
		if !t.retired && !t.now.packed {
			// The writer may still hold the old file: look once more later.
			t.retired = true
			return Item{}, false, nil
		}
		if it, ok := t.leave(); ok {
			return it, true, nil
		}
		if err := t.advance(); err != nil {
			return Item{}, false, err
		}
	}
}

// line is the next whole line of the file at hand.
func (t *Tail) line() (Item, bool, error) {
	from := 0
	for {
		rest := t.w.rest()
		if i := bytes.IndexByte(rest[from:], '\n'); i >= 0 {
			i += from
			r := row{text: bytes.TrimSuffix(rest[:i], []byte("\r")), off: t.w.off, line: t.w.line + 1}
			t.w.advance(i + 1)
			if t.w.line++; t.skip {
				t.skip, from = false, 0
				continue
			}
			return t.log.item(r), true, nil
		}
		from = len(rest)
		if t.w.full() {
			r := row{text: bytes.Clone(rest[:maxRow]), off: t.w.off, line: t.w.line + 1, tooLong: true}
			t.w.advance(len(rest))
			if from = 0; t.skip {
				continue
			}
			t.skip = true
			return t.log.item(r), true, nil
		}
		if t.cut() {
			return Item{}, false, errCut
		}
		if errors.Is(t.w.err, io.EOF) {
			t.w.err = nil
		}
		if !t.w.more() {
			if errors.Is(t.w.err, io.EOF) {
				return Item{}, false, nil
			}
			return Item{}, false, t.w.err
		}
	}
}

// leave gives the last line of a file that will not grow any more.
func (t *Tail) leave() (Item, bool) {
	rest := t.w.rest()
	if len(rest) == 0 {
		return Item{}, false
	}
	r := row{text: bytes.Clone(rest), off: t.w.off, line: t.w.line + 1}
	t.w.advance(len(rest))
	if t.w.line++; t.skip {
		return Item{}, false
	}
	return t.log.item(r), true
}

// replaced reports that another file stands at the path and is written to. An
// empty one is not: the writer still holds the old.
func (t *Tail) replaced() bool {
	if len(t.next) > 0 {
		return true
	}
	info, err := os.Stat(t.path)
	return err == nil && info.Size() > 0 && !t.now.same(info)
}

// advance goes on with the file after the one at hand.
func (t *Tail) advance() error {
	if len(t.next) == 0 {
		t.next = rotatedAfter(t.path, t.now)
	}
	t.retired = false
	if len(t.next) > 0 {
		f := t.next[0]
		t.next = t.next[1:]
		t.retired = len(t.next) > 0
		return t.use(f, Checkpoint{}, false)
	}
	t.forget()
	return nil
}

// forget closes the file at hand, keeping the place where it was left.
func (t *Tail) forget() {
	t.last = t.Checkpoint()
	_ = t.now.Close()
	t.now = nil
}

// cut reports that the file at hand became shorter or another beneath us.
func (t *Tail) cut() bool {
	return !t.now.packed && (t.now.size() < t.w.off+int64(len(t.w.rest())) || !t.now.grown())
}

// findCopy goes on in a copy of the file that was cut, if there is one; the
// file itself follows from its start.
func (t *Tail) findCopy() bool {
	at := Checkpoint{Offset: t.w.off, Line: t.w.line}
	f := findRotated(t.path, tailState{Head: t.now.head()}, at.Offset)
	if f == nil {
		return false
	}
	if again, err := openFollowed(t.path); err == nil {
		t.next = append(t.next, again)
	}
	t.retired = true
	return t.use(f, at, t.skip) == nil
}
