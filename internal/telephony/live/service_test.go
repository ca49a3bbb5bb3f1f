package live

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/rollup"
)

type meters struct{ *metric.Service }

func (m meters) Meter(ctx context.Context, tx *sqldb.Tx, refs []string, on string) (Meter, error) {
	return m.Service.Meter(ctx, tx, refs, on)
}

// settable is a clock the test moves.
type settable struct{ at time.Time }

func (c *settable) Now() time.Time { return c.at }

// house is a centre with a floor, on one store.
type house struct {
	*Service
	t      testing.TB
	clk    *settable
	org    *org.Service
	ingest *ingest.Service
	metric *metric.Service
	audit  *audit.Service
	bus    *bus.Bus
	seq    uint64
	// what is forecast of every day, by queue
	expected map[string]Expectation
}

func (h *house) Expected(context.Context, *sqldb.Tx, string) (map[string]Expectation, error) {
	return h.expected, nil
}

func open(t testing.TB, db *sqldb.DB) *house {
	t.Helper()
	log, err := bus.Open(t.Context(), bus.Config{Dir: t.TempDir(), DB: db, Log: slog.New(slog.DiscardHandler), NoSync: true, Tick: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Stop(context.WithoutCancel(t.Context())) })
	h := &house{t: t, clk: &settable{time.UnixMilli(at(60, 0))}, bus: log}
	h.audit = audit.New(db, h.clk)
	h.org = org.New(db, h.clk, h.audit)
	h.ingest = ingest.New(db, h.org, log, h.clk)
	if err := h.ingest.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.metric = metric.New(db, h.clk, h.audit, h.org, rollup.New(db, 1<<20))
	h.expected = map[string]Expectation{}
	h.Service = New(db, log, h.org, meters{h.metric}, h, h.clk, h.audit)
	t.Cleanup(h.Close)
	return h
}

var boss = authz.System("test")

func (h *house) ctx() context.Context { return authz.With(h.t.Context(), boss) }

