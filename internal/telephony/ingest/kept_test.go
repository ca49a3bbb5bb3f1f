package ingest

import (
	"testing"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/telephony"
)

// Every event counts once, however often it was told.
func TestKept(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := serviceOn(db)
		events := []telephony.Event{
			{Key: "1", Kind: telephony.KindAgentSignedIn, At: 1_767_200_000_000, Agent: "A"},
			{Key: "2", Kind: telephony.KindEnqueued, At: 1_767_200_001_000, Call: "a", Queue: "Q"},
			{Key: "3", Kind: telephony.KindConnected, At: 1_767_200_002_000, Call: "a", Queue: "Q", Agent: "A"},
		}
		for i, source := range []string{"pbx", "pbx", "other"} {
			if _, err := s.Apply(t.Context(), uint64(i+1), []Batch{{Source: source, Kind: "test", Events: append([]telephony.Event{}, events...)}}); err != nil {
				t.Fatal(err)
			}
		}
		k, err := s.Kept(t.Context(), "pbx")
		if err != nil {
			t.Fatal(err)
		}
		if k.Events != 3 || k.Queues["Q"][telephony.KindEnqueued] != 1 || k.Agents["A"][telephony.KindConnected] != 1 || k.Agents["A"][telephony.KindAgentSignedIn] != 1 || len(k.Agents["A"]) != 2 {
			t.Errorf("%+v", k)
		}
	})
}
