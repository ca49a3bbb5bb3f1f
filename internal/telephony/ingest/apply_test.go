package ingest

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
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
