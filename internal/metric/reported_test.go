package metric_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
)

// crowd makes two teams of two people each, in their teams since 2026.
func (c *centre) crowd(t *testing.T) (teams []org.Team, people []org.Person) {
	t.Helper()
	site, err := c.org.CreateSite(c.ctx, org.Site{Code: "S", Name: "Site", Active: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		team, err := c.org.CreateTeam(c.ctx, org.Team{Code: fmt.Sprintf("T%d", i), Name: fmt.Sprintf("Team %d", i), SiteID: site.ID, Active: true})
		if err != nil {
			t.Fatal(err)
		}
		teams = append(teams, team)
		for j := range 2 {
			p, err := c.org.CreatePerson(c.ctx, org.Person{AgentNo: fmt.Sprintf("8%d%d", i, j), Name: fmt.Sprintf("P%d%d", i, j), Active: true})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.org.Join(c.ctx, p.ID, org.NewMembership{TeamID: team.ID, FromOn: "1999-01-01", Correction: true, Why: "test"}); err != nil {
				t.Fatal(err)
			}
			people = append(people, p)
		}
	}
	return teams, people
}

func (c *centre) report(t *testing.T, figure string, level metric.Level, subject, from, to string, value, base float64) metric.Reported {
	t.Helper()
	v, err := c.metrics.Report(c.ctx, metric.NewReported{Figure: figure, Level: level, SubjectID: subject, FromOn: from, ToOn: to, Value: value, Base: base, Source: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (c *centre) one(t *testing.T, q metric.Query) metric.Number {
	t.Helper()
	rows := c.ask(t, q).Rows
	if len(rows) != 1 {
		t.Fatalf("%d rows for %+v", len(rows), q)
	}
	return rows[0].Values.Of(q.Metrics[0])
}

func TestReportedValues(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		teams, people := c.crowd(t)
		month := func(metrics string, by ...metric.Dimension) metric.Query {
			return metric.Query{From: "2026-10-01", To: "2026-10-31", Grain: metric.GrainTotal, Metrics: []string{metrics}, By: by}
		}
		want := func(what string, n metric.Number, value float64) {
			t.Helper()
			if n.Value == nil || *n.Value != value {
				t.Fatalf("%s is %v (%s), want %v", what, n.Value, n.Reason, value)
			}
		}
		unknown := func(what string, n metric.Number) {
			t.Helper()
			if n.Value != nil {
				t.Fatalf("%s is %v, want not known", what, *n.Value)
			}
		}
		unknown("a score nobody told", c.one(t, month("qa-score")))
		unknown("complaints nobody told", c.one(t, month("complaints")))

		first := c.report(t, "qa", metric.LevelPerson, "800", "2026-10-01", "2026-10-31", 90, 4)
		c.report(t, "qa", metric.LevelPerson, "801", "2026-10-01", "2026-10-31", 80, 1)
		c.report(t, "complaints", metric.LevelPerson, "800", "2026-10-01", "2026-10-31", 2, 0)
		want("the mean of five evaluations", c.one(t, month("qa-score")), 88)
		q := month("qa-score")
		q.Filter.Agents = []string{people[1].ID}
		want("one person's score", c.one(t, q), 80)
		q = month("complaints")
		q.Filter.Agents = []string{people[0].ID}
		want("complaints", c.one(t, q), 2)
		for _, row := range c.ask(t, month("complaints", metric.ByTeam)).Rows {
			if row.Dims[metric.ByTeam].ID == teams[0].ID {
				want("complaints of the team", row.Values.Of("complaints"), 2)
			}
		}
		// A month is not known by the day, and not of half a month.
		for _, row := range c.ask(t, metric.Query{From: "2026-10-01", To: "2026-10-31", Grain: metric.GrainDay, Metrics: []string{"qa-score"}}).Rows {
			unknown("a day of a month", row.Values.Of("qa-score"))
		}
		unknown("half a month", c.one(t, metric.Query{From: "2026-10-01", To: "2026-10-15", Grain: metric.GrainTotal, Metrics: []string{"qa-score"}}))
		unknown("by queue", func() metric.Number {
			q := month("qa-score")
			q.Filter.Channels = []string{"voice"}
			return c.one(t, q)
		}())

		// What is told of the team as a whole stands above what is told of its people; and the centre's above the team's.
		c.report(t, "qa", metric.LevelTeam, "T0", "2026-10-01", "2026-10-31", 70, 10)
		want("the centre by its team", c.one(t, month("qa-score")), 70)
		q = month("qa-score")
		q.Filter.Agents = []string{people[1].ID}
		want("still one person's score", c.one(t, q), 80)
		c.report(t, "qa", metric.LevelPerson, "810", "2026-10-01", "2026-10-31", 100, 10)
		want("one team and a person of another", c.one(t, month("qa-score")), 85)
		c.report(t, "qa", metric.LevelCentre, "", "2026-10-01", "2026-10-31", 60, 1)
		want("the centre", c.one(t, month("qa-score")), 60)

		// Opened rows add up.
		q = month("qa-score")
		q.Filter.Teams = []string{teams[0].ID}
		d, err := c.metrics.Drill(c.ctx, q, metric.PartDen, 0, 10)
		if err != nil || d.Sum != 10 || len(d.Items) != 1 || d.Items[0].Reported.Value != 70 {
			t.Fatalf("%+v %v", d, err)
		}

		// Told once more it is the same; another period over the same days is refused; a correction is seen.
		if again := c.report(t, "qa", metric.LevelPerson, "800", "2026-10-01", "2026-10-31", 90, 4); again.ID != first.ID || again.Rev != 1 {
			t.Fatalf("%+v", again)
		}
		if _, err := c.metrics.Report(c.ctx, metric.NewReported{Figure: "qa", Level: metric.LevelPerson, SubjectID: "800", FromOn: "2026-10-15", ToOn: "2026-11-15", Value: 1, Source: "x"}); codeOf(err) != "metric.reported.overlaps" {
			t.Fatal(err)
		}
		if _, err := c.metrics.CorrectReported(c.ctx, first.ID, 9, metric.NewReported{Figure: "qa", Level: metric.LevelPerson, SubjectID: "800", FromOn: "2026-10-01", ToOn: "2026-10-31", Value: 95, Base: 4, Source: "appeal"}); codeOf(err) != "metric.stale" {
			t.Fatal(err)
		}
		if _, err := c.metrics.CorrectReported(c.ctx, first.ID, 1, metric.NewReported{Figure: "qa", Level: metric.LevelPerson, SubjectID: "800", FromOn: "2026-10-01", ToOn: "2026-10-31", Value: 95, Base: 4, Source: "appeal"}); err != nil {
			t.Fatal(err)
		}
		q = month("qa-score")
		q.Filter.Agents = []string{people[0].ID}
		want("the corrected score", c.one(t, q), 95)
		if err := c.metrics.WithdrawReported(c.ctx, first.ID, 0); err != nil {
			t.Fatal(err)
		}
		if err := c.metrics.WithdrawReported(c.ctx, first.ID, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := c.metrics.Report(c.ctx, metric.NewReported{Figure: "joy", Level: "moon", FromOn: "2026-13-01", ToOn: "x", Value: -1, Base: -1}); codeOf(err) != "metric.reported.invalid" {
			t.Fatal(err)
		}

		// An agent sees their own.
		own := authz.With(t.Context(), authz.Actor{UserID: "u", Permissions: map[string]bool{metric.PermissionRead: true}, Scope: authz.Scope{Self: people[1].ID}})
		list, err := c.metrics.ListReported(own, metric.ReportedIn{Level: "person"})
		if err != nil || len(list.Items) != 1 || list.Items[0].Value != 80 {
			t.Fatalf("%+v %v", list, err)
		}
		if _, err := c.metrics.Report(own, metric.NewReported{}); codeOf(err) != "identity.denied" {
			t.Fatal(err)
		}
	})
}

func TestReportedFile(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCentre(t, db, "Asia/Shanghai")
		c.crowd(t)
		c.report(t, "qa", metric.LevelPerson, "800", "2026-10-01", "2026-10-31", 90, 4)
		file := "指标,层级,对象,开始日期,结束日期,数值,基数,来源,凭据\n" +
			"质检得分,员工,800,2026-10-01,2026-10-31,91,4,质检组,e1\n" +
			"Quality score,person,801,2026-10-01,2026-10-31,80,2,QA,\n" +
			"客户满意率,全中心,,2026-10-01,2026-10-31,140,2,QA,\n" +
			"质检得分,员工,999,2026-10-01,2026-10-31,91,4,QA,\n" +
			"质检得分,员工,801,2026-10-05,2026-10-31,91,4,QA,\n" +
			"质检得分,员工,810,2026-10-05,2026-10-31,abc,4,QA,\n"
		look, err := c.metrics.ImportReported(c.ctx, metric.FileIn{Content: []byte(file), Check: true})
		if err != nil || look.Applied || len(look.Changes) != 2 || len(look.Issues) != 4 {
			t.Fatalf("%+v %v", look, err)
		}
		lines := []int{}
		for _, i := range look.Issues {
			lines = append(lines, i.Line)
		}
		if !slices.Equal(lines, []int{4, 5, 6, 7}) {
			t.Fatalf("%+v", look.Issues)
		}
		if _, err := c.metrics.ImportReported(c.ctx, metric.FileIn{Content: []byte(file)}); codeOf(err) != "metric.file.issues" {
			t.Fatal(err)
		}
		done, err := c.metrics.ImportReported(c.ctx, metric.FileIn{Content: []byte(file), GoodOnly: true})
		if err != nil || !done.Applied || done.Changes[0].Change != "changed" || done.Changes[0].Before != 90 || done.Changes[1].Change != "added" {
			t.Fatalf("%+v %v", done, err)
		}
		// What is exported can be imported again and changes nothing.
		book, err := c.metrics.ReportedBook(c.ctx, metric.ReportedIn{}, false)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := book.Write(&out); err != nil {
			t.Fatal(err)
		}
		if rows, err := sheet.Read(out.Bytes()); err != nil || len(rows) != 3 {
			t.Fatal(len(rows), err)
		}
		again, err := c.metrics.ImportReported(c.ctx, metric.FileIn{Content: out.Bytes()})
		if err != nil || slices.ContainsFunc(again.Changes, func(c metric.ReportedChange) bool { return c.Change != "same" }) {
			t.Fatalf("%+v %v", again, err)
		}
	})
}

// reportSome tells values of every figure for days of February 1999, of the
// centre, of a team or of people, so that random cells have some.
func (c *centre) reportSome(t *testing.T, rnd *rand.Rand) {
	t.Helper()
	_, people := c.crowd(t)
	kept := days{}
	for day := 1; day < 14; day++ {
		for _, p := range people {
			if n := rnd.Int64N(4); n > 0 {
				kept = append(kept, metric.AdherenceDay{PersonID: p.ID, On: fmt.Sprintf("1999-02-%02d", day), Scheduled: 9000 * (n - 1), Exceptions: 100 * n, OnQueue: 7000 * n, ScheduledOnQueue: 6000 * (n - 1)})
			}
		}
	}
	c.metrics.UseAdherence(kept)
	for _, f := range metric.Figures() {
		for day := 1; day < 14; day += 2 {
			from, to := fmt.Sprintf("1999-02-%02d", day), fmt.Sprintf("1999-02-%02d", day+rnd.IntN(2))
			for _, subject := range []struct {
				level metric.Level
				code  string
			}{{metric.LevelCentre, ""}, {metric.LevelTeam, "T0"}, {metric.LevelPerson, "800"}, {metric.LevelPerson, "811"}} {
				if rnd.IntN(3) > 0 {
					c.report(t, f.ID, subject.level, subject.code, from, to, float64(rnd.IntN(100)), float64(1+rnd.IntN(9)))
				}
			}
		}
	}
}
