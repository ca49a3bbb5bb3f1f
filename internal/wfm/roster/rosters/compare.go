package rosters

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/calc/roster/check"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Comparison is two rosters beside each other, over the days that both have: what
// the first became in the second.
type Comparison struct {
	First   Compared         `json:"first"`
	Second  Compared         `json:"second"`
	FirstOn civil.Date       `json:"first_on" format:"date" doc:"of the days that both have"`
	LastOn  civil.Date       `json:"last_on" format:"date"`
	Skills  []Skill          `json:"skills"`
	Cells   []ComparedCell   `json:"cells" doc:"that differ, of the people one reaches"`
	Days    []ComparedDay    `json:"days"`
	People  []ComparedPerson `json:"people" doc:"whom one reaches, of either"`
}

// Compared is one of the two as a whole.
type Compared struct {
	Roster Roster  `json:"roster"`
	Cost   float64 `json:"cost" doc:"as it is now, of all its days: late contacts, wishes and soft rules, without the little for each person at work that the search adds"`
	Late   float64 `json:"late_contacts" doc:"of the cost: contacts of the forecast not answered in time by those on the floor"`
	Wishes float64 `json:"wishes" doc:"of the cost: wishes not kept"`
	Soft   float64 `json:"soft_rules" doc:"of the cost: soft rules"`
	Broken int     `json:"broken" doc:"hard rules it breaks"`
	Sums   Sums    `json:"sums" doc:"over the days that both have"`
}

// ComparedCell is a day of a person that differs.
type ComparedCell struct {
	PersonID string `json:"person_id"`
	Name     string `json:"name"`
	AgentNo  string `json:"agent_no"`
	TeamID   string `json:"team_id,omitempty"`
	On       string `json:"on" format:"date"`
	What     string `json:"what" enum:"shift,breaks,lock" doc:"what differs most"`
	Before   Cell   `json:"before"`
	After    Cell   `json:"after"`
	How      string `json:"how" enum:"made,changed" doc:"with the second roster, or by hand in one of them"`
	By       string `json:"by"`
	AtMs     int64  `json:"at_ms"`
	Reason   string `json:"reason,omitempty"`
}

// ComparedDay is a day's cover in both.
type ComparedDay struct {
	On          string   `json:"on" format:"date"`
	First       Sums     `json:"first"`
	Second      Sums     `json:"second"`
	FirstHolds  *float64 `json:"first_holds_percent,omitempty" doc:"by the simulation of the roster as it is now; absent: not simulated"`
	SecondHolds *float64 `json:"second_holds_percent,omitempty"`
	Changed     int      `json:"changed" doc:"people whose day differs"`
}

// ComparedPerson is somebody's hours in both.
type ComparedPerson struct {
	PersonID string `json:"person_id"`
	Name     string `json:"name"`
	AgentNo  string `json:"agent_no"`
	TeamID   string `json:"team_id,omitempty"`
	First    int    `json:"first_minutes" doc:"paid, over the days that both have"`
	Second   int    `json:"second_minutes"`
	Changed  int    `json:"changed" doc:"days that differ"`
}

// CompareIn asks for a comparison.
type CompareIn struct {
	First, Second string // ids
	Skill         string // of the cover; "*" for all
}

// half is one of two rosters that are compared.
type half struct {
	v       Roster
	lines   []Line
	b       *basis
	changes map[string]Change // by person and day, the last one
	holds   map[string]float64
}

func (h *half) line(personID string) *Line {
	if i := slices.IndexFunc(h.lines, func(l Line) bool { return l.PersonID == personID }); i >= 0 {
		return &h.lines[i]
	}
	return &Line{PersonID: personID}
}

