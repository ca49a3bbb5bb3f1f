package contacts

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "1": "*", "12": "**", "123": "*23", "1234567": "*****67", "12345678": "123*5678",
		"13812345678": "138****5678", "王小明的朋友们": "*****友们", "张三李四王五赵六": "张三李*王五赵六",
	} {
		if got := Mask(in); got != want {
			t.Errorf("Mask(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRawRowsHideTheCustomer(t *testing.T) {
	for _, c := range []struct{ raw, customer, want string }{
		{"1|c|q|NONE|ENTERQUEUE||13812345678|1", "13812345678", "1|c|q|NONE|ENTERQUEUE||138****5678|1"},
		{`{"Address":"+8613812345678"}`, "13812345678", `{"Address":"+86138****5678"}`},
		{"1701|c|701|x701|701", "701", "1701|c|*01|x701|*01"},
		{"1|2", "", "1|2"},
	} {
		if got := maskIn(c.raw, c.customer); got != c.want {
			t.Errorf("maskIn(%q, %q) = %q, want %q", c.raw, c.customer, got, c.want)
		}
	}
}

const base = 1_760_000_000_000

// event of a little log: a few queues and agents, several visits in some
// calls, instants that collide.
func eventsOf(n int) []telephony.Event {
	var out []telephony.Event
	add := func(e telephony.Event) {
		e.Key = fmt.Sprintf("%s-%s-%d", e.Call, e.Kind, len(out))
		e.Raw = fmt.Sprintf("%d|%s|%s|%s|%s", e.At, e.Call, e.Queue, e.Kind, e.Customer)
		e.File, e.Line = "log", int64(len(out)+1)
		out = append(out, e)
	}
	for i := range n {
		call := fmt.Sprintf("%d.%d", i%7, i)
		at := int64(base + (i/3)*40*60_000)
		customer := []string{"", "13812345678", fmt.Sprintf("139%08d", i), "8001"}[i%4]
		for v := range 1 + i%2 {
			q := fmt.Sprintf("Q%d", (i+v)%3)
			e := telephony.Event{Call: call, Queue: q, At: at + int64(v)*600_000, Customer: customer, Kind: telephony.KindEnqueued}
			add(e)
			switch i % 5 {
			case 0:
				e.Kind, e.At, e.Wait = telephony.KindAbandoned, e.At+30_000, telephony.SpanOf(30_000)
				add(e)
			case 1: // never ends
			default:
				e.Agent = fmt.Sprintf("A%d", i%4)
				e.Kind, e.At, e.Wait = telephony.KindConnected, e.At+10_000, telephony.SpanOf(10_000)
				if i%11 == 0 {
					e.Wait = telephony.SpanOf(500_000) // the clock jumped
				}
				add(e)
				e.Kind, e.At, e.Talk = telephony.KindEnded, e.At+90_000, telephony.SpanOf(90_000)
				add(e)
			}
		}
	}
	return out
}

type centre struct {
	*Service
	db  *sqldb.DB
	log *audit.Service
	dir org.Directory
	all []telephony.Contact
}

var qTestAll = sqldb.Q(`select ` + columns + ` from telephony_contact`)
var qTestMember = sqldb.Q(`insert into org_membership (id, person_id, team_id, from_on, to_on) values ($1, $2, $3, $4, $5)`)
var qTestSite = sqldb.Q(`insert into org_site (id, code, code_fold, name, name_fold) values ('s1', 'S1', 's1', 'S1', 's1')`)
var qTestTeam = sqldb.Q(`insert into org_team (id, code, code_fold, name, name_fold, site_id) values ($1, $1, $1, $1, $1, 's1')`)
var qTestVersion = sqldb.Q(`update org_centre set version = version + 1`)

func centreOn(t *testing.T, db *sqldb.DB, n int) *centre {
	t.Helper()
	ctx := t.Context()
	clk := clock.System()
	o := org.New(db, clk, nil)
	in := ingest.New(db, o, nil, clk)
	seq := uint64(0)
	for i, name := range []string{"one", "two"} {
		ev := eventsOf(n)
		if i == 1 {
			ev = ev[:len(ev)/3]
		}
		seq++
		if _, err := in.Apply(ctx, seq, []ingest.Batch{{Source: name, Kind: "queue-log", Events: ev}}); err != nil {
			t.Fatal(err)
		}
	}
	log := audit.New(db, clk)
	c := &centre{Service: New(db, o, log), db: db, log: log}
	err := db.Write(ctx, func(tx *sqldb.Tx) error {
		dir, err := o.Directory(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qTestSite); err != nil {
			return err
		}
		for _, team := range []string{"t1", "t2"} {
			if _, err := tx.Exec(ctx, qTestTeam, team); err != nil {
				return err
			}
		}
		mid := time.UnixMilli(base + int64(n/6)*40*60_000).UTC()
		for i, p := range dir.People {
			// Everyone changes team in the middle.
			first, second := "t1", "t2"
			if i%2 == 1 {
				first, second = second, first
			}
			if _, err := tx.Exec(ctx, qTestMember, p.ID+"a", p.ID, first, "2000-01-01", mid.Format(time.DateOnly)); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, qTestMember, p.ID+"b", p.ID, second, mid.AddDate(0, 0, 1).Format(time.DateOnly), nil); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, qTestVersion)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if c.dir, err = o.Directory(ctx, tx); err != nil {
			return err
		}
		c.all, err = sqldb.All(ctx, tx, qTestAll, scanContact)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func as(ctx context.Context, scope authz.Scope, permissions ...string) context.Context {
	a := authz.Actor{UserID: "u", Permissions: map[string]bool{PermissionRead: true, PermissionExport: true}, Scope: scope}
	for _, p := range permissions {
		a.Permissions[p] = true
	}
	return authz.With(ctx, a)
}

// walkPages reads a whole list page by page.
func walkPages(ctx context.Context, t testing.TB, s *Service, f Filter) []Contact {
	t.Helper()
	var out []Contact
	for range 1000 {
		p, err := s.List(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p.Items...)
		if f.Cursor = p.NextCursor; f.Cursor == "" {
			return out
		}
	}
	t.Fatal("the list never ends")
	return nil
}

func TestListsEqualANaiveFilter(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := centreOn(t, db, 120)
		zone, _ := time.LoadLocation("Asia/Shanghai")
		day := func(ms int64) string { return time.UnixMilli(ms).In(zone).Format(time.DateOnly) }
		var queues, people []string
		for _, q := range c.dir.Queues {
			queues = append(queues, q.ID)
		}
		for _, p := range c.dir.People {
			people = append(people, p.ID)
		}
		days := []string{""}
		for ms := int64(base - 86_400_000); ms < base+3*86_400_000; ms += 86_400_000 {
			days = append(days, day(ms))
		}
		some := func(r *rapid.T, from []string, label string) []string {
			return rapid.SliceOfNDistinct(rapid.SampledFrom(append([]string{"nobody"}, from...)), 0, 3, rapid.ID[string]).Draw(r, label)
		}
		rapid.Check(t, func(r *rapid.T) {
			f := Filter{
				From: rapid.SampledFrom(days).Draw(r, "from"), To: rapid.SampledFrom(days).Draw(r, "to"),
				Queues: some(r, queues, "queues"), Agents: some(r, people, "agents"), Teams: some(r, []string{"t1", "t2"}, "teams"),
				Source:  rapid.SampledFrom([]string{"", "", "one", "two", "three"}).Draw(r, "source"),
				Outcome: rapid.SampledFrom([]string{"", "", "answered", "abandoned", "waiting"}).Draw(r, "outcome"),
				Flag:    rapid.SampledFrom([]string{"", "", "clock_jump", "no_end", "unknown_rows"}).Draw(r, "flag"),
				Search:  rapid.SampledFrom([]string{"", "", "1", "1.1", "138", "139", "1381", "13812345678", "8001", "80", "x"}).Draw(r, "search"),
				Sort:    rapid.SampledFrom([]string{"", SortNewest, SortOldest}).Draw(r, "sort"),
				Limit:   rapid.SampledFrom([]int{1, 3, 7, 50, 500}).Draw(r, "limit"),
			}
			scope := rapid.SampledFrom([]authz.Scope{{Centre: true}, {Centre: true}, {Self: people[0]}, {Teams: []string{"t1"}}, {Sites: []string{"s1"}}, {}}).Draw(r, "scope")
			unmask := rapid.Bool().Draw(r, "unmask") // shows no more in a list
			var extra []string
			if unmask {
				extra = append(extra, "telephony.unmask")
			}
			var want []string
			kept := slices.Clone(c.all)
			slices.SortFunc(kept, func(a, b telephony.Contact) int {
				if a.EnteredMs != b.EnteredMs {
					return int(a.EnteredMs - b.EnteredMs)
				}
				return strings.Compare(a.ID, b.ID)
			})
			if f.Sort != SortOldest {
				slices.Reverse(kept)
			}
			for i := range kept {
				k := &kept[i]
				on := day(k.EnteredMs)
				team := c.dir.TeamOf(k.AgentID, on)
				customer := k.Customer != "" && (k.Customer == f.Search || strings.HasPrefix(k.Customer, f.Search) && len(f.Search) <= 3 && len(k.Customer) >= 8)
				sees := scope.Centre || k.AgentID != "" && (k.AgentID == scope.Self || team != "" && (slices.Contains(scope.Teams, team) || len(scope.Sites) > 0))
				if sees && (f.From == "" || on >= f.From) && (f.To == "" || on <= f.To) &&
					(len(f.Queues) == 0 || slices.Contains(f.Queues, k.QueueID)) && (len(f.Agents) == 0 || slices.Contains(f.Agents, k.AgentID)) &&
					(len(f.Teams) == 0 || slices.Contains(f.Teams, team)) && (f.Outcome == "" || string(k.Outcome) == f.Outcome) &&
					(f.Flag == "" || slices.Contains(k.Flags.Names(), f.Flag)) && (f.Search == "" || strings.HasPrefix(k.Call, f.Search) || customer) {
					want = append(want, k.ID)
				}
			}
			var got []string
			for _, v := range walkPages(as(t.Context(), scope, extra...), t, c.Service, f) {
				if f.Source == "" || v.Source == f.Source {
					got = append(got, v.ID)
				} else {
					r.Fatalf("a contact of source %s", v.Source)
				}
			}
			if f.Source != "" {
				names := map[string]string{}
				for _, v := range walkPages(as(t.Context(), authz.Scope{Centre: true}), t, c.Service, Filter{Limit: 500}) {
					names[v.ID] = v.Source
				}
				want = slices.DeleteFunc(want, func(id string) bool { return names[id] != f.Source })
			}
			if !slices.Equal(got, want) {
				r.Fatalf("%+v: %d contacts, want %d", f, len(got), len(want))
			}
		})
	})
}

func TestOneContactShowsItsCallAndHidesTheCustomer(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := centreOn(t, db, 40)
		ctx := as(t.Context(), authz.Scope{Centre: true})
		i := slices.IndexFunc(c.all, func(k telephony.Contact) bool { return k.Customer == "13812345678" && k.Visit == 1 && k.AgentID != "" })
		got, err := c.Get(ctx, c.all[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Siblings) != 1 || len(got.Events) != 6 || got.Customer != "138****5678" || got.Agent == nil || got.Events[0].Line == 0 {
			t.Fatalf("%+v", got)
		}
		for _, e := range got.Events {
			if strings.Contains(e.Raw, "13812345678") || e.Detail["customer"] != "138****5678" {
				t.Fatalf("the customer shows: %+v", e)
			}
		}
		may := as(t.Context(), authz.Scope{Centre: true}, PermissionUnmask)
		if still, err := c.Get(may, c.all[i].ID); err != nil || still.Customer != "138****5678" {
			t.Fatalf("the permission alone shows the customer: %+v, %v", still.Contact, err)
		}
		for _, reason := range []string{"", " x ", strings.Repeat("x", 501)} {
			if _, err := c.Unmask(may, c.all[i].ID, reason); !fault.Is(err, fault.Invalid) {
				t.Fatalf("for the reason %q: %v", reason, err)
			}
		}
		if _, err := c.Unmask(ctx, c.all[i].ID, "call back"); !fault.Is(err, fault.Denied) {
			t.Fatalf("without the permission: %v", err)
		}
		if _, err := c.Unmask(as(t.Context(), authz.Scope{Self: "someone"}, PermissionUnmask), c.all[i].ID, "call back"); !fault.Is(err, fault.NotFound) {
			t.Fatalf("another's contact: %v", err)
		}
		full, err := c.Unmask(may, c.all[i].ID, " call back ")
		if err != nil || full.Customer != "13812345678" || !strings.Contains(full.Events[0].Raw, "13812345678") || full.Siblings[0].Customer != "13812345678" {
			t.Fatalf("with permission and reason: %+v, %v", full.Contact, err)
		}
		kept, err := c.log.List(authz.With(t.Context(), authz.System("test")), audit.Filter{Kind: audit.KindReveal})
		if err != nil || len(kept.Items) != 1 || kept.Items[0].ObjectID != c.all[i].ID || kept.Items[0].ActorID != "u" ||
			!strings.Contains(string(kept.Items[0].After), "call back") || strings.Contains(string(kept.Items[0].After), "13812345678") {
			t.Fatalf("the audit log has %+v, %v", kept.Items, err)
		}
		if _, err := c.Get(as(t.Context(), authz.Scope{Self: "someone"}), c.all[i].ID); !fault.Is(err, fault.NotFound) {
			t.Fatalf("another's contact: %v", err)
		}
		if _, err := c.Get(ctx, "nothing"); !fault.Is(err, fault.NotFound) {
			t.Fatalf("no contact: %v", err)
		}
		if _, err := c.Get(t.Context(), c.all[i].ID); !fault.Is(err, fault.Unauthenticated) {
			t.Fatalf("nobody: %v", err)
		}
		if _, err := c.List(ctx, Filter{Flag: "x", Outcome: "y", Sort: "z", From: "1", Cursor: "?"}); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a wrong filter: %v", err)
		}
	})
}