// fold puts events into the store, as ingest does.
func (h *house) fold(events []telephony.Event) {
	h.t.Helper()
	h.seq++
	if _, err := h.ingest.Apply(h.t.Context(), h.seq, []ingest.Batch{{Source: "pbx", Kind: "test", Events: slices.Clone(events)}}); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) rebuild() {
	h.t.Helper()
	if _, err := h.build(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) tell(events []telephony.Event) {
	h.t.Helper()
	if err := h.take(h.t.Context(), ingest.Batch{Source: "pbx", Events: events}, clock.Ms(h.clk)); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) step() {
	h.t.Helper()
	if err := h.nextTurn(); err != nil {
		h.t.Fatal(err)
	}
}

func TestNumbersEqualTheCatalogue(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := open(t, db)
		events := morning(rand.New(rand.NewPCG(7, 7)), 400, 30)
		// A little of the evening before belongs to yesterday, whatever ends today.
		events = append([]telephony.Event{
			{Key: "y1", Kind: telephony.KindEnqueued, At: dayStart - 30_000, Call: "y", Queue: "Q0"},
			{Key: "y2", Kind: telephony.KindConnected, At: dayStart + 5_000, Call: "y", Queue: "Q0", Agent: "A00"},
			{Key: "y3", Kind: telephony.KindEnded, At: dayStart + 60_000, Call: "y", Queue: "Q0", Agent: "A00"},
		}, events...)
		half := len(events) / 2
		h.fold(events[:half])
		// The rest comes shuffled a little and with repetitions, as a log gives it.
		rest := append(slices.Clone(events[half:]), events[half/2:half/2+50]...)
		rand.New(rand.NewPCG(1, 2)).Shuffle(40, func(i, k int) { rest[i], rest[k] = rest[k], rest[i] })
		h.clk.at = time.UnixMilli(events[len(events)-1].At)
		type shot struct {
			variant string
			rows    []QueueRow
			strips  []Strip
		}
		var shots []shot
		for _, variant := range org.ServiceLevelVariants {
			c, err := h.org.ReadCentre(h.ctx())
			if err != nil {
				t.Fatal(err)
			}
			c.ServiceLevelVariant = variant
			if _, err := h.org.PutCentre(h.ctx(), c, org.Since{}); err != nil {
				t.Fatal(err)
			}
			h.rebuild()
			h.tell(rest)
			h.step()
			shots = append(shots, shot{variant, h.floor.Queues(clock.Ms(h.clk), h.about), h.floor.Strips(h.about)})
		}
		h.fold(rest)
		compared := 0
		for _, s := range shots {
			ask := func(grain metric.Grain) []metric.Row {
				a, err := h.metric.Query(h.ctx(), metric.Query{From: testDay.On, To: testDay.On, Grain: grain, By: []metric.Dimension{metric.ByQueue},
					Metrics: []string{s.variant, "offered", "answered", "abandoned", "asa", "aht"}})
				if err != nil {
					t.Fatal(err)
				}
				return a.Rows
			}
			for _, row := range ask(metric.GrainTotal) {
				i := slices.IndexFunc(s.rows, func(q QueueRow) bool { return q.ID == row.Dims[metric.ByQueue].ID })
				if i < 0 {
					t.Fatalf("%s: no queue %v", s.variant, row.Dims)
				}
				q, v := s.rows[i], row.Values
				got := []float64{q.Level[0], q.Level[1], q.Offered, q.Answered, q.Abandoned, q.Speed[0], q.Speed[1], q.Handle[0], q.Handle[1]}
				want := []float64{v.Of(s.variant).Num, v.Of(s.variant).Den, v.Of("offered").Num, v.Of("answered").Num, v.Of("abandoned").Num, v.Of("asa").Num, v.Of("asa").Den, v.Of("aht").Num, v.Of("aht").Den}
				if !slices.Equal(got, want) {
					t.Errorf("%s today of %s: the floor has %v, the catalogue %v", s.variant, q.Name, got, want)
				}
				compared++
			}
			for _, row := range ask(metric.Grain30m) {
				begin, err := time.Parse(time.RFC3339, row.Start)
				if err != nil {
					t.Fatal(err)
				}
				slot := testDay.slot(begin.UnixMilli())
				i := slices.IndexFunc(s.strips, func(x Strip) bool { return x.ID == row.Dims[metric.ByQueue].ID })
				got := []float64{s.strips[i].Level[slot][0], s.strips[i].Level[slot][1], s.strips[i].Offered[slot], s.strips[i].Abandoned[slot]}
				want := []float64{row.Values.Of(s.variant).Num, row.Values.Of(s.variant).Den, row.Values.Of("offered").Num, row.Values.Of("abandoned").Num}
				if !slices.Equal(got, want) {
					t.Errorf("%s %s of %s: the floor has %v, the catalogue %v", s.variant, row.Start, row.Dims[metric.ByQueue].Name, got, want)
				}
				compared++
			}
		}
		if compared < 12*3*3 {
			t.Errorf("only %d numbers were compared", compared)
		}
	})
}

func TestTheFloorAfterARestart(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := open(t, db)
		events := morning(rand.New(rand.NewPCG(3, 3)), 300, 20)
		for _, code := range []string{"Q0", "Q1", "Q2"} {
			if _, err := h.org.CreateQueue(h.ctx(), org.Queue{Code: code, Name: code, Channel: "voice", Active: true}); err != nil {
				t.Fatal(err)
			}
		}
		h.rebuild()
		for part := range slices.Chunk(events, 50) {
			h.fold(part)
			h.tell(part)
		}
		h.clk.at = time.UnixMilli(events[len(events)-1].At + 20_000)
		// The agents were discovered on the way: the names are asked again.
		h.refresh(h.ctx(), map[string]bool{"people": true})
		type view struct {
			Queues []QueueRow
			States map[string]string
			Since  map[string]int64
		}
		look := func() view {
			v := view{Queues: h.floor.Queues(clock.Ms(h.clk), h.about), States: map[string]string{}, Since: map[string]int64{}}
			h.floor.Agents(clock.Ms(h.clk), h.about, func(r AgentRow) {
				v.States[r.No] = r.State
				// Of an ended contact the store keeps how long it was on hold, not when.
				if r.State != telephony.StateTalking {
					v.Since[r.No] = r.Since
				}
			})
			return v
		}
		// What the log alone gave, and what the store gives after a restart.
		before := look()
		h.rebuild()
		after := look()
		if !reflect.DeepEqual(before, after) {
			t.Errorf("after a restart the floor is another one:\n%+v\n%+v", before, after)
		}
		if len(after.States) != 20 || len(after.Queues) != 3 {
			t.Errorf("%d agents, %d queues", len(after.States), len(after.Queues))
		}
		waiting := 0
		for _, q := range after.Queues {
			waiting += q.Waiting
		}
		if waiting == 0 {
			t.Error("nobody waits: the calls that were open are lost")
		}
	})
}

