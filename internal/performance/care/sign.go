package care

import (
	"math"

	"github.com/lingting/lingting/calc/stats"
)

// The signs.
const (
	Handling = "handling" // contacts take longer
	WrapUp   = "wrap_up"  // work after contacts takes longer
	Breaks   = "breaks"   // more time away from contacts while signed in
	Late     = "late"     // late on more days
	Absent   = "absent"   // short absences
	Talk     = "talk"     // less of the time on queue in talk
	Hours    = "hours"    // more hours on the roster
	Nights   = "nights"   // more nights on the roster
)

// Signs lists them.
var Signs = []string{Handling, WrapUp, Breaks, Late, Absent, Talk, Hours, Nights}

// rule is how a sign is found.
type rule struct {
	key    string
	ratio  bool    // a change is a share of what is usual, else a difference
	falls  bool    // it is a sign when it falls
	least  float64 // the least spread of a person's own weeks: what is ordinary whatever few weeks say
	volume float64 // the least volume of a week
	roster bool    // comes from the plan, not from the person: never enough alone
}

// rules are tuned on generated weeks: see the test for how often they say something
// of people in whom nothing changed, and how often they find a change.
var rules = []rule{
	{key: Handling, ratio: true, least: 0.05, volume: 50},
	{key: WrapUp, ratio: true, least: 0.07, volume: 50},
	{key: Breaks, ratio: true, least: 0.10, volume: 3 * 8 * 3600 * 1000},
	{key: Late, least: 9, volume: 3},
	{key: Absent, least: 9, volume: 3 * 8 * 3600},
	{key: Talk, ratio: true, falls: true, least: 0.05, volume: 3 * 8 * 3600 * 1000},
	{key: Hours, ratio: true, least: 0.04, volume: 8, roster: true},
	{key: Nights, least: 0.9, roster: true},
}

const (
	lasting     = 2  // weeks a sign must last
	ownWeeks    = 12 // weeks before that are a person's own past
	fewestWeeks = 6  // of them, with enough volume
	fewestPeers = 4  // of a team, for its common movement
	beyond      = 1.7
	fewestSigns = 2
)

// Reading is a figure of a person in a week.
type Reading struct {
	Value  float64 `json:"value"`
	Volume float64 `json:"volume"`
	Told   bool    `json:"told"`
}

// weeks are a person's readings by sign, a week after the other; the last one is
// the one that is judged.
type weeks map[string][]Reading

// Found is a sign with what it was found from.
type Found struct {
	Sign    string    `json:"sign" enum:"handling,wrap_up,breaks,late,absent,talk,hours,nights"`
	Usual   float64   `json:"usual" doc:"median of the own weeks before"`
	Now     float64   `json:"now" doc:"mean of the last two weeks"`
	Common  float64   `json:"common" doc:"how the others of the team moved: a share of what is usual for them, or a difference"`
	Weeks   []Reading `json:"weeks" nullable:"false" doc:"fourteen, the last one at the end"`
	Strange float64   `json:"strange" doc:"how many of the own spreads the less strange of the two weeks lies beyond what is usual, the common movement taken away"`
	Link    string    `json:"link,omitempty" doc:"opens the rows of the two weeks"`
}

// away is how far a value is from what is usual.
func (r *rule) away(value, usual float64) (float64, bool) {
	if !r.ratio {
		return value - usual, true
	}
	if value <= 0 || usual <= 0 {
		return 0, false
	}
	return math.Log(value / usual), true
}

// own is what is usual for a person, and how far the weeks before and the last two
// are from it; ok: there is enough of both.
func (r *rule) own(all []Reading) (usual float64, before, last []float64, ok bool) {
	if len(all) < ownWeeks+lasting {
		return 0, nil, nil, false
	}
	all = all[len(all)-ownWeeks-lasting:]
	enough := func(x Reading) bool { return x.Told && x.Volume >= r.volume }
	var values []float64
	for _, x := range all[:ownWeeks] {
		if enough(x) {
			values = append(values, x.Value)
		}
	}
	if len(values) < fewestWeeks {
		return 0, nil, nil, false
	}
	usual = stats.Median(values)
	for _, v := range values {
		if d, ok := r.away(v, usual); ok {
			before = append(before, d)
		}
	}
	for _, x := range all[ownWeeks:] {
		d, ok := r.away(x.Value, usual)
		if !ok || !enough(x) {
			return 0, nil, nil, false
		}
		last = append(last, d)
	}
	return usual, before, last, len(before) >= fewestWeeks
}

// judge finds the signs of people who work together; the answer has nobody of whom
// too little is there to say something. What all of them did is no sign of one.
func judge(team map[string]weeks) map[string][]Found {
	out := map[string][]Found{}
	for k := range rules {
		r := &rules[k]
		type own struct {
			usual        float64
			before, last []float64
		}
		people := map[string]own{}
		for id, w := range team {
			if usual, before, last, ok := r.own(w[r.key]); ok {
				people[id] = own{usual, before, last}
			}
		}
		for id, x := range people {
			var common [lasting]float64
			for i := range lasting {
				var others []float64
				for other, y := range people {
					if other != id {
						others = append(others, y.last[i])
					}
				}
				if len(others) >= fewestPeers {
					common[i] = stats.Median(others)
				}
			}
			strange := math.Inf(1)
			for i := range lasting {
				z := stats.RobustZ(x.last[i]-common[i], x.before, r.least)
				if r.falls {
					z = -z
				}
				strange = min(strange, z)
			}
			if strange < beyond {
				continue
			}
			all := team[id][r.key]
			all = all[len(all)-ownWeeks-lasting:]
			f := Found{Sign: r.key, Usual: x.usual, Weeks: all, Strange: strange, Common: (common[0] + common[1]) / lasting}
			for _, w := range all[ownWeeks:] {
				f.Now += w.Value / lasting
			}
			out[id] = append(out[id], f)
		}
	}
	for id, signs := range out {
		if !enough(signs) {
			delete(out, id)
		}
	}
	return out
}

// enough reports whether signs are worth a talk: two at least, and one of them of
// the person's own days, as a plan that changed is known already.
func enough(signs []Found) bool {
	own := false
	for _, f := range signs {
		for _, r := range rules {
			own = own || r.key == f.Sign && !r.roster
		}
	}
	return own && len(signs) >= fewestSigns
}
