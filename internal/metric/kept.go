package metric

import (
	"math"
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/telephony"
)

// reasonNotKept is why a number of a time whose rows are gone is null.
const reasonNotKept = "not_kept"

// knownFrom is the first instant from which on a segment's number is known:
// some look at rows of the time before the one they count in.
func (r *run) knownFrom(seg *askedSegment, l *lens) int64 {
	if r.kept.Sheets == 0 {
		return math.MinInt64
	}
	if !slices.ContainsFunc(seg.columns, func(at measureColumn) bool { return measures[at.measure].Fact != FactReported }) {
		return math.MinInt64 // reported values are kept for ever
	}
	from := r.kept.Sheets * telephony.DayMs
	if l.attribution != AttributionArrival {
		from += telephony.DayMs
	}
	for _, at := range seg.columns {
		if measures[at.measure].ID == "repeat_answered" {
			return from + r.longestWindow(l)
		}
	}
	return from
}

// notKept refuses to open a number that is not known any more.
func (m *asked) notKept(fromMs int64, loc *time.Location) error {
	for i := range m.segments {
		if known := m.segments[i].knownFromMs; fromMs < known {
			return fault.NotFoundf("metric.not_kept", "The rows of this number are not kept any more; numbers are known from %s on.", time.UnixMilli(known).In(loc).Format(time.RFC3339))
		}
	}
	return nil
}