// Compare holds two rosters against each other. Needs the permission roster.read.
func (s *Service) Compare(ctx context.Context, in CompareIn) (out Comparison, err error) {
	var halves [2]*half
	for i, id := range []string{in.First, in.Second} {
		if halves[i], err = s.half(ctx, id); err != nil {
			return out, err
		}
	}
	x, y := halves[0], halves[1]
	out.FirstOn, out.LastOn = later(x.v.FirstOn, y.v.FirstOn), x.v.LastOn
	if y.v.LastOn.Before(out.LastOn) {
		out.LastOn = y.v.LastOn
	}
	if out.LastOn.Before(out.FirstOn) {
		return out, fault.Invalidf("roster.version.apart", "The rosters %s and %s have no day in common.", x.v.Name, y.v.Name)
	}
	if in.Skill != "*" && x.b.skillOf(in.Skill) < 0 && y.b.skillOf(in.Skill) < 0 {
		return out, noSkill()
	}
	out.Skills = slices.Clone(x.b.skills)
	for _, k := range y.b.skills {
		if x.b.skillOf(k.ID) < 0 {
			out.Skills = append(out.Skills, k)
		}
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.people.Directory(ctx, tx)
		if err != nil {
			return err
		}
		out.cells(ctx, x, y, &dir)
		return nil
	})
	out.First, out.Second = x.compared(), y.compared()
	out.days(x, y, in.Skill)
	return out, err
}

// half reads one of the two.
func (s *Service) half(ctx context.Context, id string) (*half, error) {
	v, lines, err := s.whole(ctx, id)
	if err != nil {
		return nil, err
	}
	h := &half{v: v, lines: lines, changes: map[string]Change{}, holds: map[string]float64{}}
	if h.b, err = s.basisOf(ctx, v, lines); err != nil {
		return nil, err
	}
	c, err := s.Certificate(ctx, id, -1)
	if f, ok := fault.As(err); err != nil && (!ok || f.Code != codeNoCertificate) {
		return nil, err
	}
	for _, d := range c.Days {
		if d.QueueID == "" && c.Rev == v.Rev {
			h.holds[d.On] = d.Holds
		}
	}
	return h, s.db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := loadChanges(ctx, tx, id, "")
		for _, c := range all { // the newest first
			if k := c.PersonID + c.On; h.changes[k].AtMs == 0 {
				h.changes[k] = c
			}
		}
		return err
	})
}

// compared is a roster as a whole, without the sums of its cover.
func (h *half) compared() Compared {
	out := Compared{Roster: h.v, Broken: len(h.b.violations(h.lines, nil))}
	for _, d := range h.b.cover(h.lines, CoverIn{Skill: "*", Day: -1}).Days {
		if d.Level != nil {
			out.Late += d.Contacts * (1 - *d.Level/100)
		}
	}
	p := h.b.problem()
	h.b.wish(p)
	r, _ := h.b.roster(h.lines)
	found, err := check.Check(p, r)
	if err != nil { // lines are of this basis by their making
		return out
	}
	c := found.Cost
	out.Cost, out.Late, out.Wishes, out.Soft = tidy(out.Late+c.Wishes+c.Rules), tidy(out.Late), tidy(c.Wishes), tidy(c.Rules)
	return out
}

