package headcount

import (
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/people"
)

// Came is a month as it happened by the files, and how it differs from the plan.
type Came struct {
	ToOn string `json:"to_on" format:"date" doc:"the last day that is counted"`
	Flow
	Entered    int     `json:"entered" doc:"people who entered in the month"`
	InTraining int     `json:"in_training"`
	Effective  float64 `json:"effective"`
	More       Flow    `json:"more" doc:"what came − what was planned; only of whole months"`
	Whole      bool    `json:"whole" doc:"the month is over"`
	Outside    bool    `json:"outside" doc:"the heads lie outside the band"`
}

// history is what the files and the organisation tell of who was a head when.
type history struct {
	dir      *org.Directory
	site     string
	training int
	ramp     int
	members  []Member
}

func members(files map[string]people.Record, dir *org.Directory) []Member {
	out := []Member{}
	for _, p := range dir.People { // in the order of the directory
		for _, e := range files[p.ID].Employments {
			out = append(out, Member{PersonID: p.ID, EnteredOn: e.EnteredOn, LeftOn: e.LeftOn})
		}
	}
	return out
}

// counts reports whether somebody counts on a day: they lead no team, and are at
// the site the plan is for.
func (h *history) counts(leads map[string]bool, personID, day string) bool {
	return !leads[personID] && (h.site == "" || h.dir.SiteOf(personID, day) == h.site)
}

// leaders are who lead a team on a day. Before the first leader that is known of a
// team, it is that one.
func (h *history) leaders(day string) map[string]bool {
	out := map[string]bool{}
	for _, t := range h.dir.Teams {
		id := h.dir.LeaderOf(t.ID, day)
		if led := h.dir.Leaderships(t.ID); id == "" && len(led) > 0 && day < led[0].FromOn {
			id = led[0].ID
		}
		if id != "" {
			out[id] = true
		}
	}
	return out
}

// base are those who count on the day, and those known to enter after it. A
// leaving is known from the day it is in the file.
func (h *history) base(asOf civil.Date) []Member {
	day := asOf.String()
	leads := h.leaders(day)
	out := []Member{}
	for _, m := range h.members {
		if m.LeftOn != "" && m.LeftOn <= day || !h.counts(leads, m.PersonID, max(day, m.EnteredOn)) {
			continue
		}
		out = append(out, m)
	}
	return out
}

// came counts a month up to a day, by who was there at the ends of both.
func (h *history) came(first, to civil.Date) Came {
	out := Came{ToOn: to.String()}
	before := first.Add(-1)
	led, leads := h.leaders(before.String()), h.leaders(to.String())
	days := to.Sub(first) + 1
	for i := range h.members {
		m := &h.members[i]
		t := m.track(before, h.training)
		there := func(on civil.Date) bool { return !on.Before(t.entered) && (!t.dated || on.Before(t.left)) }
		was := there(before) && !before.Before(t.trained) && h.counts(led, m.PersonID, before.String())
		is := there(to) && h.counts(leads, m.PersonID, to.String())
		if !t.entered.Before(first) && !to.Before(t.entered) && h.counts(leads, m.PersonID, to.String()) {
			out.Entered++
		}
		if is && to.Before(t.trained) {
			out.InTraining++
			continue
		}
		if was {
			out.Opening++
		}
		if is {
			out.Closing++
		}
		gone := t.dated && before.Before(t.left) && !to.Before(t.left) && !t.left.Before(t.trained)
		began := before.Before(t.trained) && !to.Before(t.trained) && (is || gone && h.counts(leads, m.PersonID, m.LeftOn))
		if began {
			out.Graduates++
		}
		if gone && (was || began) {
			out.Leavers++
		}
		if was || is || began {
			out.Effective += h.effective(&t, first, to) / float64(days)
		}
	}
	out.Moved = out.Opening + out.Graduates - out.Leavers - out.Closing
	return out
}

// effective are the days of a month as a head, at what they are worth.
func (h *history) effective(t *track, first, to civil.Date) float64 {
	from := first
	if from.Before(t.trained) {
		from = t.trained
	}
	if t.dated && t.left.Before(to) {
		to = t.left
	}
	worth := min(1, float64(max(monthsBetween(t.trained, first), 0)+1)/float64(h.ramp+1))
	return worth * float64(max(to.Sub(from)+1, 0))
}

// beside puts what came beside the months that have begun.
func (h *history) beside(months []Month, today civil.Date) {
	for i := range months {
		m := &months[i]
		first, ok := monthOf(m.Month)
		if !ok || today.Before(first) {
			continue
		}
		last := later(first, 1).Add(-1)
		whole := last.Before(today)
		if !whole {
			last = today
		}
		c := h.came(first, last)
		if c.Whole = whole; whole {
			c.More = Flow{Opening: c.Opening - m.Opening, Graduates: c.Graduates - m.Graduates, Leavers: c.Leavers - m.Leavers, Moved: c.Moved - m.Moved, Closing: c.Closing - m.Closing}
			c.Outside = c.Closing < m.Low-nearly || c.Closing > m.High+nearly
		}
		m.Came = &c
	}
}
