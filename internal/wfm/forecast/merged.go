package forecast

import (
	"maps"
	"slices"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/org"
)

// merges leads from queues that were made one with another to that other. What
// came counts under the other from then on, so a version made before is read
// as if they had been one.
type merges map[string]string

func mergesOf(dir org.Directory) merges {
	out := merges{}
	for _, q := range dir.Queues {
		into := q.MergedInto
		for steps := 0; into != "" && steps < len(dir.Queues); steps++ {
			out[q.ID] = into
			next, _ := dir.Queue(into)
			into = next.MergedInto
		}
	}
	return out
}

// to is the queue an id leads to.
func (m merges) to(queueID string) string {
	if into, merged := m[queueID]; merged {
		return into
	}
	return queueID
}

// leads reports whether any queue was made one with the queue.
func (m merges) leads(queueID string) bool {
	for _, into := range m {
		if into == queueID {
			return true
		}
	}
	return false
}

// fold adds the days of queues that are one, of a version whose queues err
// together so far.
func (m merges) fold(days []queueDay, together Together) []queueDay {
	if !slices.ContainsFunc(days, func(d queueDay) bool { return m[d.queueID] != "" }) {
		return days
	}
	type place struct {
		queueID string
		on      civil.Date
	}
	at, out := map[place]int{}, []queueDay{}
	for _, d := range days {
		d.queueID = m.to(d.queueID)
		p := place{d.queueID, d.On}
		if i, had := at[p]; had {
			out[i].Day = added(out[i].Day, d.Day, together)
			continue
		}
		at[p] = len(out)
		out = append(out, d)
	}
	return out
}

// added is two queues' days as one.
func added(a, b Day, together Together) Day {
	n := len(a.Slots)
	out := Day{On: a.On, Closed: a.Closed && b.Closed, Slots: make([]float64, n), Model: make([]float64, n), Parts: map[series.Part][]float64{}, Spread: make([][3]series.Band, n)}
	whole := newTallies(1, together.Day)
	slots := newTallies(n, together.Slot)
	if a.Handle != nil || b.Handle != nil {
		out.Handle, out.HandleModel, out.HandleSpread = make([]float64, n), make([]float64, n), make([][3]series.Band, n)
		if parted(a) && parted(b) {
			out.HandleParts = map[HandlePart][]float64{}
			for _, p := range HandleParts[:4] {
				out.HandleParts[p] = make([]float64, n)
			}
		}
	}
	for _, d := range []Day{a, b} {
		d.sayDay(&whole[0])
		for p, values := range d.Parts {
			if out.Parts[p] == nil {
				out.Parts[p] = make([]float64, n)
			}
			for k, v := range values {
				out.Parts[p][k] = fine(out.Parts[p][k] + v)
			}
		}
		for k, v := range d.Slots {
			out.Slots[k] = fine(out.Slots[k] + v)
			out.Model[k] = fine(out.Model[k] + d.Model[k])
			var bands [3]series.Band
			if d.Spread != nil {
				bands = d.Spread[k]
			}
			slots[k].say(v, bands, d.Workload(k))
			d.sayHandleOf(&slots[k], k)
		}
	}
	out.Bands = *whole[0].figures().Bands
	if f := whole[0].figures(); f.HandleBands != nil {
		out.HandleBands = *f.HandleBands
	}
	for k := range out.Slots {
		f := slots[k].figures()
		out.Spread[k] = *f.Bands
		if out.Handle == nil {
			continue
		}
		out.Handle[k] = handleOf(a, b, k)
		out.HandleModel[k] = out.Handle[k]
		if f.HandleModel != nil {
			out.HandleModel[k] = *f.HandleModel
		}
		out.partHandle(k, f.HandleParts)
		if f.HandleBands != nil {
			out.HandleSpread[k] = *f.HandleBands
		}
	}
	return out
}

// parted reports whether the parts of a day's handle times are known, if any
// are needed.
func parted(d Day) bool { return d.HandleParts != nil || d.Handle == nil || sum(d.Slots) == 0 }

// partHandle takes the parts of a slot over; they sum to what the model said.
func (d *Day) partHandle(k int, parts map[HandlePart]float64) {
	if d.HandleParts == nil {
		return
	}
	rest := d.HandleModel[k]
	for _, p := range HandleParts[:4] {
		if p != HandleProfile {
			d.HandleParts[p][k] = parts[p]
			rest -= parts[p]
		}
	}
	d.HandleParts[HandleProfile][k] = rough(rest)
}

// handleOf is the mean handle time of a slot of two days, weighted by contacts;
// where none are forecast, that of the first that is known.
func handleOf(a, b Day, k int) float64 {
	seconds, contacts, known := 0.0, 0.0, 0.0
	for _, d := range []Day{b, a} {
		if d.Handle != nil {
			seconds, contacts, known = seconds+d.Slots[k]*d.Handle[k], contacts+d.Slots[k], d.Handle[k]
		}
	}
	if contacts > 0 {
		return rough(seconds / contacts)
	}
	return known
}

// queues makes one of the version's queues that are one, and names those that
// are no more by themselves.
func (m merges) queues(v *Version, dir org.Directory) {
	together := v.Settings.Together.or()
	byID, out := map[string]int{}, []Queue{}
	gone := map[string]string{}
	for _, q := range v.Queues {
		if into := m.to(q.QueueID); into != q.QueueID {
			gone[q.QueueID] = q.Name
			known, _ := dir.Queue(into)
			q.QueueID, q.Code, q.Name = into, known.Code, known.Name
		}
		if i, had := byID[q.QueueID]; had {
			out[i] = addedQueue(out[i], q, together)
			continue
		}
		byID[q.QueueID] = len(out)
		out = append(out, q)
	}
	if v.Queues = out; len(gone) > 0 {
		v.Merged = slices.Sorted(maps.Values(gone))
	}
}

// addedQueue is what a version says of two queues as one. Trials and effects of
// single queues are not those of both.
func addedQueue(a, b Queue, together Together) Queue {
	if a.Outcome != OutcomeMade {
		b.QueueID, b.Code, b.Name = a.QueueID, a.Code, a.Name
		return b
	}
	if b.Outcome != OutcomeMade {
		return a
	}
	a.Total, a.HistoryDays = fine(a.Total+b.Total), max(a.HistoryDays, b.HistoryDays)
	a.Flags = append(slices.Clone(a.Flags), b.Flags...)
	slices.SortStableFunc(a.Flags, func(x, y Flag) int { return x.Day.Sub(y.Day) })
	a.Trial, a.Effects, a.People = nil, nil, nil
	weeks := slices.Clone(a.Weeks)
	for w := range min(len(weeks), len(b.Weeks)) {
		t := newTallies(1, together.Day)
		t[0].say(weeks[w].Total, weeks[w].Bands, 0)
		t[0].say(b.Weeks[w].Total, b.Weeks[w].Bands, 0)
		weeks[w].Total, weeks[w].Bands = fine(weeks[w].Total+b.Weeks[w].Total), *t[0].figures().Bands
	}
	a.Weeks = weeks
	return a
}
