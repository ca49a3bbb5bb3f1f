package live

import (
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/telephony"
)

// A wrap-up that lasts is known after a restart: of a contact that has ended
// only its journal says so.
func TestARestartInTheMiddleOfAWrapUp(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := open(t, db)
		h.fold([]telephony.Event{
			{Key: "1", Kind: telephony.KindAgentSignedIn, At: at(0, 0), Agent: "A"},
			{Key: "2", Kind: telephony.KindEnqueued, At: at(1, 0), Call: "a", Queue: "Q"},
			{Key: "3", Kind: telephony.KindConnected, At: at(1, 10), Call: "a", Queue: "Q", Agent: "A"},
			{Key: "4", Kind: telephony.KindEnded, At: at(3, 0), Call: "a", Queue: "Q", Agent: "A"},
			{Key: "5", Kind: telephony.KindWrapUpStarted, At: at(3, 0), Call: "a", Queue: "Q", Agent: "A"},
		})
		row := func() (out AgentRow) {
			h.floor.Agents(clock.Ms(h.clk), h.about, func(r AgentRow) { out = r })
			return out
		}
		h.clk.at = time.UnixMilli(at(4, 0))
		h.rebuild()
		if r := row(); r.State != telephony.StateWrapUp || r.Since != at(3, 0) {
			t.Fatalf("after a restart: %+v", r)
		}
		h.tell([]telephony.Event{{Key: "6", Kind: telephony.KindWrapUpEnded, At: at(3, 50), Call: "a", Queue: "Q", Agent: "A"}})
		if r := row(); r.State != telephony.StateReady || r.Since != at(3, 50) {
			t.Fatalf("when it has ended: %+v", r)
		}
		if q := h.floor.Queues(clock.Ms(h.clk), h.about); len(q) != 1 || q[0].Answered != 1 {
			t.Fatalf("the contact is counted otherwise: %+v", q)
		}
	})
}
