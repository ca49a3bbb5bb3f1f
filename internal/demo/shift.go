package demo

import (
	"math/rand/v2"
	"time"
)

// duty is one agent's shift: instants in ms UTC.
type duty struct {
	agent  int // index into Agents
	from   int64
	to     int64
	breaks []pause
	forgot bool // never signed out
}

// pause is a planned time away from the phone.
type pause struct {
	at     int64
	length int64 // ms
	reason string
}

// Reasons of pauses, the keys of the glossary's aux_reason.
const (
	reasonBreak    = "break"
	reasonMeal     = "meal"
	reasonTraining = "training"
	reasonMeeting  = "meeting"
	reasonForced   = "forced"
)

// shiftTimes are beginning and end in minutes from midnight: early, middle,
// late, night.
var shiftTimes = [4][2]int{{7*60 + 50, 16*60 + 20}, {9*60 + 30, 18 * 60}, {13*60 + 40, 22*60 + 10}, {22 * 60, 32 * 60}}

// duties are the shifts that begin on the day of midnight.
func duties(seed uint64, midnight time.Time, agents []Person) []duty {
	year, month, day := midnight.Date()
	at := func(minute float64) int64 {
		return time.Date(year, month, day, 0, 0, 0, 0, midnight.Location()).UnixMilli() + int64(minute*60_000)
	}
	number := dayNumber(midnight)
	week := (number + 3) / 7 // Monday first
	var out []duty
	for i := range agents {
		p := &agents[i]
		if midnight.Weekday() == p.rest[0] || midnight.Weekday() == p.rest[1] {
			continue
		}
		rng := rand.New(rand.NewPCG(seed^uint64(i+1)<<40, uint64(number)))
		kind := [10]int{0, 2, 1, 0, 2, 0, 1, 2, 0, 3}[(int64(i)+3*week)%10]
		if kind == 3 && !p.skill["card"] {
			kind = 2 // only the card line is open at night
		}
		if rng.IntN(40) == 0 {
			continue // ill
		}
		begin := float64(shiftTimes[kind][0]) - 6 + 8*rng.Float64()
		end := float64(shiftTimes[kind][1]) + 6*rng.Float64()
		d := duty{agent: i, from: at(begin), to: at(end), forgot: rng.IntN(300) == 0}
		length := end - begin
		plan := func(share, minutes float64, reason string) {
			d.breaks = append(d.breaks, pause{
				at:     at(begin + length*share + 14*(rng.Float64()-0.5)),
				length: int64(minutes * (0.85 + 0.35*rng.Float64()) * 60_000),
				reason: reason,
			})
		}
		if midnight.Weekday() == time.Wednesday && kind < 3 && i%3 == int(week%3) {
			plan(0.08, 30, reasonTraining)
		} else if kind < 3 && rng.IntN(5) == 0 {
			plan(0.06, 10, reasonMeeting)
		}
		plan(0.15+0.18*rng.Float64(), 15, reasonBreak)
		plan(0.40+0.20*rng.Float64(), 32, reasonMeal)
		plan(0.68+0.2*rng.Float64(), 15, reasonBreak)
		out = append(out, d)
	}
	return out
}
