package adherence

import (
	"math"
	"slices"
)

// Result is a schedule held against what was done.
type Result struct {
	Sums
	Deviations []Deviation // those that count and those excused, in order
}

// tile is a piece of the schedule, or a stretch between pieces where nothing is
// scheduled; tiles touch.
type tile struct {
	Piece
	begins, ends int64 // of the pieces that touch it without a gap: the shift
}

const (
	forever = math.MaxInt64
	ever    = math.MinInt64
)

// tiles puts what lies between the pieces beside them.
func tiles(plan []Piece) []tile {
	var out []tile
	at := int64(ever)
	for i := 0; i < len(plan); {
		k := i + 1
		for k < len(plan) && plan[k].From == plan[k-1].To {
			k++
		}
		begins, ends := plan[i].From, plan[k-1].To
		out = append(out, tile{Piece{at, begins, Unscheduled}, at, begins})
		for _, p := range plan[i:k] {
			out = append(out, tile{p, begins, ends})
		}
		at, i = ends, k
	}
	return append(out, tile{Piece{at, forever, Unscheduled}, at, forever})
}

func (r *Rule) fits(activity, state int) bool {
	if activity == Unscheduled {
		return r.States[state].Outside
	}
	return r.States[state].Fits[activity]
}

// judged reports whether deviations from the activity count at all.
func (r *Rule) judged(activity int) bool {
	if activity == Unscheduled {
		return r.Outside
	}
	return r.Activities[activity].Counts
}

// forgives reports whether a deviation of a tile is within the grace.
func (r *Rule) forgives(t *tile, from, to int64) bool {
	start, end := r.StartLate, r.EndEarly
	if t.Activity == Unscheduled {
		start, end = r.EndLate, r.StartEarly
	}
	return from == t.From && to-from <= start || to == t.To && to-from <= end
}

// Judge holds what was done against the schedule. Excuses may be in any order
// and overlap.
func Judge(plan []Piece, did []Did, excuses []Span, rule *Rule) Result {
	var out Result
	all := tiles(plan)
	for _, d := range did {
		out.Told += d.To - d.From
		if rule.States[d.State].OnQueue {
			out.OnQueue += d.To - d.From
		}
	}
	first := 0
	for i := range all {
		t := &all[i]
		for first < len(did) && did[first].To <= t.From {
			first++
		}
		var run []Did
		end := func() {
			if len(run) == 0 {
				return
			}
			if !rule.forgives(t, run[0].From, run[len(run)-1].To) {
				out.take(all, i, run, did, excuses, rule)
			}
			run = run[:0]
		}
		for k := first; k < len(did) && did[k].From < t.To; k++ {
			d := Did{max(did[k].From, t.From), min(did[k].To, t.To), did[k].State}
			if d.From >= d.To {
				continue
			}
			if t.Activity != Unscheduled {
				a := rule.Activities[t.Activity]
				if a.OnQueue {
					out.ScheduledOnQueue += d.To - d.From
				}
				if a.Counts {
					out.Scheduled += d.To - d.From
				}
			}
			if !rule.judged(t.Activity) || rule.fits(t.Activity, d.State) {
				end()
				continue
			}
			if n := len(run); n > 0 && run[n-1].To != d.From {
				end()
			}
			run = append(run, d)
		}
		end()
	}
	return out
}

// take adds a deviation that is not forgiven: a part for each group of states,
// cut where excuses begin and end.
func (out *Result) take(all []tile, i int, run, did []Did, excuses []Span, rule *Rule) {
	for k := 0; k < len(run); {
		n := k + 1
		kind := rule.kind(all, i, run[k], run[0].From, did)
		for n < len(run) && rule.States[run[n].State].Group == rule.States[run[k].State].Group && rule.kind(all, i, run[n], run[0].From, did) == kind {
			n++
		}
		d := Deviation{From: run[k].From, To: run[n-1].To, Activity: all[i].Activity, State: run[k].State, Kind: kind, Excuse: -1}
		for _, part := range cut(d, excuses) {
			switch {
			case part.Excuse >= 0:
				out.Excused += part.Seconds()
			default:
				out.Exceptions += part.Seconds()
				if part.Activity == Unscheduled {
					out.Scheduled += part.Seconds()
				}
			}
			out.Deviations = append(out.Deviations, part)
		}
		k = n
	}
}

