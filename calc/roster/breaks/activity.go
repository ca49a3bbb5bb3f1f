package breaks

import (
	"math"

	"github.com/lingting/lingting/calc/roster"
)

// activity places an activity anew and gives the change of the cost, never above
// 0: it may stay where it was, and nobody need attend.
func (w *placer) activity(i int) float64 {
	a := &w.p.Activities[i]
	if a.Together {
		all := make([]int, len(a.People))
		for k := range all {
			all[k] = k
		}
		return w.meet(i, all)
	}
	change := 0.0
	for k := range a.People {
		change += w.meet(i, []int{k})
	}
	return change
}

// meet places an activity for some of its people at one time.
func (w *placer) meet(i int, some []int) float64 {
	a := &w.p.Activities[i]
	change := 0.0
	was := roster.Attendance{Day: roster.Nowhere}
	for _, k := range some {
		if at := w.attend[i][k]; at.Day != roster.Nowhere {
			was = at
			change += w.leave(i, k)
		}
	}
	// What was comes first: only what is really better takes its place.
	best, least := roster.Attendance{Day: roster.Nowhere}, 0.0
	look := func(at roster.Attendance) {
		v := 0.0
		for _, k := range some {
			v += w.join(i, k, at)
		}
		for _, k := range some {
			if w.attend[i][k].Day != roster.Nowhere {
				w.leave(i, k)
			}
		}
		if v < least-1e-9 {
			best, least = at, v
		}
	}
	if was.Day != roster.Nowhere {
		look(was)
	}
	for day := max(a.FirstDay, 0); day <= a.LastDay && day < w.p.Days; day++ {
		for at := w.first(a.From); at+a.Minutes <= a.To; at += w.step {
			look(roster.Attendance{Day: day, Begin: at})
		}
	}
	if best.Day == roster.Nowhere {
		return change
	}
	for _, k := range some {
		change += w.join(i, k, best)
	}
	return change
}

// join lets a person attend, if that can be, and gives the change of the cost.
func (w *placer) join(i, k int, at roster.Attendance) float64 {
	a := &w.p.Activities[i]
	u, from := w.dutyAt(a.People[k], at)
	if u == nil || from+a.Minutes > u.shift.End || !u.free(from, from+a.Minutes) {
		return 0
	}
	x := span{i, from, from + a.Minutes}
	placed := false
	for n, b := range u.begins {
		if b == unplaced {
			continue
		}
		placed = true
		if from < b+u.shift.Pauses[n].Minutes && b < x.to {
			return 0
		}
	}
	u.busy = append(u.busy, x)
	if !placed && len(u.begins) > 0 && !w.roomy(u) {
		u.busy = u.busy[:len(u.busy)-1]
		return 0
	}
	w.attend[i][k] = at
	return w.take(u, x.from, x.to, 1) - a.Price
}

// leave takes a person out of an activity.
func (w *placer) leave(i, k int) float64 {
	a := &w.p.Activities[i]
	u, _ := w.dutyAt(a.People[k], w.attend[i][k])
	w.attend[i][k] = roster.Attendance{Day: roster.Nowhere}
	for n, x := range u.busy {
		if x.activity == i {
			u.busy = append(u.busy[:n], u.busy[n+1:]...)
			return w.take(u, x.from, x.to, -1) + a.Price
		}
	}
	return 0
}

// dutyAt is the duty a person has at a time, of that day or the one before, and
// the time on the duty's day.
func (s *state) dutyAt(who int, at roster.Attendance) (*duty, int) {
	for back := range 2 {
		if d := at.Day - back; d >= 0 {
			if u, from := s.at[who][d], at.Begin+back*1440; u != nil && from >= u.shift.Begin && from < u.shift.End {
				return u, from
			}
		}
	}
	return nil, 0
}

// roomy is whether a duty's pauses have room beside its activities.
func (w *placer) roomy(u *duty) bool {
	at := math.MinInt
	for _, x := range u.shift.Pauses {
		at = w.first(max(at, x.From, u.shift.Begin))
		for !u.free(at, at+x.Minutes) {
			at += w.step
		}
		if at += x.Minutes; at > min(x.To, u.shift.End) {
			return false
		}
	}
	return true
}
