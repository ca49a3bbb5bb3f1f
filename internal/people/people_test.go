package people_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/people"
)

// kept remembers what was audited.
type kept struct{ actions []string }

func (k *kept) Record(_ context.Context, _ *sqldb.Tx, e authz.Entry) error {
	k.actions = append(k.actions, e.Action)
	return nil
}

// A Wednesday, 09:00 in Shanghai.
var now = time.Date(2026, time.November, 25, 1, 0, 0, 0, time.UTC)

// room is the module with a small organisation: the first team has two people,
// the second one; the second of the first team moved there in July and was in
// the second team before.
type room struct {
	*people.Service
	ctx         context.Context // of who edits files
	leader      context.Context // of the first team
	agent       context.Context // the second person
	people      []string
	team, other string
	audit       *kept
	org         *org.Service
}

func onBoth(t *testing.T, test func(t *testing.T, r *room)) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		clk := clock.Fixed(now)
		o := org.New(db, clk, nil)
		r := &room{ctx: authz.With(t.Context(), authz.System("trainer")), audit: &kept{}, org: o}
		r.Service = people.New(db, o, clk, r.audit)
		site := must(o.CreateSite(r.ctx, org.Site{Code: "S", Name: "总部"}))
		r.team = must(o.CreateTeam(r.ctx, org.Team{Code: "T1", Name: "一班", SiteID: site.ID})).ID
		r.other = must(o.CreateTeam(r.ctx, org.Team{Code: "T2", Name: "二班", SiteID: site.ID})).ID
		for i, name := range []string{"王一", "李二", "张三"} {
			r.people = append(r.people, must(o.CreatePerson(r.ctx, org.Person{AgentNo: []string{"1001", "1002", "2001"}[i], Name: name})).ID)
		}
		join := func(i int, team, from, to string) {
			must(o.Join(r.ctx, r.people[i], org.NewMembership{TeamID: team, FromOn: from, ToOn: to, Correction: true, Why: "test"}))
		}
		join(0, r.team, "2026-01-01", "")
		join(1, r.other, "2026-01-01", "2026-06-30")
		join(1, r.team, "2026-07-01", "")
		join(2, r.other, "2026-01-01", "")
		r.leader = authz.With(t.Context(), authz.Actor{UserID: "l", Name: "王一", PersonID: r.people[0], Scope: authz.Scope{Teams: []string{r.team}}, Permissions: map[string]bool{people.PermissionOwn: true, people.PermissionRead: true}})
		r.agent = authz.With(t.Context(), authz.Actor{UserID: "a", Name: "李二", PersonID: r.people[1], Scope: authz.Scope{Self: r.people[1]}, Permissions: map[string]bool{people.PermissionOwn: true}})
		test(t, r)
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func fieldsOf(err error) []string {
	f, _ := fault.As(err)
	out := []string{}
	if f != nil {
		for _, x := range f.Fields {
			out = append(out, x.Name)
		}
	}
	return out
}

func whole() people.Record {
	return people.Record{
		Gender: "female", BirthYear: 1998, Note: " 储备班长 ",
		Employments:  []people.Employment{{EnteredOn: "2025-03-03", Kind: "", LeftOn: ""}, {EnteredOn: "2023-05-01", LeftOn: "2024-01-31", Kind: people.Voluntary, Reasons: []string{"study"}, Interview: "读研"}},
		Contracts:    []people.Contract{{Kind: "fixed", FromOn: "2025-03-03", ToOn: "2027-03-02"}},
		Levels:       []people.Level{{"2025-09-01", people.Skilled}, {"2025-03-03", people.Newcomer}},
		Certificates: []people.Certificate{{Name: "普通话二级甲等", IssuedOn: "2024-05-01"}, {Name: "理财", IssuedOn: "2025-01-01", ExpiresOn: "2026-12-31"}},
		Documents:    []people.Document{{Name: "劳动合同", Link: "https://files.example.com/1"}},
	}
}

func TestAFileIsSavedAsAWholeAndOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		f := must(r.Save(r.ctx, r.people[1], whole(), 0))
		if f.Rev != 1 || f.Summary.State != people.Employed || f.Summary.Level != people.Skilled || f.Summary.EnteredOn != "2025-03-03" || !f.Summary.RunsOut || f.Record.Note != "储备班长" || f.Record.Documents[0].AddedOn != "2026-11-25" {
			t.Fatalf("%+v", f)
		}
		again := must(r.Save(r.ctx, r.people[1], whole(), 0))
		if again.Rev != 1 || !slices.Equal(r.audit.actions, []string{"people.file.create"}) {
			t.Errorf("saved twice: revision %d, %v", again.Rev, r.audit.actions)
		}
		changed := f.Record
		changed.BirthYear = 1999
		if _, err := r.Save(r.ctx, r.people[1], changed, 7); !fault.Is(err, fault.Conflict) {
			t.Error("saved over a change of somebody else:", err)
		}
		if f = must(r.Save(r.ctx, r.people[1], changed, 1)); f.Rev != 2 || f.Summary.BirthYear != 1999 {
			t.Errorf("%+v", f)
		}
		bad := whole()
		bad.Gender, bad.BirthYear = "x", 2020
		bad.Employments[1].LeftOn = ""
		bad.Contracts[0] = people.Contract{Kind: "open", FromOn: "2025-03-03", ToOn: "2024-03-02"}
		bad.Levels[1].FromOn = "2025-09-01"
		bad.Certificates[1].SkillID = "nothing"
		bad.Documents[0].Link = "javascript:alert(1)"
		_, err := r.Save(r.ctx, r.people[1], bad, -1)
		for _, field := range []string{"body.gender", "body.birth_year", "body.employments[1].entered_on", "body.employments[0].left_on", "body.contracts[0].to_on", "body.levels[1].from_on", "body.certificates[1].skill_id", "body.documents[0].link"} {
			if !slices.Contains(fieldsOf(err), field) {
				t.Errorf("%s is not told to be wrong: %v", field, fieldsOf(err))
			}
		}
		if _, err := r.Save(r.leader, r.people[1], whole(), -1); !fault.Is(err, fault.Denied) {
			t.Error("a leader changed a file:", err)
		}
	})
}

func TestALeaderSeesTheTeamAsItWas(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		for i := range r.people {
			must(r.Save(r.ctx, r.people[i], whole(), -1))
		}
		names := func(ctx context.Context, on string) string {
			out := []string{}
			for _, x := range must(r.List(ctx, people.ListIn{On: on})).Items {
				out = append(out, x.Name)
			}
			return strings.Join(out, " ")
		}
		for _, c := range []struct{ on, leader, all string }{{"", "王一 李二", "王一 李二 张三"}, {"2026-06-30", "王一", "王一 李二 张三"}, {"2026-07-01", "王一 李二", "王一 李二 张三"}, {"2025-06-30", "", "王一 李二 张三"}} {
			if got := names(r.leader, c.on); got != c.leader {
				t.Errorf("on %q the leader sees %q, want %q", c.on, got, c.leader)
			}
			if got := names(r.ctx, c.on); got != c.all {
				t.Errorf("on %q all are %q, want %q", c.on, got, c.all)
			}
		}
		f := must(r.Get(r.leader, r.people[1], "2026-07-01"))
		if f.Record.Note != "" || f.Record.Employments[0].Interview != "" || len(f.Record.Documents) != 0 || len(f.Stays) != 2 || f.Stays[1].Team != "二班" || f.Stays[1].ToOn != "2026-06-30" {
			t.Errorf("%+v", f)
		}
		for _, c := range []struct {
			ctx    context.Context
			person int
			on     string
		}{{r.leader, 1, "2026-06-30"}, {r.leader, 2, ""}, {r.leader, 2, "2026-03-01"}} {
			if _, err := r.Get(c.ctx, r.people[c.person], c.on); !fault.Is(err, fault.NotFound) {
				t.Errorf("person %d on %q: %v", c.person, c.on, err)
			}
		}
		if _, err := r.Get(r.leader, r.people[1], "2026-11-26"); !fault.Is(err, fault.Invalid) {
			t.Error("a day to come:", err)
		}
		if _, err := r.List(r.agent, people.ListIn{}); !fault.Is(err, fault.Denied) {
			t.Error("an agent lists files:", err)
		}
		own := must(r.Own(r.agent))
		if !own.Linked || own.File.Summary.Name != "李二" || own.File.Record.Note != "" || own.File.Record.Employments[0].Interview != "" {
			t.Errorf("%+v", own)
		}
		if nobody := must(r.Own(r.ctx)); nobody.Linked || nobody.File != nil {
			t.Error("an account without a person has a file")
		}
	})
}

