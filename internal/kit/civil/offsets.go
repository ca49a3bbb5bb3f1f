package civil

import (
	"sort"
	"time"
)

// Offsets turns instants into local time within a span, without a time.Time
// for each: local = UTC + the offset that held. It may be used by several
// goroutines at once.
type Offsets struct {
	begins []int64 // ms UTC from which offs[i] holds; begins[0] is the smallest int64
	offs   []int64 // ms
}

// OffsetsOf lists the zone's offsets for instants from from to until (ms UTC).
// Instants outside get the nearest offset in the list.
func OffsetsOf(zone *time.Location, from, until int64) *Offsets {
	t := time.UnixMilli(from).In(zone)
	o := &Offsets{}
	begin := int64(-1 << 63)
	for {
		_, off := t.Zone()
		o.begins, o.offs = append(o.begins, begin), append(o.offs, int64(off)*1000)
		_, end := t.ZoneBounds()
		if end.IsZero() || end.UnixMilli() > until {
			return o
		}
		t, begin = end, end.UnixMilli()
	}
}

// At is the offset (ms) that holds at an instant (ms UTC).
func (o *Offsets) At(ms int64) int64 {
	if len(o.begins) == 1 {
		return o.offs[0]
	}
	i := sort.Search(len(o.begins), func(i int) bool { return o.begins[i] > ms })
	return o.offs[i-1]
}

// Local is an instant (ms UTC) as ms of the local clock since 1970-01-01 00:00.
func (o *Offsets) Local(ms int64) int64 { return ms + o.At(ms) }

// Changes reports whether the clock changes within the span.
func (o *Offsets) Changes() bool { return len(o.begins) > 1 }
