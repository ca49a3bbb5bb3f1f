package performance_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
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
	"github.com/lingting/lingting/internal/performance/scorecard"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

var (
	addContact = sqldb.Q(`insert into telephony_contact (id, source_id, call_id, visit, queue_id, agent_id, channel, call_type, customer, entered_ms, answered_ms, ended_ms,
		wait_ms, ring_ms, talk_ms, hold_ms, wrap_up_ms, outcome, left_reason, ended_by, sent_to, offers, missed, holds, transferred, flags)
		values ($1, 's', $2, 0, $3, $4, 'voice', 'inbound', $5, $6, $7, $8, $9, 3000, $10, 0, 20000, 'answered', '', 'customer', '', 1, 0, 0, 0, 0)`)
	addDay      = sqldb.Q(`insert into telephony_day (day, queue_id, epoch) values ($1, $2, 1)`)
	setPosition = sqldb.Q(`insert into telephony_position (stream, seq, epoch, applied_ms) values ('telephony', 1, 1, 0) on conflict (stream) do update set seq = 1, epoch = 1`)
)

const (
	daysOfMonth = 30
	callsADay   = 20 // of an agent
	peopleATeam = 25
)

// month is a centre with 30 days of calls of its agents, in teams of 25.
type month struct {
	db      *sqldb.DB
	clk     clock.Clock
	ctx     context.Context
	org     *org.Service
	numbers *metric.Service
	people  []string
	teams   []string
}

