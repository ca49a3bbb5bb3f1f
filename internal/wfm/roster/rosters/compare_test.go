package rosters_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// few asks for a roster that is found at once.
func few(name string) rosters.Request {
	in := asked(name)
	in.Moves = 200
	return in
}

// TestCompare: what a roster became in the one made anew from it and changed by
// hand, with who did it, hours and cover.
func TestCompare(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		must(r.Make(r.ctx, "r1", few("两周"), nil))
		anew := few("再排")
		anew.BasedOn, anew.KeepPrice = "r1", 1000
		must(r.Make(r.ctx, "r2", anew, nil))
		same := must(r.Compare(r.ctx, rosters.CompareIn{First: "r1", Second: "r1", Skill: "*"}))
		if len(same.Cells) != 0 || len(same.Days) != 14 || len(same.People) != 5 || same.First.Cost != same.Second.Cost {
			t.Fatalf("the same roster: %+v", same)
		}
		// One day more of work, by hand.
		line := must(r.Lines(r.ctx, "r2"))[0]
		free := 0
		for free < 14 && len(line.Cells) > free && line.Cells[free].Day == free {
			free++
		}
		skill := same.Skills[0].ID
		was := must(r.Compare(r.ctx, rosters.CompareIn{First: "r1", Second: "r2", Skill: "*"}))
		must(r.Change(authz.With(r.ctx, authz.Actor{Name: "张三", Permissions: map[string]bool{"roster.edit": true, "roster.read": true}, Scope: authz.Scope{Centre: true}}), "r2", []rosters.Edit{{PersonID: line.PersonID, Day: free, TypeID: r.kind.ID, Begins: 540, Skill: skill}}, "", -1, false))
		c := must(r.Compare(r.ctx, rosters.CompareIn{First: "r1", Second: "r2", Skill: skill}))
		found := false
		for _, x := range c.Cells {
			if x.PersonID == line.PersonID && x.On == monday.Add(free).String() {
				found = x.What == "shift" && x.How == "changed" && x.By == "张三" && x.After.Begins == 540
			}
		}
		if !found {
			t.Errorf("the day changed by hand is not told: %+v", c.Cells)
		}
		minutes := func(c rosters.Comparison) (n int) {
			for _, p := range c.People {
				n += p.Second
			}
			return n
		}
		if by := minutes(c) - minutes(was); by != 450 {
			t.Errorf("%d minutes more instead of 450", by)
		}
		if c.Second.Sums.There <= was.Second.Sums.There || c.First.Sums != was.First.Sums && *c.First.Sums.Level != *was.First.Sums.Level {
			t.Errorf("covers %+v and %+v", c.First.Sums, c.Second.Sums)
		}
		// What is apart cannot be compared; a draft is not told to who reads alone.
		late := few("后两周")
		late.FirstOn, late.LastOn = "2026-12-07", "2026-12-20"
		must(r.Make(r.ctx, "r3", late, nil))
		if _, err := r.Compare(r.ctx, rosters.CompareIn{First: "r1", Second: "r3", Skill: "*"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("apart: %v", err)
		}
		reader := authz.With(r.ctx, authz.Actor{Name: "班长", Permissions: map[string]bool{"roster.read": true}, Scope: authz.Scope{Teams: r.teams[:1]}})
		if _, err := r.Compare(reader, rosters.CompareIn{First: "r1", Second: "r2", Skill: "*"}); !fault.Is(err, fault.NotFound) {
			t.Errorf("drafts are told: %v", err)
		}
		must(r.Publish(r.ctx, "r1", "x"))
		must(r.Publish(r.ctx, "r2", "x"))
		mine := must(r.Compare(reader, rosters.CompareIn{First: "r1", Second: "r2", Skill: "*"}))
		if len(mine.People) != 3 {
			t.Errorf("a leader sees %d people instead of three", len(mine.People))
		}
		var file bytes.Buffer
		if err := must(r.CompareBook(r.ctx, rosters.CompareIn{First: "r1", Second: "r2", Skill: "*"}, true)).Write(&file); err != nil {
			t.Fatal(err)
		}
		if rows := must(sheet.Read(file.Bytes())); len(rows) != len(c.Cells)+1 {
			t.Errorf("%d rows of %d cells", len(rows)-1, len(c.Cells))
		}
	})
}

