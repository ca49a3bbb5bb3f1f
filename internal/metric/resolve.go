package metric

import (
	"sort"
)

// Segment is the days on which one version of a metric is in force.
type Segment struct {
	Definition Definition
	From       string // first day, YYYY-MM-DD; "" for ever before
	To         string // first day after; "" for ever on
}

// On reports whether the segment holds on a day.
func (s Segment) On(day string) bool {
	return (s.From == "" || s.From <= day) && (s.To == "" || day < s.To)
}

// inForce is the version that holds on a day: the highest whose first day is
// not after it; before every first day the lowest version. versions must not
// be empty.
func inForce(versions []Definition, day string) Definition {
	lowest, found := versions[0], false
	var best Definition
	for _, v := range versions {
		if v.Version < lowest.Version {
			lowest = v
		}
		if v.EffectiveOn <= day && (!found || v.Version > best.Version) {
			best, found = v, true
		}
	}
	if !found {
		return lowest
	}
	return best
}

// segmentsOf cuts all days into the stretches of one version each.
func segmentsOf(versions []Definition) []Segment {
	days := make([]string, 0, len(versions))
	for _, v := range versions {
		days = append(days, v.EffectiveOn)
	}
	sort.Strings(days)
	out := []Segment{{Definition: inForce(versions, "")}}
	for _, day := range days {
		d := inForce(versions, day)
		last := &out[len(out)-1]
		if d.Version == last.Definition.Version {
			continue
		}
		last.To = day
		out = append(out, Segment{Definition: d, From: day})
	}
	return out
}
