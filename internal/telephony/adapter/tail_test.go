package adapter

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// tailed is a log on a real disk, its writer and a follower that never waits.
type tailed struct {
	t    testing.TB
	path string
	n    int
	aged int
}

// written says that a file was written some minutes after the one before: the
// clock of files is coarse, and a real log is rotated hours apart.
func (l *tailed) written(path string) {
	l.t.Helper()
	l.aged++
	at := time.Now().Add(time.Duration(l.aged-1000) * time.Minute)
	if err := os.Chtimes(path, at, at); err != nil {
		l.t.Fatal(err)
	}
}

func newTailed(t testing.TB) *tailed {
	return &tailed{t: t, path: filepath.Join(t.TempDir(), "queue_log")}
}

func (l *tailed) append(text string) {
	l.t.Helper()
	f, err := os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		l.t.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		l.t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		l.t.Fatal(err)
	}
}

// rows writes n rows, numbered on.
func (l *tailed) rows(n int) {
	for range n {
		l.n++
		l.append(logRow(l.n) + "\n")
	}
}

func logRow(n int) string { return fmt.Sprintf("%d|c%d|q|NONE|ENTERQUEUE||5|1", 1292281046+n, n) }

func (l *tailed) open(from Checkpoint) *Tail {
	l.t.Helper()
	tail, err := OpenTail(l.path, TailOptions{Options: Options{From: from}})
	if err != nil {
		l.t.Fatal(err)
	}
	return tail
}

// drainTail takes what is there, looking thrice as polling would.
func drainTail(t testing.TB, tail *Tail) []string {
	t.Helper()
	var out []string
	for idle := 0; idle < 3; {
		it, ok, err := tail.TryNext()
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			idle++
			continue
		}
		idle = 0
		out = append(out, it.Raw)
	}
	return out
}

func want(t testing.TB, what string, got []string, from, to int) {
	t.Helper()
	var rows []string
	for n := from; n <= to; n++ {
		rows = append(rows, logRow(n))
	}
	if strings.Join(got, "\n") != strings.Join(rows, "\n") {
		t.Fatalf("%s: rows\n%s\nwant %d to %d", what, strings.Join(got, "\n"), from, to)
	}
}

func TestTailFollows(t *testing.T) {
	l := newTailed(t)
	tail := l.open(Checkpoint{})
	defer func() { _ = tail.Close() }()
	want(t, "no file", drainTail(t, tail), 1, 0)
	l.rows(3)
	want(t, "first", drainTail(t, tail), 1, 3)
	l.append(logRow(4)[:10])
	want(t, "half a line", drainTail(t, tail), 4, 3)
	l.append(logRow(4)[10:] + "\r")
	want(t, "no line feed", drainTail(t, tail), 4, 3)
	l.append("\n")
	want(t, "whole line", drainTail(t, tail), 4, 4)
	if tail.Checkpoint().Line != 4 {
		t.Errorf("%+v", tail.Checkpoint())
	}
}