func TestByIDsKeepsTheOrder(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := centreOn(t, db, 400)
		for _, n := range []int{0, 1, 8, 9, 64, 65, 500, 501} {
			want := []string{}
			for i := range min(n, len(c.all)) {
				want = append(want, c.all[(i*7)%len(c.all)].ID)
			}
			slices.Sort(want)
			want = slices.Compact(want)
			slices.Reverse(want)
			err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
				got, err := c.ByIDs(t.Context(), tx, append(slices.Clone(want), "nothing"))
				if err != nil {
					return err
				}
				if len(got) != len(want) {
					return fmt.Errorf("%d of %d", len(got), len(want))
				}
				for i := range got {
					if got[i].ID != want[i] {
						return fmt.Errorf("place %d", i)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatalf("%d ids: %v", n, err)
			}
		}
	})
}

func TestWorkbookHasEveryContactAndSaysHowToReadIt(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := centreOn(t, db, 60)
		var out bytes.Buffer
		if err := c.Workbook(as(t.Context(), authz.Scope{Centre: true}), Filter{Sort: SortOldest}, &out); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&out)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = book.Close() }()
		rows, err := book.GetRows("联络")
		if err != nil || len(rows) != len(c.all)+1 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if slices.ContainsFunc(rows, func(cells []string) bool { return slices.Contains(cells, "13812345678") }) {
			t.Fatal("a customer shows in full")
		}
		kept, err := c.log.List(authz.With(t.Context(), authz.System("test")), audit.Filter{Kind: audit.KindExport})
		if err != nil || len(kept.Items) != 1 || !strings.Contains(string(kept.Items[0].After), fmt.Sprintf(`"rows":%d`, len(c.all))) {
			t.Fatalf("the audit log has %+v, %v", kept.Items, err)
		}
		if err := c.Workbook(authz.With(t.Context(), authz.Actor{UserID: "x", Permissions: map[string]bool{PermissionRead: true}}), Filter{}, &out); !fault.Is(err, fault.Denied) {
			t.Fatalf("without the permission to export: %v", err)
		}
		notes, err := book.GetRows("口径")
		if err != nil || notes[0][1] != fmt.Sprint(len(c.all)) || !strings.HasSuffix(notes[1][1], "+08:00") {
			t.Fatalf("%v, %v", notes, err)
		}
	})
}