func newMonth(b *testing.B, agents int) *month {
	b.Helper()
	m := &month{db: sqldbtest.Open(b, sqldb.SQLite), clk: clock.Fixed(time.Date(2026, 11, 2, 2, 0, 0, 0, time.UTC)), ctx: authz.With(b.Context(), authz.System("bench"))}
	m.org = org.New(m.db, m.clk, nil)
	sheets := rollup.New(m.db, 256<<20)
	m.numbers = metric.New(m.db, m.clk, nil, m.org, sheets)
	rnd := rand.New(rand.NewPCG(1, 2))
	first := telephony.DayOf(time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC).UnixMilli())
	calls := 0
	err := m.db.Write(m.ctx, func(tx *sqldb.Tx) error {
		q, err := m.org.EnsureQueue(m.ctx, tx, "s", "q", "voice")
		if err != nil {
			return err
		}
		for i := range agents {
			a, err := m.org.EnsureAgent(m.ctx, tx, "s", fmt.Sprintf("a%04d", i))
			if err != nil {
				return err
			}
			m.people = append(m.people, a)
		}
		if _, err := tx.Exec(m.ctx, setPosition); err != nil {
			return err
		}
		for day := first; day < first+daysOfMonth; day++ {
			if _, err := tx.Exec(m.ctx, addDay, day, q); err != nil {
				return err
			}
			for _, agent := range m.people {
				for range callsADay {
					calls++
					at, wait, talk := day*telephony.DayMs+int64(rnd.IntN(14*3600))*1000, int64(rnd.IntN(60))*1000, int64(60+rnd.IntN(300))*1000
					if _, err := tx.Exec(m.ctx, addContact, id.Of(at, q, strconv.Itoa(calls)), strconv.Itoa(calls), q, agent, "138"+strconv.Itoa(calls%3000), at, at+wait, at+wait+talk, wait, talk); err != nil {
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
	if err := sheets.Settle(m.ctx); err != nil {
		b.Fatal(err)
	}
	site, err := m.org.CreateSite(m.ctx, org.Site{Code: "S", Name: "S"})
	if err != nil {
		b.Fatal(err)
	}
	for i := range slices.Collect(slices.Chunk(m.people, peopleATeam)) {
		team, err := m.org.CreateTeam(m.ctx, org.Team{Code: fmt.Sprint("T", i), Name: fmt.Sprint("T", i), SiteID: site.ID})
		if err != nil {
			b.Fatal(err)
		}
		m.teams = append(m.teams, team.ID)
	}
	for i, p := range m.people {
		if _, err := m.org.Join(m.ctx, p, org.NewMembership{TeamID: m.teams[i/peopleATeam], FromOn: "2026-01-01", Correction: true, Why: "bench"}); err != nil {
			b.Fatal(err)
		}
	}
	return m
}

// LevelsOn has no levels.
func (*month) LevelsOn(context.Context, string) (map[string]string, error) { return nil, nil }

// The scorecards of a month: of one agent, of a team, of everybody. They must grow
// with the calls that are counted.
func BenchmarkScorecard(b *testing.B) {
	for _, agents := range []int{100, 1000} {
		m := newMonth(b, agents)
		s := scorecard.New(m.db, m.org, m.numbers, m, nil, m.clk, nil)
		ask := func(what string, f func() (known int, err error)) {
			b.Run(fmt.Sprintf("%d/%s", agents, what), func(b *testing.B) {
				took := []time.Duration{}
				for b.Loop() {
					began := time.Now()
					known, err := f()
					if err != nil || known == 0 {
						b.Fatalf("%d figures are known: %v", known, err)
					}
					took = append(took, time.Since(began))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*95/100].Milliseconds()), "p95-ms")
			})
		}
		ask("agent", func() (int, error) {
			c, err := s.Of(m.ctx, m.people[0], scorecard.Month, "2026-10-30")
			return int(100 * c.Known), err
		})
		ask("team", func() (int, error) {
			c, err := s.Team(m.ctx, m.teams[0], scorecard.Month, "2026-10-30")
			return known(c.Lines), err
		})
		ask("everybody", func() (int, error) {
			c, err := s.Team(m.ctx, "", scorecard.Month, "2026-10-30")
			return known(c.Lines), err
		})
	}
}

// known is of how many people the lines of a team have a value.
func known(lines []scorecard.TeamLine) (n int) {
	for _, l := range lines {
		n += l.People
	}
	return n
}

// The nightly run over agents with contracts of 40 lines: it must grow in
// proportion.
func BenchmarkNightly(b *testing.B) {
	for _, agents := range []int{100, 1000} {
		m := newMonth(b, agents)
		s := contract.New(m.db, m.org, m.numbers, nil, nil, m.clk, nil)
		b.Run(fmt.Sprint(agents), func(b *testing.B) {
			made := []string{}
			for some := range slices.Chunk(m.people[1:], 100) {
				drawn, err := s.DrawUp(m.ctx, contract.Request{PersonIDs: some, Position: "agent", SuperiorID: m.people[0], FromOn: "2026-10-01", ToOn: "2026-10-30", Lines: fortyLines(b, m.numbers)})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := s.ProposeAll(m.ctx, drawn.Made, ""); err != nil {
					b.Fatal(err)
				}
				made = append(made, drawn.Made...)
			}
			for i, one := range made {
				p := m.people[i+1]
				who := authz.With(b.Context(), authz.Actor{UserID: p, PersonID: p, Scope: authz.Scope{Self: p}, Permissions: map[string]bool{contract.PermissionOwn: true}})
				if _, err := s.Agree(who, one, "", -1); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				if _, err := s.ScoreAll(m.ctx, nil); err != nil {
					b.Fatal(err)
				}
			}
			if one, err := s.Get(m.ctx, made[0]); err != nil || one.Total == nil {
				b.Fatalf("no total: %v", err)
			}
		})
	}
}

// fortyLines are lines of the first metrics of the catalogue.
func fortyLines(b *testing.B, numbers *metric.Service) []contract.Line {
	b.Helper()
	all, err := numbers.List(authz.With(b.Context(), authz.System("bench")))
	if err != nil {
		b.Fatal(err)
	}
	out := []contract.Line{}
	for _, m := range all[:min(40, len(all))] {
		l := contract.Line{Metric: m.ID, Direction: "up", Rule: "linear", Weight: 2.5, Threshold: 1, Target: 2, Stretch: 3}
		if slices.Contains(m.Takes, metric.ParamThreshold) {
			twenty := 20
			l.ThresholdSeconds = &twenty
		}
		out = append(out, l)
	}
	return out
}