func TestTailRotation(t *testing.T) {
	l := newTailed(t)
	tail := l.open(Checkpoint{})
	defer func() { _ = tail.Close() }()
	l.rows(3)
	want(t, "first", drainTail(t, tail), 1, 3)

	// Renamed; the writer still holds the old file for a while.
	old, err := os.OpenFile(l.path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if err := os.Rename(l.path, l.path+".1"); err != nil {
		t.Fatal(err)
	}
	want(t, "renamed", drainTail(t, tail), 4, 3)
	l.append("")
	must(old.WriteString(logRow(4) + "\n" + logRow(5)))
	want(t, "old file written on", drainTail(t, tail), 4, 4)
	l.n = 5
	l.rows(2)
	want(t, "the half line, then the new file", drainTail(t, tail), 5, 7)

	// Twice between two looks, the first compressed.
	l.written(l.path + ".1")
	l.rows(1)
	l.written(l.path)
	pack(t, l.path, l.path+".3.gz")
	if err := os.Rename(l.path, l.path+".2"); err != nil {
		t.Fatal(err)
	}
	l.rows(2)
	l.written(l.path)
	if err := os.Rename(l.path, l.path+".0"); err != nil {
		t.Fatal(err)
	}
	l.rows(2)
	want(t, "two rotations", drainTail(t, tail), 8, 12)
	if tail.Gap() {
		t.Error("a gap is reported")
	}
}

func pack(t testing.TB, from, to string) {
	t.Helper()
	f := must(os.Create(to))
	z := gzip.NewWriter(f)
	must(z.Write(must(os.ReadFile(from))))
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestTailRestart(t *testing.T) {
	for name, rotate := range map[string]func(l *tailed){
		"not rotated": func(*tailed) {},
		"renamed":     func(l *tailed) { _ = os.Rename(l.path, l.path+"-20260301") },
		"compressed":  func(l *tailed) { pack(l.t, l.path, l.path+".1.gz"); os.Remove(l.path) },
		"copied and cut": func(l *tailed) {
			_ = os.WriteFile(l.path+".1", must(os.ReadFile(l.path)), 0o600)
			_ = os.Truncate(l.path, 0)
		},
		"renamed and more": func(l *tailed) { _ = os.Rename(l.path, l.path+".2"); l.rows(1); _ = os.Rename(l.path, l.path+".1") },
	} {
		t.Run(name, func(t *testing.T) {
			l := newTailed(t)
			l.rows(2)
			tail := l.open(Checkpoint{})
			want(t, "first", drainTail(t, tail), 1, 2)
			at := tail.Checkpoint()
			_ = tail.Close()
			l.rows(2)
			l.written(l.path)
			rotate(l)
			l.rows(2)
			tail = l.open(at)
			defer func() { _ = tail.Close() }()
			want(t, "after", drainTail(t, tail), 3, l.n)
			if tail.Gap() {
				t.Error("a gap is reported")
			}
		})
	}
}

func TestTailTruncated(t *testing.T) {
	l := newTailed(t)
	tail := l.open(Checkpoint{})
	defer func() { _ = tail.Close() }()
	l.rows(3)
	want(t, "first", drainTail(t, tail), 1, 3)
	if err := os.Truncate(l.path, 0); err != nil {
		t.Fatal(err)
	}
	l.rows(1)
	want(t, "shorter", drainTail(t, tail), 4, 4)
	if err := os.Truncate(l.path, 0); err != nil {
		t.Fatal(err)
	}
	l.rows(5)
	want(t, "cut and longer again", drainTail(t, tail), 5, 9)
	// A copy is made and the file cut, with rows not yet read.
	l.rows(2)
	if err := os.WriteFile(l.path+".1", must(os.ReadFile(l.path)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(l.path, 0); err != nil {
		t.Fatal(err)
	}
	l.rows(1)
	want(t, "copied and cut", drainTail(t, tail), 10, 12)
}

func TestTailLost(t *testing.T) {
	l := newTailed(t)
	l.rows(2)
	tail := l.open(Checkpoint{})
	want(t, "first", drainTail(t, tail), 1, 2)
	at := tail.Checkpoint()
	_ = tail.Close()
	os.Remove(l.path)
	l.rows(2)
	tail = l.open(at)
	defer func() { _ = tail.Close() }()
	want(t, "the new file", drainTail(t, tail), 3, 4)
	if !tail.Gap() {
		t.Error("the gap is not reported")
	}
}

func TestTailLongLine(t *testing.T) {
	l := newTailed(t)
	l.rows(1)
	l.append(strings.Repeat("x", 2*maxRow+100))
	tail := l.open(Checkpoint{})
	if got := drainTail(t, tail); len(got) != 2 || len(got[1]) != maxRow {
		t.Fatalf("%d rows", len(got))
	}
	at := tail.Checkpoint()
	_ = tail.Close()
	l.append("x\n")
	l.rows(1)
	tail = l.open(at)
	defer func() { _ = tail.Close() }()
	want(t, "after a long line", drainTail(t, tail), 2, 2)
}

func TestTailNext(t *testing.T) {
	l := newTailed(t)
	ticks := make(chan time.Time)
	tail, err := OpenTail(l.path, TailOptions{After: func(time.Duration) <-chan time.Time { return ticks }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tail.Close() }()
	ctx, cancel := context.WithCancel(context.Background())
	got := make(chan error, 1)
	go func() {
		it, err := tail.Next(ctx)
		if err == nil && (it.Raw != logRow(1) || it.Events[0].File != "queue_log") {
			err = fmt.Errorf("item %+v", it)
		}
		got <- err
	}()
	ticks <- time.Time{}
	l.rows(1)
	select { // the first tick may have found the row already
	case ticks <- time.Time{}:
		err = <-got
	case err = <-got:
	}
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, err := tail.Next(ctx); got <- err }()
	cancel()
	if err := <-got; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestTailProperty writes, rotates, stops and goes on in any order: every row
// comes once, in order.
func TestTailProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "tail")
		if err != nil {
			rt.Fatal(err)
		}
		l := &tailed{t: t, path: filepath.Join(dir, "queue_log")}
		l.rows(1) // following begins with a file; those rotated before are not its matter
		tail := l.open(Checkpoint{})
		defer func() { _ = tail.Close() }()
		var got []string
		files := 0
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			switch rapid.SampledFrom([]string{"write", "write", "read", "rotate", "restart"}).Draw(rt, "step") {
			case "write":
				l.rows(rapid.IntRange(1, 3).Draw(rt, "rows"))
			case "read":
				got = append(got, drainTail(t, tail)...)
			case "rotate":
				files++
				old := fmt.Sprintf("%s.%d", l.path, files)
				if _, err := os.Stat(l.path); err == nil {
					l.written(l.path)
					if err := os.Rename(l.path, old); err != nil {
						rt.Fatal(err)
					}
				}
			case "restart":
				at := tail.Checkpoint()
				_ = tail.Close()
				tail = l.open(at)
			}
		}
		l.rows(1)
		got = append(got, drainTail(t, tail)...)
		want(t, "all", got, 1, l.n)
	})
}