func TestAlarmsFromRaisingToHistory(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := open(t, db)
		go h.keepAlarms(t.Context())
		wait := []telephony.Event{{Key: "1", Kind: telephony.KindEnqueued, At: at(0, 0), Call: "a", Queue: "Q"}}
		h.fold(wait)
		h.rebuild()
		h.clk.at = time.UnixMilli(at(3, 0))
		h.step()
		var open []Alarm
		for range 6000 {
			p, err := h.Alarms(h.ctx(), AlarmFilter{Status: "open", Rule: RuleWait}, "", 0)
			if err != nil {
				t.Fatal(err)
			}
			if open = p.Items; len(open) > 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if len(open) != 1 || open[0].ObjectName != "Q" || open[0].Value != 180 || open[0].Severity != Bad {
			t.Fatalf("alarms: %+v", open)
		}
		alarm := open[0].ID
		// Acknowledged once, whoever asks twice.
		for range 2 {
			if d, err := h.Acknowledge(h.ctx(), alarm, "已知悉"); err != nil || d.AckedBy != "test" || len(d.Actions) != 1 {
				t.Fatalf("%+v %v", d, err)
			}
		}
		person, err := h.org.CreatePerson(h.ctx(), org.Person{AgentNo: "9001", Name: "王班长", Active: true})
		if err != nil {
			t.Fatal(err)
		}
		if d, err := h.Assign(h.ctx(), alarm, person.ID); err != nil || d.OwnerName != "王班长" {
			t.Fatalf("%+v %v", d, err)
		}
		if _, err := h.Assign(h.ctx(), alarm, "nobody"); !fault.Is(err, fault.Invalid) {
			t.Fatalf("assigned to nobody: %v", err)
		}
		if _, err := h.MuteAlarm(h.ctx(), alarm, 0, ""); !fault.Is(err, fault.Invalid) {
			t.Fatalf("muted for no time: %v", err)
		}
		if _, err := h.MuteAlarm(h.ctx(), alarm, 30, "系统维护"); err != nil {
			t.Fatal(err)
		}
		h.refresh(h.ctx(), map[string]bool{"alarms": true})
		h.clk.at = time.UnixMilli(at(3, 10))
		h.step()
		var past AlarmDetail
		for range 6000 {
			if past, err = h.Alarm(h.ctx(), alarm); err != nil {
				t.Fatal(err)
			}
			if past.ClearedMs > 0 && len(past.Actions) == 4 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		var kinds []string
		for _, a := range past.Actions {
			kinds = append(kinds, a.Kind)
		}
		slices.Sort(kinds)
		if past.ClearedMs == 0 || !slices.Equal(kinds, []string{ActionAcknowledged, ActionAssigned, ActionCleared, ActionMuted}) {
			t.Fatalf("%+v", past)
		}
		// Muted: it is not raised again; after the mute it is.
		h.clk.at = time.UnixMilli(at(20, 0))
		h.step()
		if n := len(h.watch.Open()); n != 0 {
			t.Fatalf("%d alarms while muted", n)
		}
		m, err := h.Mutes(h.ctx())
		if err != nil || len(m) != 1 || m[0].Reason != "系统维护" {
			t.Fatalf("%+v %v", m, err)
		}
		if err := h.Unmute(h.ctx(), m[0].ID); err != nil {
			t.Fatal(err)
		}
		h.refresh(h.ctx(), map[string]bool{"alarms": true})
		h.clk.at = time.UnixMilli(at(20, 5))
		h.step()
		if n := len(h.watch.Open()); n != 1 {
			t.Fatalf("%d alarms after the mute", n)
		}
		if n, bad, err := h.audit.Verify(h.t.Context()); n < 5 || bad != 0 || err != nil {
			t.Errorf("audit: %d %d %v", n, bad, err)
		}
		p, err := h.Alarms(h.ctx(), AlarmFilter{Search: "q", Status: "cleared"}, "", 0)
		if err != nil || len(p.Items) != 1 || p.Total != 1 {
			t.Errorf("history: %+v %v", p, err)
		}
	})
}

