package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/kit/testdata"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/adapter"
)

type noAudit struct{}

func (noAudit) Record(context.Context, *sqldb.Tx, authz.Entry) error { return nil }

func serviceOn(db *sqldb.DB) *Service {
	clk := clock.System()
	return New(db, org.New(db, clk, noAudit{}), nil, clk)
}

func readQueueLog(t testing.TB) []telephony.Event {
	t.Helper()
	f, err := adapter.OpenFile(testdata.Shared(t, "data", "calls", "anonymous_bank_1999", "rendered", "queue_log.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zone, _ := time.LoadLocation("Asia/Jerusalem")
	r, err := adapter.Open(adapter.KindQueueLog, f, adapter.Options{Source: "bank", File: "queue_log", Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	var out []telephony.Event
	for {
		it, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, it.Events...)
	}
}

var qTestContacts = sqldb.Q(`select ` + contactColumns + ` from telephony_contact order by call_id, visit`)

// facts are all contacts without what names this store alone.
func facts(t testing.TB, db *sqldb.DB) []telephony.Contact {
	t.Helper()
	var out []telephony.Contact
	err := db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
		out, err = sqldb.All(t.Context(), tx, qTestContacts, scanContact)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range out {
		out[i].ID, out[i].SourceID, out[i].QueueID, out[i].AgentID = "", "", "", ""
	}
	return out
}

func applyAll(t testing.TB, s *Service, events []telephony.Event, size int) Done {
	t.Helper()
	var sum Done
	seq, _, err := s.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for chunk := range slices.Chunk(events, size) {
		seq++
		done, err := s.Apply(t.Context(), seq, []Batch{{Source: "bank", Kind: "queue-log", Events: chunk}})
		if err != nil {
			t.Fatal(err)
		}
		sum.add(done)
	}
	return sum
}

func TestShuffledAndRepeatedRowsGiveTheSameFacts(t *testing.T) {
	events := readQueueLog(t)
	if raced {
		events = events[:6000]
	}
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := serviceOn(db)
		applyAll(t, s, events, 4000)
		want := facts(t, db)
		again := applyAll(t, s, events, 3000)
		if again.Events != 0 || again.Contacts != 0 {
			t.Fatalf("reading the log twice changed facts: %+v", again)
		}
		other := sqldbtest.Open(t, db.Engine())
		rnd := rand.New(rand.NewPCG(1, 2))
		shuffled := slices.Clone(events)
		for i := range shuffled { // within 5 seconds
			for k := i + 1; k < len(shuffled) && shuffled[k].At-shuffled[i].At <= 5000; k++ {
				if rnd.IntN(3) == 0 {
					shuffled[i], shuffled[k] = shuffled[k], shuffled[i]
				}
			}
		}
		applyAll(t, serviceOn(other), shuffled, 1777)
		if got := facts(t, other); !slices.Equal(got, want) {
			t.Fatal("shuffled rows gave other facts")
		}
	})
}

func BenchmarkApply(b *testing.B) {
	events := readQueueLog(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		db := sqldbtest.Open(b, sqldb.SQLite)
		applyAll(b, serviceOn(db), events, 4000)
		n += len(events)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
}

// A batch reads back from the log as it was told, and one that an older log
// holds as JSON as well.
func TestBatchComesBack(t *testing.T) {
	b := Batch{Source: "pbx", Kind: "queue-log", Zone: "Asia/Shanghai", Events: callsOf(20, 2, 3), Bad: []telephony.BadRow{{Line: 3, Reason: "bad_time", Raw: "x"}},
		Intervals: []telephony.IntervalSums{{Key: "i", Queue: "q", Offered: 4}}, Settings: json.RawMessage(`{"a":1}`)}
	binary, err := b.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for i := range b.Events {
		b.NewestMs = max(b.NewestMs, b.Events[i].At)
	}
	if got, err := DecodeBatchSince(binary, b.NewestMs); err != nil || len(got.Events) != len(b.Events) {
		t.Errorf("%d events up to the instant asked for, %v", len(got.Events), err)
	}
	if got, err := DecodeBatchSince(binary, b.NewestMs+1); err != nil || len(got.Events) != 0 || got.NewestMs != b.NewestMs || got.Source != b.Source {
		t.Errorf("of an old batch more than its head is read: %d events, %v", len(got.Events), err)
	}
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]byte{binary, text} {
		got, err := DecodeBatch(data)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got.Events {
			if form := got.storedForm(i); !bytes.Equal(form, b.Events[i].AppendTo(nil)) {
				t.Fatalf("event %d is stored as %x", i, form)
			}
		}
		got.stored = nil
		if !reflect.DeepEqual(got, b) {
			t.Fatal("what is read differs from what was told")
		}
	}
	for cut := range len(binary) {
		if got, err := DecodeBatch(binary[:cut]); err == nil && len(got.Events) == len(b.Events) {
			t.Fatalf("a message cut at %d of %d is read as whole", cut, len(binary))
		}
	}
}
