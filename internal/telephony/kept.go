package telephony

import "time"

// Kept tells from which UTC day on (days since 1970-01-01) what is kept. Days
// before Journal do not change any more: their raw events are gone, or are about
// to go, and what is told of them later is not taken. Of days before Contacts
// there are day sheets and no contacts, of days before Sheets nothing.
//
// Sheets <= Contacts <= Journal.
type Kept struct{ Journal, Contacts, Sheets int64 }

// Frozen reports whether the day of the instant does not change any more.
func (k Kept) Frozen(ms int64) bool { return DayOf(ms) < k.Journal }

// Since is the first day in the zone that is kept whole, of a first UTC day that
// is kept; empty when that is 0, for everything.
func Since(day int64, loc *time.Location) string {
	if day == 0 {
		return ""
	}
	at := time.UnixMilli(day * DayMs).In(loc)
	y, m, d := at.Date()
	if start := time.Date(y, m, d, 0, 0, 0, 0, loc); start.Before(at) {
		return time.Date(y, m, d+1, 0, 0, 0, 0, loc).Format(time.DateOnly)
	}
	return at.Format(time.DateOnly)
}

// MergeSheets is one sheet of the queue with the contacts and intervals of both;
// either may be nil.
func MergeSheets(day int64, queueID string, a, b *Sheet) *Sheet {
	m := NewSheetBuilder(day, queueID)
	i, k := 0, 0
	for i < a.len() || k < b.len() {
		if k >= b.len() || i < a.len() && a.Entered[i] <= b.Entered[k] {
			m.copy(a, i)
			i++
		} else {
			m.copy(b, k)
			k++
		}
	}
	for _, s := range []*Sheet{a, b} {
		if s != nil {
			m.sheet.Intervals = append(m.sheet.Intervals, s.Intervals...)
		}
	}
	return m.Sheet()
}

func (s *Sheet) len() int {
	if s == nil {
		return 0
	}
	return s.Len()
}

func (s *Sheet) nameOf(i int32) string {
	if i < 0 {
		return ""
	}
	return s.Names[i]
}

// copy appends contact i of another sheet.
func (b *SheetBuilder) copy(o *Sheet, i int) {
	s := &b.sheet
	for _, c := range []struct {
		to   *[]int32
		from []int32
	}{{&s.Entered, o.Entered}, {&s.Wait, o.Wait}, {&s.Ring, o.Ring}, {&s.Talk, o.Talk}, {&s.Hold, o.Hold}, {&s.WrapUp, o.WrapUp}} {
		*c.to = append(*c.to, c.from[i])
	}
	s.Agent = append(s.Agent, b.name(o.nameOf(o.Agent[i])))
	s.Channel = append(s.Channel, b.name(o.nameOf(o.Channel[i])))
	s.CallType = append(s.CallType, b.name(o.nameOf(o.CallType[i])))
	s.Customer = append(s.Customer, o.Customer[i])
	s.Flags = append(s.Flags, o.Flags[i])
	if Flag(o.Flags[i])&Repairs != 0 {
		s.Repaired++
	}
	s.Outcome = append(s.Outcome, o.Outcome[i])
	s.Bits = append(s.Bits, o.Bits[i])
	s.Offers = append(s.Offers, o.Offers[i])
	s.Missed = append(s.Missed, o.Missed[i])
	s.Holds = append(s.Holds, o.Holds[i])
}

// RenameAgent makes what one agent did another's; it reports whether the sheet
// has any of it.
func (s *Sheet) RenameAgent(from, into string) bool {
	old := int32(-1)
	for i, n := range s.Names {
		if n == from {
			old = int32(i)
		}
	}
	if old < 0 {
		return false
	}
	at := int32(len(s.Names))
	found := false
	for i := range s.Agent {
		if s.Agent[i] == old {
			s.Agent[i], found = at, true
		}
	}
	if found { // a name may stand twice: every reader goes by what it says
		s.Names = append(s.Names, into)
	}
	return found
}

// Add adds another agent's day, of someone who turned out to be the same.
func (d *AgentDay) Add(o *AgentDay) {
	for i := range d.Slots {
		for m := range d.Slots[i] {
			d.Slots[i][m] += o.Slots[i][m]
		}
	}
}
