package adapter

import (
	"io"
	"runtime"
	"testing"
)

// endless gives the same rows again and again, up to a number of bytes.
type endless struct {
	head, rows string
	left, at   int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	var n int
	if e.head != "" {
		n = copy(p, e.head)
		e.head = e.head[n:]
	} else {
		n = copy(p[:min(len(p), e.left)], e.rows[e.at:])
		e.at = (e.at + n) % len(e.rows)
	}
	e.left -= n
	return n, nil
}

func TestConstantMemory(t *testing.T) {
	for _, tt := range []struct{ kind, head, rows string }{
		{KindQueueLog, "", logRow(1) + "\n"},
		{KindConnectRecords, "", wholeRecord},
		{KindCalls, smallHeader, "1,s,li,138,OK,2026-03-01 10:00:00,5,0:01:00,3,20,C,\n"},
		{KindCalls, smallHeader, "1,\"s,li,138,OK,2026-03-01 10:00:00,5,0:01:00,3,20,C,\n"},
	} {
		opt := Options{}
		if tt.kind == KindCalls {
			opt.Mapping = small(t)
		}
		var before, m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		r := must(Open(tt.kind, &endless{head: tt.head, rows: tt.rows, left: 2 << 20}, opt))
		n := 0
		for {
			if _, err := r.Next(); err != nil {
				break
			}
			if n++; n%2_000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&m)
				if grown := int64(m.HeapAlloc) - int64(before.HeapAlloc); grown > 12<<20 {
					t.Fatalf("%s: %d bytes more in use after %d rows", tt.kind, grown, n)
				}
			}
		}
		if n < 2_000 {
			t.Errorf("%s: %d rows", tt.kind, n)
		}
	}
}
