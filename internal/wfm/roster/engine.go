package roster

import engine "github.com/lingting/lingting/calc/roster"

// Start is a shift of the engine: a shift type at one of its starts.
type Start struct {
	TypeID string
	Begin  int // minutes after midnight
	End    int
	Paid   int
	Night  bool
}

// Starts are the shifts of the engine that some types give, in order.
func Starts(types []ShiftType) []Start {
	var out []Start
	for _, t := range types {
		t.derive(t.FromOn)
		for at := t.EarliestStart; at <= t.LatestStart; at += max(t.Step, 1) {
			out = append(out, Start{t.ID, at, at + t.Length, t.Paid, partOf(at, t.Length) == Night})
		}
	}
	return out
}

// AtNight is whether work from a minute on is a night's by the law's hours.
func AtNight(begin, length int) bool { return partOf(begin, length) == Night }

// Horizon is the days a roster is made for.
type Horizon struct {
	Days   int
	Monday int // index of the first day that begins a week, as the engine counts it
}

// EngineRules says a set's rules in the engine's words, for some people (nil:
// everybody). What is about overtime and pay limits no roster of ordinary hours
// and is left out; a week that the horizon has only a part of is held to the
// upper limits alone.
func EngineRules(rules []Rule, starts []Start, h Horizon, people []int) []engine.Rule {
	var out []engine.Rule
	add := func(r engine.Rule, weight float64) {
		r.People, r.Price = people, weight
		out = append(out, r)
	}
	indexes := func(is func(Start) bool) []int {
		found := []int{}
		for i, s := range starts {
			if is(s) {
				found = append(found, i)
			}
		}
		return found
	}
	none := func(shifts []int, weight float64) {
		if len(shifts) > 0 {
			add(engine.Rule{Kind: engine.ShiftCount, Shifts: shifts, Max: 0}, weight)
		}
	}
	for i := range rules {
		r := &rules[i]
		least, most := bounds(r)
		switch r.Kind {
		case PaidDay:
			none(indexes(func(s Start) bool { return most != engine.NoMax && s.Paid > most }), r.Weight)
		case PaidPeriod:
			add(engine.Rule{Kind: engine.PaidMinutes, Min: least, Max: most}, r.Weight)
		case PaidWeek:
			for _, w := range h.weeks() {
				add(engine.Rule{Kind: engine.PaidMinutes, From: w.from, To: w.to, Min: w.least(least), Max: most}, r.Weight)
			}
		case DaysWeek:
			for _, w := range h.weeks() {
				add(engine.Rule{Kind: engine.ShiftCount, From: w.from, To: w.to, Min: w.least(least), Max: most}, r.Weight)
			}
		case WorkRun:
			add(engine.Rule{Kind: engine.WorkRun, Min: least, Max: most}, r.Weight)
		case RestRun:
			add(engine.Rule{Kind: engine.RestRun, Min: least, Max: engine.NoMax}, r.Weight)
		case Rest:
			add(engine.Rule{Kind: engine.RestMinutes, Min: least, Max: engine.NoMax}, r.Weight)
		case Weekends:
			add(engine.Rule{Kind: engine.Weekends, Max: most}, r.Weight)
		case Nights:
			if nights := indexes(func(s Start) bool { return s.Night }); len(nights) > 0 {
				add(engine.Rule{Kind: engine.ShiftCount, Shifts: nights, Max: most}, r.Weight)
			}
		case NightFree:
			none(indexes(func(s Start) bool { return s.Night }), r.Weight)
		case Succession:
			after := indexes(func(s Start) bool { return contains(r.Shifts, s.TypeID) })
			then := indexes(func(s Start) bool { return contains(r.Then, s.TypeID) })
			if len(after) > 0 && len(then) > 0 {
				add(engine.Rule{Kind: engine.Succession, Shifts: after, Then: then, Max: engine.NoMax}, r.Weight)
			}
		case StartChange:
			for begin := range dayMinutes {
				after := indexes(func(s Start) bool { return s.Begin == begin })
				if len(after) == 0 {
					continue
				}
				then := indexes(func(s Start) bool { return max(s.Begin-begin, begin-s.Begin) > most })
				if len(then) > 0 {
					add(engine.Rule{Kind: engine.Succession, Shifts: after, Then: then, Max: engine.NoMax}, r.Weight)
				}
			}
		case OvertimeDay, OvertimeMonth, PayWorkday, PayRestDay, PayHoliday:
		}
	}
	return out
}

// bounds are a rule's limits as the engine has them.
func bounds(r *Rule) (least, most int) {
	most = engine.NoMax
	if r.Min != nil {
		least = *r.Min
	}
	if r.Max != nil {
		most = *r.Max
	}
	return least, most
}

// week is the days from … to-1 of a week, within the horizon.
type week struct{ from, to int }

// least is a lower limit of the week: none, when the horizon has only a part of it.
func (w week) least(n int) int {
	if w.to-w.from < 7 {
		return 0
	}
	return n
}

func (h Horizon) weeks() []week {
	var out []week
	for from := h.Monday - 7; from < h.Days; from += 7 {
		if w := (week{max(from, 0), min(from+7, h.Days)}); w.from < w.to {
			out = append(out, w)
		}
	}
	return out
}

func contains(list []string, v string) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}