// TestImport: the exported file changes nothing; a plain file changes what it says,
// once, into a draft, and tells each place that cannot be used.
func TestImport(t *testing.T) {
	onBoth(t, func(t *testing.T, r *room) {
		must(r.Make(r.ctx, "r1", few("两周"), nil))
		var file bytes.Buffer
		if err := must(r.Workbook(r.ctx, "r1", true)).Write(&file); err != nil {
			t.Fatal(err)
		}
		back := must(r.Import(r.ctx, "r1", roster.FileIn{Name: "班表.xlsx", Content: file.Bytes()}))
		if len(back.Changes)+len(back.Issues) != 0 || back.Rev != 1 {
			t.Fatalf("its own export: %+v", back)
		}

		in := func(text string) roster.FileIn { return roster.FileIn{Name: "排班.csv", Content: []byte(text)} }
		off := in("工号,日期,班次\n1,2026/11/24,休\n1,2026-11-25,A1 09:30\n")
		look := off
		look.Check = true
		if out := must(r.Import(r.ctx, "r1", look)); out.Applied || len(out.Issues) != 0 || len(out.Changes) == 0 {
			t.Errorf("looked at: %+v", out)
		}
		done := must(r.Import(r.ctx, "r1", off))
		if again := must(r.Import(r.ctx, "r1", off)); len(done.Changes) == 0 || len(again.Changes) != 0 || again.Rev != done.Rev {
			t.Errorf("done %+v, again %+v", done, again)
		}
		changes := must(r.Changes(r.ctx, "r1"))
		if len(changes) != len(done.Changes) || changes[0].Reason != "排班.csv" {
			t.Errorf("changes noted: %+v", changes)
		}

		bad := in("Agent number,Day,Shift\n99,2026-11-24,A1\n1,2027-01-01,A1\n1,2026-11-26,Z9\n1,2026-11-27,A1 10:30\n2,2026-11-28,A1\n2,2026-11-28,off\n")
		if _, err := r.Import(r.ctx, "r1", bad); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "5 places") {
			t.Errorf("a file with issues: %v", err)
		}
		look = bad
		look.Check = true
		out := must(r.Import(r.ctx, "r1", look))
		codes := []string{}
		for _, x := range out.Issues {
			codes = append(codes, x.Code)
		}
		if got := strings.Join(codes, " "); got != "roster.row.not_in_roster roster.row.day_of_roster roster.row.shift_unknown roster.row.shift_start not_unique" || out.Issues[3].Allowed != "09:00, 09:30" {
			t.Errorf("issues %s: %+v", got, out.Issues)
		}
		bad.GoodOnly = true
		must(r.Import(r.ctx, "r1", bad))
		if l := must(r.Lines(r.ctx, "r1"))[1]; func() bool {
			for _, c := range l.Cells {
				if c.Day == 5 {
					return c.Begins != 540 || len(c.Breaks) != 2
				}
			}
			return true
		}() {
			t.Errorf("the good row was not taken: %+v", l.Cells)
		}

		// Eight days in a row: taken, and the rule is told.
		week := "工号,2026-11-23,2026-11-24,2026-11-25,2026-11-26,2026-11-27,2026-11-28,2026-11-29\n3,A1,A1,A1,A1,A1,A1,A1\n"
		if out := must(r.Import(r.ctx, "r1", in(week))); len(out.Violations) == 0 {
			t.Error("seven days in a row break nothing")
		}
		if _, err := r.Import(r.ctx, "r1", in("工号,姓名\n1,x\n")); !fault.Is(err, fault.Invalid) {
			t.Errorf("without columns: %v", err)
		}
		var empty bytes.Buffer
		if err := must(r.ImportBook(r.ctx, "r1", true)).Write(&empty); err != nil || len(must(sheet.Read(empty.Bytes()))) != 1 {
			t.Errorf("the template: %v", err)
		}
		must(r.Publish(r.ctx, "r1", "x"))
		if _, err := r.Import(r.ctx, "r1", off); !fault.Is(err, fault.Conflict) {
			t.Errorf("into a published roster: %v", err)
		}
	})
}