func TestThresholdsAreSetForTheCentreQueuesAndTeams(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := open(t, db)
		ctx := h.ctx()
		q, err := h.org.CreateQueue(ctx, org.Queue{Code: "VIP", Name: "贵宾", Channel: "voice", Active: true})
		if err != nil {
			t.Fatal(err)
		}
		in := Threshold{Rule: RuleWaiting, Target: ForQueue, TargetID: q.ID, RaiseAt: 3, ClearAt: 1, Severity: Bad, Enabled: true}
		for field, wrong := range map[string]func(Threshold) Threshold{
			"body.clear_at":  func(x Threshold) Threshold { x.ClearAt = 3; return x },
			"body.raise_at":  func(x Threshold) Threshold { x.RaiseAt = 0; return x },
			"body.target_id": func(x Threshold) Threshold { x.TargetID = "no such"; return x },
			"body.target":    func(x Threshold) Threshold { x.Target = ForTeam; return x },
			"body.state":     func(x Threshold) Threshold { x.State = telephony.StateAux; return x },
			"body.severity":  func(x Threshold) Threshold { x.Severity = "red"; return x },
		} {
			_, err := h.AddThreshold(ctx, wrong(in))
			f, ok := fault.As(err)
			if !ok || f.Kind != fault.Invalid || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == field }) {
				t.Errorf("%s: %v", field, err)
			}
		}
		one, err := h.AddThreshold(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := h.AddThreshold(ctx, in); err != nil || again.ID != one.ID {
			t.Errorf("asked twice: %+v %v", again, err)
		}
		other := in
		other.RaiseAt = 9
		if _, err := h.AddThreshold(ctx, other); !fault.Is(err, fault.Conflict) {
			t.Errorf("another for the same: %v", err)
		}
		one.RaiseAt = 5
		changed, err := h.ChangeThreshold(ctx, one.ID, one, 1)
		if err != nil || changed.RaiseAt != 5 || changed.Rev != 2 {
			t.Fatalf("%+v %v", changed, err)
		}
		if _, err := h.ChangeThreshold(ctx, one.ID, one, 1); !fault.Is(err, fault.Conflict) {
			t.Errorf("stale: %v", err)
		}
		h.rebuild()
		if got, ok := h.thresholds.OfQueue(RuleWaiting, q.ID); !ok || got.RaiseAt != 5 {
			t.Errorf("%+v", got)
		}
		if got, ok := h.thresholds.OfQueue(RuleWaiting, "other"); !ok || got.RaiseAt != 10 {
			t.Errorf("%+v", got)
		}
		if err := h.RemoveThreshold(ctx, one.ID); err != nil {
			t.Fatal(err)
		}
		if err := h.RemoveThreshold(ctx, one.ID); err != nil {
			t.Errorf("removed twice: %v", err)
		}
		list, err := h.ThresholdList(ctx)
		if err != nil || len(list) != len(Defaults) {
			t.Errorf("%d thresholds %v", len(list), err)
		}
		limited := authz.With(t.Context(), authz.Actor{UserID: "u", Permissions: map[string]bool{PermissionRead: true, PermissionManage: true}, Scope: authz.Scope{Teams: []string{"t"}}})
		if _, err := h.AddThreshold(limited, in); !fault.Is(err, fault.Denied) {
			t.Errorf("someone of one team sets it for all: %v", err)
		}
	})
}