// cells are the days of people that differ, and everybody's hours.
func (out *Comparison) cells(ctx context.Context, x, y *half, dir *org.Directory) {
	scope := authz.ScopeOf(ctx, PermissionRead)
	out.Cells, out.People = []ComparedCell{}, []ComparedPerson{}
	ids := []string{}
	for _, h := range []*half{x, y} {
		for i := range h.lines {
			if id := h.lines[i].PersonID; !slices.Contains(ids, id) && dir.Reaches(scope, id, out.FirstOn.String()) {
				ids = append(ids, id)
			}
		}
	}
	for _, id := range ids {
		a, b := x.line(id), y.line(id)
		p := ComparedPerson{PersonID: id, Name: id, TeamID: dir.TeamOf(id, out.FirstOn.String())}
		if who, ok := dir.Person(id); ok {
			p.Name, p.AgentNo = who.Name, who.AgentNo
		}
		for on := out.FirstOn; !out.LastOn.Before(on); on = on.Add(1) {
			before, after := a.at(on.Sub(x.v.FirstOn)), b.at(on.Sub(y.v.FirstOn))
			p.First += before.paid()
			p.Second += after.paid()
			c := ComparedCell{PersonID: id, Name: p.Name, AgentNo: p.AgentNo, TeamID: p.TeamID, On: on.String(), Before: before, After: after, How: "made", By: y.v.CreatedBy, AtMs: y.v.CreatedMs}
			switch {
			case !before.Same(after):
				c.What = "shift"
			case !slices.Equal(before.Breaks, after.Breaks):
				c.What = "breaks"
			case before.Locked != after.Locked:
				c.What = "lock"
			default:
				continue
			}
			p.Changed++
			last := x.changes[id+c.On]
			if other := y.changes[id+c.On]; other.AtMs >= last.AtMs {
				last = other
			}
			if last.AtMs > 0 {
				c.How, c.By, c.AtMs, c.Reason = "changed", last.By, last.AtMs, last.Reason
			}
			out.Cells = append(out.Cells, c)
		}
		out.People = append(out.People, p)
	}
	team := func(id string) string { t, _ := dir.Team(id); return t.Name }
	slices.SortStableFunc(out.People, func(a, b ComparedPerson) int {
		return cmp.Or(cmp.Compare(team(a.TeamID), team(b.TeamID)), cmp.Compare(a.AgentNo, b.AgentNo), cmp.Compare(a.PersonID, b.PersonID))
	})
	slices.SortStableFunc(out.Cells, func(a, b ComparedCell) int {
		return cmp.Or(strings.Compare(a.On, b.On), cmp.Compare(a.AgentNo, b.AgentNo), cmp.Compare(a.PersonID, b.PersonID))
	})
}

// days are the covers of the days beside each other, and their sums.
func (out *Comparison) days(x, y *half, skill string) {
	covers := [2]Cover{}
	for i, h := range []*half{x, y} {
		covers[i] = h.b.cover(h.lines, CoverIn{Skill: skill, Day: -1})
	}
	out.Days = []ComparedDay{}
	for on := out.FirstOn; !out.LastOn.Before(on); on = on.Add(1) {
		d := ComparedDay{On: on.String(), First: covers[0].Days[on.Sub(x.v.FirstOn)].Sums, Second: covers[1].Days[on.Sub(y.v.FirstOn)].Sums}
		for _, of := range []struct {
			h  *half
			to **float64
		}{{x, &d.FirstHolds}, {y, &d.SecondHolds}} {
			if v, ok := of.h.holds[d.On]; ok {
				*of.to = &v
			}
		}
		for i := range out.Cells {
			if out.Cells[i].On == d.On {
				d.Changed++
			}
		}
		out.Days = append(out.Days, d)
	}
	sum := func(of func(d *ComparedDay) *Sums) (s Sums) {
		late := 0.0
		for i := range out.Days {
			d := of(&out.Days[i])
			s.Required, s.There, s.Short, s.Over, s.Contacts = s.Required+d.Required, s.There+d.There, s.Short+d.Short, s.Over+d.Over, s.Contacts+d.Contacts
			if d.Level != nil {
				late += d.Contacts * (1 - *d.Level/100)
			}
			if d.Least != nil && (s.Least == nil || *d.Least < *s.Least) {
				s.Least = d.Least
			}
		}
		if s.Contacts > 0 {
			level := tidy(100 * (1 - late/s.Contacts))
			s.Level = &level
		}
		s.Required, s.There, s.Short, s.Over, s.Contacts = tidy(s.Required), tidy(s.There), tidy(s.Short), tidy(s.Over), tidy(s.Contacts)
		return s
	}
	out.First.Sums = sum(func(d *ComparedDay) *Sums { return &d.First })
	out.Second.Sums = sum(func(d *ComparedDay) *Sums { return &d.Second })
}

// CompareBook is a comparison as an Excel file.
type CompareBook struct {
	Workbook
	c    Comparison
	zone *time.Location
}