func TestFilesGoOutAsAWorkbookAndComeIn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		table := "工号,性别,出生年份,入职日期,离职日期,离职类型,离职原因,合同类型,合同开始,合同结束,级别,证书\n" +
			"1001,女,1990,2020/3/2,,,,固定期限,2020-03-02,2029-03-01,专家,反洗钱 2025-01-01~2027-01-01；普通话 2020-05-01\n" +
			"1002,male,1999,2025-07-01,2026-10-31,主动离职,倒班与作息、薪酬福利,,,,新人,\n"
		look := must(r.Import(r.ctx, people.FileIn{Content: []byte(table), Check: true}))
		if look.Applied || len(look.Changes) != 2 || look.Changes[0].Change != "added" || len(look.Issues) != 0 {
			t.Fatalf("%+v", look)
		}
		must(r.Import(r.ctx, people.FileIn{Content: []byte(table)}))
		f := must(r.Get(r.ctx, r.people[1], ""))
		if f.Summary.State != people.Left || f.Summary.Gender != "male" || !slices.Equal(f.Record.Employments[0].Reasons, []string{"shifts", "salary"}) || f.Summary.Level != people.Newcomer {
			t.Fatalf("%+v", f)
		}
		for _, zh := range []bool{true, false} {
			var out bytes.Buffer
			if err := must(r.Book(r.ctx, people.ListIn{}, zh)).Write(&out); err != nil {
				t.Fatal(err)
			}
			rows := must(sheet.Read(out.Bytes()))
			if len(rows) != 4 {
				t.Fatalf("%d rows", len(rows))
			}
			again := must(r.Import(r.ctx, people.FileIn{Content: out.Bytes(), Check: true}))
			for _, c := range again.Changes[:2] {
				if c.Change != "same" {
					t.Errorf("what was written is read as a change: %+v", c)
				}
			}
			if len(again.Issues) > 0 {
				t.Errorf("%+v", again.Issues)
			}
		}
		bad := "工号,性别,入职日期,离职日期,合同类型,合同开始,证书\n9999,女,,,,,\n1001,未知,2020-03-02,,,,\n1001,,2020-13-02,,固定,,\n2001,,2026-02-01,2026-01-01,,,证书\n1002,女,,,,,\n"
		look = must(r.Import(r.ctx, people.FileIn{Content: []byte(bad), Check: true}))
		got := []string{}
		for _, i := range look.Issues {
			got = append(got, i.Column+" "+i.Code)
		}
		want := []string{"工号 unknown", "性别 one_of", "工号 not_unique", "入职日期 date", "合同类型 one_of", "合同开始 required", "离职类型 required", "证书 format"}
		if !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		if _, err := r.Import(r.ctx, people.FileIn{Content: []byte(bad)}); !fault.Is(err, fault.Invalid) || len(fieldsOf(err)) != len(want) {
			t.Error("a table with issues was taken:", err)
		}
		if done := must(r.Import(r.ctx, people.FileIn{Content: []byte(bad), GoodOnly: true})); !done.Applied || len(done.Changes) != 1 {
			t.Errorf("%+v", done)
		}
		if _, err := r.Import(r.leader, people.FileIn{Content: []byte(table)}); !fault.Is(err, fault.Denied) {
			t.Error("a leader imported files:", err)
		}
	})
}

