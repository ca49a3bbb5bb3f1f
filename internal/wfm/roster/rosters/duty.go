package rosters

import (
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/staffing"
)

// Day is a day as it is published now: who works when, for which queues.
type Day struct {
	On           civil.Date
	GrainMinutes int     // of the intervals of the queues
	ShortSeconds float64 // of short abandonments
	Queues       []DayQueue
	Duty         []Duty
	names        map[string]string // of skills
}

// DayQueue is a queue that rosters of a day serve, as the requirement of the
// roster published last has it.
type DayQueue struct {
	staffing.Queue
	SkillID string
	Slots   []staffing.Slot // by interval of the day; of no length where it is closed
}

// Agents are the base agents required in an interval.
func (q *DayQueue) Agents(k int) int {
	if k >= len(q.Slots) || q.Slots[k].Seconds <= 0 {
		return 0
	}
	return q.Slots[k].Agents
}

// mostNeeded ends the search for agents in an interval.
const mostNeeded = 2000

// Needed is how many agents hold the service level asked for when so many
// contacts of a mean handle time (seconds) come in an interval; 0 where it is
// closed.
func (q *DayQueue) Needed(k int, contacts, handle float64) int {
	if k >= len(q.Slots) || q.Slots[k].Seconds <= 0 || contacts <= 0 || handle <= 0 {
		return 0
	}
	slot := q.Slots[k]
	slot.Handle = handle
	x := queueSlot{&q.Queue, &slot}
	n := max(int(contacts*handle/slot.Seconds), 1)
	for n < mostNeeded && 100*x.levelOf(contacts, n) < q.LevelTarget() {
		n++
	}
	for n > 1 && 100*x.levelOf(contacts, n-1) >= q.LevelTarget() {
		n--
	}
	return n
}

// LevelTarget is the service level asked for, in per cent.
func (q *DayQueue) LevelTarget() float64 {
	if q.Target.LevelPercent > 0 {
		return q.Target.LevelPercent
	}
	return usualTarget
}

// Threshold is the wait that counts as in time, in seconds.
func (q *DayQueue) Threshold() float64 { return queueSlot{Queue: &q.Queue}.threshold() }

// Duty is a shift of somebody that lies on a day or reaches into it. Minutes
// of the cell are after the day's midnight, below 0 the evening before.
type Duty struct {
	PersonID string
	Name     string
	TeamID   string
	RosterID string
	Index    int // of the cell's day in its roster
	Cell
	Skills  []string // ids, the one the shift serves first
	Absence float64  // how likely the person does not come, as the roster was made
	Offset  int      // minutes between the day's midnight and that of the cell's day
	Windows []Window // in which each break may begin
}

// Window is from one minute to another, both included.
type Window struct{ From, To int }

// SkillName is the name of a skill of the day's queues.
func (d *Day) SkillName(id string) string { return d.names[id] }

// PublishedDay gives a day as it is published; without queues and shifts when
// nothing is. Needs the permission roster.read, and gives everybody's shifts
// whatever its scope.
func (s *Service) PublishedDay(ctx context.Context, on civil.Date) (Day, error) {
	out := Day{On: on, names: map[string]string{}}
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	type holds struct {
		publishedLine
		day int // 0 or, the day before, -1
	}
	held := map[string][2]*holds{}
	var versions []Roster
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		lines, err := loadPublished(ctx, tx, civil.Range{From: on.Add(-1), To: on}, "")
		if err != nil {
			return err
		}
		for _, l := range lines {
			for k, day := range []civil.Date{on, on.Add(-1)} {
				if day.Before(l.first) || l.last.Before(day) {
					continue
				}
				x := held[l.PersonID]
				x[k] = &holds{l, -k}
				held[l.PersonID] = x
			}
			// Lines come by when they were published: what is told last is newest.
			if !l.last.Before(on) && !on.Before(l.first) && !slices.ContainsFunc(versions, func(v Roster) bool { return v.ID == l.rosterID }) {
				v, err := load(ctx, tx, l.rosterID)
				if err != nil {
					return err
				}
				versions = append(versions, v)
			}
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	people := map[string]*person{}
	kinds := map[string]*roster.ShiftType{}
	skills := map[string][]string{}
	absence := map[string]float64{}
	for i := len(versions) - 1; i >= 0; i-- {
		var only []string
		for id, x := range held {
			if x[0] != nil && x[0].rosterID == versions[i].ID || x[0] == nil && x[1] != nil && x[1].rosterID == versions[i].ID {
				only = append(only, id)
			}
		}
		slices.Sort(only)
		if only == nil {
			continue
		}
		b, err := s.basis(ctx, versions[i].PlanID, civil.Range{From: on, To: on}, versions[i].Settings, only)
		if err != nil {
			return out, err
		}
		if out.GrainMinutes == 0 {
			out.GrainMinutes, out.ShortSeconds = b.grain, b.plan.ShortSeconds
		}
		absence[versions[i].ID] = b.away
		for k := range b.types {
			kinds[b.types[k].ID] = &b.types[k]
		}
		out.take(b)
		for k := range b.people {
			p := &b.people[k]
			people[p.id] = p
			for _, skill := range p.skills {
				skills[p.id] = append(skills[p.id], b.skills[skill].ID)
			}
		}
	}
	for id, x := range held {
		p := people[id]
		if p == nil {
			continue
		}
		for _, h := range x {
			if h == nil {
				continue
			}
			c := h.at(on.Sub(h.first) + h.day)
			duty := Duty{PersonID: id, Name: p.name, TeamID: p.teamID, RosterID: h.rosterID, Index: c.Day, Cell: moved(c, h.day*dayMinutes), Absence: absence[h.rosterID], Offset: h.day * dayMinutes}
			if c.TypeID == "" || duty.Ends <= 0 || duty.Begins >= dayMinutes {
				continue
			}
			duty.Skills = append([]string{c.Skill}, slices.DeleteFunc(slices.Clone(skills[id]), func(x string) bool { return x == c.Skill })...)
			duty.Windows = windows(&duty.Cell, kinds[c.TypeID])
			out.Duty = append(out.Duty, duty)
		}
	}
	slices.SortFunc(out.Duty, func(x, y Duty) int {
		switch {
		case x.PersonID != y.PersonID && x.PersonID < y.PersonID, x.PersonID == y.PersonID && x.Begins < y.Begins:
			return -1
		default:
			return 1
		}
	})
	return out, nil
}

// take adds the queues of a basis that are not known yet; of another grain than
// the first they are left out.
func (d *Day) take(b *basis) {
	if b.grain != d.GrainMinutes {
		return
	}
	for k := range b.skills {
		d.names[b.skills[k].ID] = b.skills[k].Name
		for _, q := range b.skills[k].of {
			if slices.ContainsFunc(d.Queues, func(x DayQueue) bool { return x.QueueID == q.QueueID }) {
				continue
			}
			x := DayQueue{Queue: q, SkillID: b.skills[k].ID}
			for _, day := range b.slots[q.QueueID] {
				if day.On == d.On {
					x.Slots = day.Slots
				}
			}
			d.Queues = append(d.Queues, x)
		}
	}
}

// moved is a cell with all its times moved by minutes.
func moved(c Cell, minutes int) Cell {
	c.Begins, c.Ends = c.Begins+minutes, c.Ends+minutes
	c.Breaks = slices.Clone(c.Breaks)
	for i := range c.Breaks {
		c.Breaks[i].At += minutes
	}
	return c
}