// CompareBook makes the workbook of a comparison and notes the export. Needs the
// permission roster.read.
func (s *Service) CompareBook(ctx context.Context, in CompareIn, zh bool) (*CompareBook, error) {
	c, err := s.Compare(ctx, in)
	if err != nil {
		return nil, err
	}
	b := &CompareBook{Workbook{Name: sheet.FileName(c.First.Roster.Name + " - " + c.Second.Roster.Name), zh: zh}, c, time.UTC}
	if b.types, err = s.setup.ShiftTypes(asRoster(ctx)); err != nil {
		return nil, err
	}
	return b, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		centre, err := s.people.Centre(ctx, tx)
		if err != nil {
			return err
		}
		b.zone = centre.Location()
		if s.rec == nil {
			return nil
		}
		return s.rec.Record(ctx, tx, authz.Entry{Action: "roster.version.export", Object: "roster_version", ObjectID: in.Second, After: map[string]any{"compared_with": in.First, "cells": len(c.Cells)}})
	})
}

// pauses are what stands in a cell, as people write it.
func (b *Workbook) pauses(c Cell) string {
	out := []string{}
	for _, x := range c.Breaks {
		out = append(out, x.Name+" "+clockText(x.At)+"–"+clockText(x.At+x.Minutes))
	}
	return strings.Join(out, b.text("、", ", "))
}

// Write writes what differs, the days and the people.
func (b *CompareBook) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	first, second := b.c.First.Roster.Name, b.c.Second.Roster.Name
	what := map[string]string{"shift": b.text("班次", "shift"), "breaks": b.text("休息、会议与培训", "breaks, meetings, training"), "lock": b.text("锁定", "lock")}
	head := []string{b.text("日期", "Day"), b.text("工号", "Agent number"), b.text("姓名", "Name"), b.text("不同", "Differs"), first, second, b.text("原休息", "Breaks before"), b.text("现休息", "Breaks after"), b.text("操作人", "By"), b.text("时间", "At"), b.text("原因", "Reason")}
	if err := book.Rows(b.text("改动", "Changes"), head, func(yield func([]any) bool) {
		for _, x := range b.c.Cells {
			if !yield([]any{x.On, x.AgentNo, x.Name, what[x.What], b.shown(x.Before), b.shown(x.After), b.pauses(x.Before), b.pauses(x.After), x.By, time.UnixMilli(x.AtMs).In(b.zone).Format(time.DateTime), x.Reason}) {
				return
			}
		}
	}); err != nil {
		return err
	}
	level := func(v *float64) any {
		if v == nil {
			return nil
		}
		return *v
	}
	head = []string{b.text("日期", "Day"), b.text("不同人数", "People who differ")}
	for _, of := range []string{b.text("在岗人时", "Hours there"), b.text("缺口人时", "Hours missing"), b.text("富余人时", "Hours over"), b.text("预计服务水平 %", "Expected service level %"), b.text("达标把握 %", "Target holds %")} {
		head = append(head, of+" "+first, of+" "+second)
	}
	if err := book.Rows(b.text("各日", "Days"), head, func(yield func([]any) bool) {
		for _, d := range b.c.Days {
			if !yield([]any{d.On, d.Changed, d.First.There, d.Second.There, d.First.Short, d.Second.Short, d.First.Over, d.Second.Over, level(d.First.Level), level(d.Second.Level), level(d.FirstHolds), level(d.SecondHolds)}) {
				return
			}
		}
	}); err != nil {
		return err
	}
	head = []string{b.text("工号", "Agent number"), b.text("姓名", "Name"), b.text("不同天数", "Days that differ"), b.text("计薪小时 ", "Paid hours ") + first, b.text("计薪小时 ", "Paid hours ") + second, b.text("差", "Difference")}
	if err := book.Rows(b.text("人员", "People"), head, func(yield func([]any) bool) {
		for _, p := range b.c.People {
			if !yield([]any{p.AgentNo, p.Name, p.Changed, float64(p.First) / 60, float64(p.Second) / 60, float64(p.Second-p.First) / 60}) {
				return
			}
		}
	}); err != nil {
		return err
	}
	return book.Write(w)
}