func TestAFileFollowsAMergedPerson(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		r.org.Follow(r.Service)
		lost := must(r.org.CreatePerson(r.ctx, org.Person{AgentNo: "X9", Name: "X9"})).ID
		must(r.Save(r.ctx, lost, whole(), 0))
		if _, err := r.org.MergePerson(r.ctx, lost, r.people[2]); err != nil {
			t.Fatal(err)
		}
		if f := must(r.Get(r.ctx, r.people[2], "")); f.Rev != 1 || f.Summary.Gender != "female" {
			t.Errorf("%+v", f)
		}
	})
}

func TestReasonsAreRenamedAddedAndEndedButNeverLost(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		usual := must(r.ExitReasons(r.leader))
		if len(usual.Reasons) != 14 || usual.Rev != 0 || usual.Reasons[0].Name != "薪酬福利" {
			t.Fatalf("%+v", usual)
		}
		gone := func(reason string) people.Record {
			return people.Record{Employments: []people.Employment{{EnteredOn: "2024-01-01", LeftOn: "2024-12-31", Kind: people.Voluntary, Reasons: []string{reason}}}}
		}
		person := must(r.org.CreatePerson(r.ctx, org.Person{AgentNo: "7777", Name: "走了"})).ID
		must(r.Save(r.ctx, person, gone("salary"), 0))
		all := append([]people.Reason{}, usual.Reasons...)
		all[0].Name, all[0].NameEN, all[0].Ended = "薪资", "Salary", true
		all = append(all, people.Reason{Name: "通勤", NameEN: "Commuting"})
		kept := must(r.SetExitReasons(r.ctx, people.Reasons{Reasons: all}, 0))
		if again := must(r.SetExitReasons(r.ctx, kept, kept.Rev)); kept.Rev != 1 || again.Rev != 1 || kept.Reasons[14].ID == "" || kept.Reasons[0].EndedOn == "" || kept.Reasons[0].ID != "salary" {
			t.Errorf("%+v", kept)
		}
		// A file that named it keeps it; no other may name it any more, but the new one.
		must(r.Save(r.ctx, person, gone("salary"), -1))
		other := must(r.org.CreatePerson(r.ctx, org.Person{AgentNo: "7778", Name: "也走了"})).ID
		if _, err := r.Save(r.ctx, other, gone("salary"), 0); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
		must(r.Save(r.ctx, other, gone(kept.Reasons[14].ID), 0))
		for _, text := range []string{"通勤", "Commuting"} {
			in := must(r.Import(r.ctx, people.FileIn{Content: []byte("工号,入职日期,离职日期,离职类型,离职原因\n7778,2024-01-01,2024-12-31,主动离职," + text + "\n"), Check: true}))
			if len(in.Issues) != 0 || in.Changes[0].Change != "same" {
				t.Errorf("%+v", in)
			}
		}
		for name, change := range map[string]func([]people.Reason) []people.Reason{
			"lost":    func(x []people.Reason) []people.Reason { return x[1:] },
			"unnamed": func(x []people.Reason) []people.Reason { x[3].NameEN = " "; return x },
			"twice":   func(x []people.Reason) []people.Reason { x[3].Name = "通勤"; return x },
			"parted":  func(x []people.Reason) []people.Reason { x[3].Name = "夜班/倒班"; return x },
			"unknown": func(x []people.Reason) []people.Reason {
				return append(x, people.Reason{ID: "x", Name: "x", NameEN: "x"})
			},
			"none": func(x []people.Reason) []people.Reason {
				for i := range x {
					x[i].Ended = true
				}
				return x
			},
		} {
			if _, err := r.SetExitReasons(r.ctx, people.Reasons{Reasons: change(append([]people.Reason{}, kept.Reasons...))}, -1); !fault.Is(err, fault.Invalid) {
				t.Error(name, err)
			}
		}
		all = append([]people.Reason{}, kept.Reasons...)
		all[1].Name = "夜班"
		if _, err := r.SetExitReasons(r.ctx, people.Reasons{Reasons: all}, 0); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
		if _, err := r.SetExitReasons(r.leader, kept, -1); !fault.Is(err, fault.Denied) {
			t.Error(err)
		}
	})
}
