package live

import (
	"context"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// desk is a schedule of everybody alike: on queue from 9:10 to 9:50, with two
// minutes' grace.
type desk struct{ people []string }

func (d desk) Schedule(context.Context, *sqldb.Tx, string) (Schedule, error) { return d, nil }

func (d desk) At(_ string, spans []telephony.AgentSpan, nowMs int64) Standing {
	begins, ends := at(10, 0), at(50, 0)
	if nowMs < begins {
		return Standing{Known: true, Activity: "off", AgainMs: begins}
	}
	if nowMs >= ends {
		return Standing{Known: true, Activity: "off"}
	}
	out := Standing{Known: true, Activity: "work", AgainMs: ends}
	fits := func(s telephony.AgentSpan) bool {
		return s.State != telephony.StateAux && s.State != telephony.StateSignedOut
	}
	if fits(spans[len(spans)-1]) {
		return out
	}
	out.Deviates = true
	for i := len(spans) - 1; i >= 0 && !fits(spans[i]); i-- {
		out.SinceMs = max(spans[i].FromMs, begins)
	}
	if out.SinceMs+120_000 > nowMs {
		out.SinceMs, out.AgainMs = 0, out.SinceMs+120_000
		return out
	}
	out.Out = true
	return out
}

func (d desk) Due(nowMs int64, fn func(string)) {
	if nowMs >= at(10, 0) && nowMs < at(50, 0) {
		for _, id := range d.people {
			fn(id)
		}
	}
}

func TestPeopleAreHeldAgainstTheSchedule(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := open(t, db)
		var people []string
		for _, no := range []string{"8001", "8002"} {
			p, err := h.org.CreatePerson(h.ctx(), org.Person{AgentNo: no, Name: no, Active: true, Aliases: []org.Alias{{Source: "pbx", External: no}}})
			if err != nil {
				t.Fatal(err)
			}
			people = append(people, p.ID)
		}
		h.HoldAgainst(desk{people})
		h.rebuild()
		rows := func(minute, second int) map[string]AgentRow {
			h.clk.at = time.UnixMilli(at(minute, second))
			h.step()
			out := map[string]AgentRow{}
			for _, a := range h.known.agents {
				out[a.Name] = a
			}
			return out
		}
		h.tell([]telephony.Event{
			{Key: "1", Kind: telephony.KindAgentSignedIn, At: at(5, 0), Agent: "8001"},
			{Key: "2", Kind: telephony.KindAgentState, At: at(12, 0), Agent: "8001", State: telephony.StateAux, Reason: "break"},
		})
		if got := rows(11, 0); len(got) != 1 {
			t.Errorf("within the grace nobody is missing: %+v", got)
		}
		got := rows(13, 0)
		if a := got["8001"]; a.Planned != "work" || a.Off != 0 {
			t.Errorf("within the grace: %+v", a)
		}
		if a := got["8002"]; a.State != telephony.StateSignedOut || a.Off != at(10, 0) || a.OffOver != "" {
			t.Errorf("who has not come: %+v", a)
		}
		if a := rows(14, 0)["8001"]; a.Off != at(12, 0) { // nothing happened: time alone
			t.Errorf("beyond the grace: %+v", a)
		}
		got = rows(15, 1)
		if a := got["8002"]; a.OffOver != Warn {
			t.Errorf("for longer than the threshold: %+v", a)
		}
		alarms := h.watch.Open()
		if len(alarms) != 1 || alarms[0].Rule != RuleAdherence || alarms[0].ObjectID != people[1] {
			t.Errorf("alarms %+v", alarms)
		}
		h.tell([]telephony.Event{
			{Key: "3", Kind: telephony.KindAgentState, At: at(16, 0), Agent: "8001", State: telephony.StateReady},
			{Key: "4", Kind: telephony.KindAgentSignedIn, At: at(16, 0), Agent: "8002"},
		})
		got = rows(16, 30)
		if len(got) != 2 || got["8001"].Off != 0 || got["8002"].Off != 0 || got["8002"].State != telephony.StateReady || len(h.watch.Open()) != 0 {
			t.Errorf("back again: %+v %+v", got, h.watch.Open())
		}
		if a := rows(51, 0)["8001"]; a.Planned != "off" {
			t.Errorf("after the shift: %+v", a)
		}
	})
}