func TestPagesSeeTheirScopeAndNoOneWaits(t *testing.T) {
	h := open(t, sqldbtest.Open(t, sqldb.SQLite))
	ctx := h.ctx()
	site, err := h.org.CreateSite(ctx, org.Site{Code: "S", Name: "一职场", Active: true})
	if err != nil {
		t.Fatal(err)
	}
	var teams []string
	for _, name := range []string{"一班", "二班"} {
		team, err := h.org.CreateTeam(ctx, org.Team{Code: name, Name: name, SiteID: site.ID, Active: true})
		if err != nil {
			t.Fatal(err)
		}
		teams = append(teams, team.ID)
	}
	for i, no := range []string{"8001", "8002"} {
		p, err := h.org.CreatePerson(ctx, org.Person{AgentNo: no, Name: "坐席" + no, Active: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.org.Join(ctx, p.ID, org.NewMembership{TeamID: teams[i], FromOn: testDay.On}); err != nil {
			t.Fatal(err)
		}
	}
	h.fold([]telephony.Event{
		{Key: "1", Kind: telephony.KindAgentSignedIn, At: at(0, 0), Agent: "8001"},
		{Key: "2", Kind: telephony.KindAgentSignedIn, At: at(0, 0), Agent: "8002"},
		{Key: "3", Kind: telephony.KindEnqueued, At: at(0, 0), Call: "a", Queue: "Q"},
	})
	h.rebuild()
	as := func(scope authz.Scope) context.Context {
		return authz.With(t.Context(), authz.Actor{UserID: "u", Permissions: map[string]bool{PermissionRead: true}, Scope: scope})
	}
	follow := func(scope authz.Scope) *Subscriber {
		sub, err := h.Follow(as(scope))
		if err != nil {
			t.Fatal(err)
		}
		return sub
	}
	all, team, fast, slow := follow(authz.Scope{Centre: true}), follow(authz.Scope{Teams: teams[:1]}), follow(authz.Scope{Centre: true}), follow(authz.Scope{Centre: true})
	read := func(sub *Subscriber) (Frame, []byte) {
		t.Helper()
		select {
		case raw := <-sub.Frames():
			var f Frame
			body, ok := strings.CutPrefix(string(raw), "event: floor\ndata: ")
			if err := json.Unmarshal([]byte(strings.TrimSpace(body)), &f); !ok || err != nil {
				t.Fatalf("%q: %v", raw, err)
			}
			return f, raw
		default:
			t.Fatal("no message")
			return Frame{}, nil
		}
	}
	h.clk.at = time.UnixMilli(at(1, 0))
	h.step()
	f, one := read(all)
	if !f.Whole || len(f.Agents) != 2 || len(f.Queues) != 1 || f.Head == nil || f.Queues[0].Waiting != 1 {
		t.Fatalf("%+v", f)
	}
	_, two := read(fast)
	if &one[0] != &two[0] {
		t.Error("the same message was encoded twice")
	}
	if f, _ := read(team); len(f.Agents) != 1 || f.Agents[0].No != "8001" || len(f.Queues) != 1 {
		t.Errorf("a team leader sees %+v", f.Agents)
	}
	if _, err := h.Snapshot(authz.With(t.Context(), authz.Actor{UserID: "u"})); !fault.Is(err, fault.Denied) {
		t.Errorf("without the permission: %v", err)
	}
	// Someone who does not read is passed over and given everything later.
	for i := range 60 {
		h.clk.at = h.clk.at.Add(1100 * time.Millisecond)
		h.tell([]telephony.Event{{Key: "s" + string(rune('a'+i)), Kind: telephony.KindAgentState, State: []string{telephony.StateAux, telephony.StateReady}[i%2], At: clock.Ms(h.clk), Agent: "8002"}})
		h.step()
		if f, _ := read(fast); f.Whole || len(f.Agents) != 1 || f.Agents[0].No != "8002" {
			t.Fatalf("turn %d: %+v", i, f)
		}
	}
	for len(slow.Frames()) > 0 {
		read(slow)
	}
	h.clk.at = h.clk.at.Add(1100 * time.Millisecond)
	h.step()
	if f, _ := read(slow); !f.Whole || len(f.Agents) != 2 {
		t.Errorf("after lagging behind: %+v", f)
	}
	h.Leave(slow)
	if n := h.pages.count(); n != 3 {
		t.Errorf("%d pages", n)
	}
}

func TestNotesAreForThoseWhoAct(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := open(t, db)
		p, err := h.org.CreatePerson(h.ctx(), org.Person{AgentNo: "8001", Name: "李娜", Active: true})
		if err != nil {
			t.Fatal(err)
		}
		h.fold([]telephony.Event{{Key: "1", Kind: telephony.KindAgentSignedIn, At: at(0, 0), Agent: "8001"}})
		h.rebuild()
		h.step()
		first, err := h.NoteAgent(h.ctx(), p.ID, ActionTalked, "提醒小休时间", "key-1")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := h.NoteAgent(h.ctx(), p.ID, ActionTalked, "提醒小休时间", "key-1"); err != nil || again.ID != first.ID {
			t.Errorf("asked twice: %+v %v", again, err)
		}
		if _, err := h.NoteAgent(h.ctx(), p.ID, ActionNote, " ", ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("a note without words: %v", err)
		}
		d, err := h.AgentDay(h.ctx(), p.ID)
		if err != nil || len(d.Notes) != 1 || len(d.Spans) != 2 || d.Row == nil || d.Row.State != telephony.StateReady {
			t.Errorf("%+v %v", d, err)
		}
		reader := authz.With(t.Context(), authz.Actor{UserID: "r", Permissions: map[string]bool{PermissionRead: true}, Scope: authz.Scope{Centre: true}})
		if d, err := h.AgentDay(reader, p.ID); err != nil || len(d.Notes) != 0 {
			t.Errorf("a reader sees notes: %+v %v", d, err)
		}
		if _, err := h.NoteAgent(reader, p.ID, ActionNote, "x", ""); !fault.Is(err, fault.Denied) {
			t.Errorf("a reader notes: %v", err)
		}
		other := authz.With(t.Context(), authz.Actor{UserID: "o", Permissions: map[string]bool{PermissionRead: true, PermissionAct: true}, Scope: authz.Scope{Teams: []string{"other"}}})
		if _, err := h.AgentDay(other, p.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another team's agent: %v", err)
		}
	})
}

