package contract_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/performance/contract"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

var (
	benchContact = sqldb.Q(`insert into telephony_contact (id, source_id, call_id, visit, queue_id, agent_id, channel, call_type, customer, entered_ms, answered_ms, ended_ms,
		wait_ms, ring_ms, talk_ms, hold_ms, wrap_up_ms, outcome, left_reason, ended_by, sent_to, offers, missed, holds, transferred, flags)
		values ($1, 's', $2, 0, $3, $4, 'voice', 'inbound', $5, $6, $7, $8, $9, 3000, $10, 0, 20000, 'answered', '', 'customer', '', 1, 0, 0, 0, 0)`)
	benchDay      = sqldb.Q(`insert into telephony_day (day, queue_id, epoch) values ($1, $2, 1)`)
	benchPosition = sqldb.Q(`insert into telephony_position (stream, seq, epoch, applied_ms) values ('telephony', 1, 1, 0) on conflict (stream) do update set seq = 1`)
)

// The nightly run over agents with contracts of 40 lines and 30 days of their
// calls, 20 a day each: it must grow in proportion.
func BenchmarkNightly(b *testing.B) {
	for _, agents := range []int{50, 100} {
		b.Run(fmt.Sprint(agents), func(b *testing.B) {
			db := sqldbtest.Open(b, sqldb.SQLite)
			clk := clock.Fixed(now)
			ctx := authz.With(b.Context(), authz.System("bench"))
			o := org.New(db, clk, nil)
			sheets := rollup.New(db, 256<<20)
			numbers := metric.New(db, clk, nil, o, sheets)
			s := contract.New(db, o, numbers, nil, nil, clk, nil)
			rnd := rand.New(rand.NewPCG(1, 2))
			first := telephony.DayOf(time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC).UnixMilli())
			people := []string{}
			err := db.Write(ctx, func(tx *sqldb.Tx) error {
				q, err := o.EnsureQueue(ctx, tx, "s", "q", "voice")
				if err != nil {
					return err
				}
				for i := range agents {
					a, err := o.EnsureAgent(ctx, tx, "s", fmt.Sprintf("a%04d", i))
					if err != nil {
						return err
					}
					people = append(people, a)
				}
				if _, err := tx.Exec(ctx, benchPosition); err != nil {
					return err
				}
				n := 0
				for day := first; day < first+30; day++ {
					if _, err := tx.Exec(ctx, benchDay, day, q); err != nil {
						return err
					}
					for _, agent := range people {
						for range 20 {
							n++
							at, wait, talk := day*telephony.DayMs+int64(rnd.IntN(14*3600))*1000, int64(rnd.IntN(60))*1000, int64(60+rnd.IntN(300))*1000
							if _, err := tx.Exec(ctx, benchContact, id.Of(at, q, strconv.Itoa(n)), strconv.Itoa(n), q, agent, "138"+strconv.Itoa(n%3000), at, at+wait, at+wait+talk, wait, talk); err != nil {
								return err
							}
						}
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			if err := sheets.Settle(ctx); err != nil {
				b.Fatal(err)
			}
			made, err := s.DrawUp(ctx, contract.Request{PersonIDs: people[1:], Position: "agent", SuperiorID: people[0], FromOn: "2026-10-01", ToOn: "2026-10-30", Lines: fortyLines(b, numbers)})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.ProposeAll(ctx, made.Made, ""); err != nil {
				b.Fatal(err)
			}
			for i, one := range made.Made {
				who := authz.With(b.Context(), may("p", people[i+1], authz.Scope{Self: people[i+1]}, contract.PermissionOwn))
				if _, err := s.Agree(who, one, "", -1); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				if _, err := s.ScoreAll(ctx, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// fortyLines are lines of the metrics that know agents and take no T.
func fortyLines(b *testing.B, numbers *metric.Service) []contract.Line {
	b.Helper()
	all, err := numbers.List(authz.With(b.Context(), authz.System("bench")))
	if err != nil {
		b.Fatal(err)
	}
	out := []contract.Line{}
	for _, m := range all {
		twenty := 20
		l := line(m.ID, "up", "linear", 2.5, 1, 2, 3)
		if len(out) == 40 {
			break
		}
		for _, p := range m.Takes {
			if p == metric.ParamThreshold {
				l.ThresholdSeconds = &twenty
			}
		}
		out = append(out, l)
	}
	return out
}