// cut splits a deviation where excuses begin and end; of several that cover the
// same second the first holds.
func cut(d Deviation, excuses []Span) []Deviation {
	at := []int64{d.From, d.To}
	for _, e := range excuses {
		for _, x := range []int64{e.From, e.To} {
			if x > d.From && x < d.To {
				at = append(at, x)
			}
		}
	}
	slices.Sort(at)
	at = slices.Compact(at)
	var out []Deviation
	for i := 1; i < len(at); i++ {
		part := d
		part.From, part.To = at[i-1], at[i]
		part.Excuse = slices.IndexFunc(excuses, func(e Span) bool { return e.From <= part.From && part.To <= e.To })
		if n := len(out); n > 0 && out[n-1].Excuse == part.Excuse {
			out[n-1].To = part.To
			continue
		}
		out = append(out, part)
	}
	return out
}

// kind says what is wrong with a part of a deviation that began at runFrom.
func (r *Rule) kind(all []tile, i int, d Did, runFrom int64, did []Did) Kind {
	t, state := &all[i], r.States[d.State]
	switch {
	case t.Activity == Unscheduled:
		return NotScheduled
	case state.SignedOut:
		return r.missing(t, d, did)
	case !r.Activities[t.Activity].OnQueue && state.OnQueue:
		return NotTaken
	case !r.Activities[t.Activity].OnQueue:
		return OtherActivity
	}
	if before := &all[i-1]; runFrom == t.From && d.From == t.From && before.Activity != Unscheduled && r.fits(before.Activity, d.State) {
		return Overrun
	}
	for k := range all {
		if o := &all[k]; o.Activity != Unscheduled && o.begins == t.begins && !r.Activities[o.Activity].OnQueue && r.fits(o.Activity, d.State) {
			return OtherTime
		}
	}
	return Away
}

// missing is the kind of being signed out during a shift.
func (r *Rule) missing(t *tile, d Did, did []Did) Kind {
	came, left, told := int64(forever), int64(ever), int64(ever)
	for _, x := range did {
		if x.To <= t.begins || x.From >= t.ends {
			continue
		}
		told = max(told, min(x.To, t.ends))
		if !r.States[x.State].SignedOut {
			came, left = min(came, max(x.From, t.begins)), max(left, min(x.To, t.ends))
		}
	}
	switch {
	case came == forever && told == t.ends:
		return Absent
	case d.To <= came:
		return Late
	case d.From >= left && told == t.ends:
		return LeftEarly
	}
	return SignedOut
}

// Standing is where somebody is to be at an instant, and whether they are.
type Standing struct {
	Activity int  // Unscheduled: nowhere
	Deviates bool // does what does not fit
	Out      bool // deviates, beyond what the grace forgives
	Since    int64
	Again    int64 // when time alone changes this; 0: never
}

// Now tells how somebody stands at an instant up to which it is known what was
// done.
func Now(plan []Piece, did []Did, excuses []Span, rule *Rule, now int64) Standing {
	all := tiles(plan)
	i := slices.IndexFunc(all, func(t tile) bool { return t.From <= now && now < t.To })
	t := &all[i]
	out := Standing{Activity: t.Activity}
	again := func(at int64) {
		if at > now && at != forever && (out.Again == 0 || at < out.Again) {
			out.Again = at
		}
	}
	again(t.To)
	since := int64(forever)
	for k := len(did) - 1; k >= 0; k-- {
		d := did[k]
		if since == forever && d.To < now || since != forever && d.To < since || d.To <= t.From && since != forever || rule.fits(t.Activity, d.State) {
			break
		}
		since = max(d.From, t.From)
	}
	if since == forever || !rule.judged(t.Activity) {
		return out
	}
	out.Deviates = true
	for _, e := range excuses {
		if e.From <= now && now < e.To {
			again(e.To)
			return out
		}
		again(e.From)
	}
	start, end := rule.StartLate, rule.EndEarly
	if t.Activity == Unscheduled {
		start, end = rule.EndLate, rule.StartEarly
	}
	switch {
	case since == t.From && now-since <= start:
		again(since + start + 1)
		return out
	case t.To != forever && t.To-since <= end:
		return out
	}
	out.Out, out.Since = true, since
	return out
}