// The whole way: published, followed by the floor through the log, shown.
func TestTheFloorFollowsTheLog(t *testing.T) {
	h := open(t, sqldbtest.Open(t, sqldb.SQLite))
	h.clk.at = time.UnixMilli(at(1, 0))
	h.bus.Start()
	ctx, cancel := context.WithCancel(h.ctx())
	done := make(chan error, 2)
	go func() { done <- h.ingest.Run(ctx, ingest.AllParts(), nil) }()
	go func() { done <- h.Run(ctx) }()
	sub, err := h.Follow(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.ingest.Publish(ctx, ingest.Batch{Source: "pbx", Kind: "test", Events: []telephony.Event{
		{Key: "1", Kind: telephony.KindAgentSignedIn, At: at(0, 0), Agent: "8001"},
		{Key: "2", Kind: telephony.KindEnqueued, At: at(0, 30), Call: "a", Queue: "Q"},
	}}); err != nil {
		t.Fatal(err)
	}
	limit := time.After(2 * time.Minute)
	for agent, queue := false, false; !agent || !queue; {
		select {
		case raw := <-sub.Frames():
			agent = agent || strings.Contains(string(raw), `"8001"`)
			queue = queue || strings.Contains(string(raw), `"waiting":1`)
		case <-limit:
			t.Fatal("the floor does not show what was published")
		}
	}
	cancel()
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
