package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
)

// straying is a history of handle times around 200 seconds: days stray by
// `day`, contacts by their mean, and 4 to 60 contacts come in a slot.
func straying(days int, day float64, seed uint64) handleHistory {
	r := rand.New(rand.NewPCG(seed, 5))
	const slots = 20
	h := handleHistory{first: monday, slots: slots, answered: make([]float64, days*slots), seconds: make([]float64, days*slots)}
	for d := range days {
		level := 200 * math.Exp(day*r.NormFloat64())
		for k := range slots {
			n := 4 + r.IntN(57)
			h.answered[d*slots+k] = float64(n)
			for range n {
				h.seconds[d*slots+k] += level * r.ExpFloat64()
			}
		}
	}
	return h
}

// Bands of handle times hold what they say, learnt from what was known only.
func TestHandleBandsHold(t *testing.T) {
	for _, day := range []float64{0.02, 0.1} {
		var slots, days, inSlots, inDays [3]float64
		for seed := range uint64(6) {
			h := straying(140, day, seed)
			known := 112
			past := h.until(known)
			m, s := fitHandle(past), fitHandleSpread(past)
			for d := known; d < h.days(); d++ {
				said := m.day(h.first.Add(d))
				n, sec, expected := 0.0, 0.0, 0.0
				for k := range h.slots {
					a, x := h.answered[d*h.slots+k], h.seconds[d*h.slots+k]
					n, sec, expected = n+a, sec+x, expected+a*said[k]
					for l, b := range s.slot(d-known, said[k], a) {
						slots[l]++
						if mean := x / a; mean >= b.Low && mean <= b.High {
							inSlots[l]++
						}
					}
				}
				for l, b := range s.whole(d-known, expected/n, n) {
					days[l]++
					if mean := sec / n; mean >= b.Low && mean <= b.High {
						inDays[l]++
					}
				}
			}
		}
		for l, within := range [3]float64{0.05, 0.04, 0.025} {
			want := [3]float64{0.5, 0.8, 0.95}[l]
			if c := inSlots[l] / slots[l]; math.Abs(c-want) > within {
				t.Errorf("days straying by %.2f: slots in %.0f %% are %.1f %%", day, 100*want, 100*c)
			}
			if c := inDays[l] / days[l]; math.Abs(c-want) > 0.12 {
				t.Errorf("days straying by %.2f: days in %.0f %% are %.1f %%", day, 100*want, 100*c)
			}
		}
	}
}

// With little history the bands are what is usual anywhere.
func TestHandleBandsWithoutHistory(t *testing.T) {
	s := fitHandleSpread(straying(14, 0.05, 1))
	b := s.slot(3, 200, 100)
	if b[1].Low < 150 || b[1].Low > 185 || b[1].High < 215 || b[1].High > 260 {
		t.Errorf("80 %% of means of 100 contacts around 200 s: %v", b[1])
	}
}

// Bands of months hold what they say where the level of handle times walks, and
// where it stays.
func TestHandleBandsOfMonthsHold(t *testing.T) {
	for name, walk := range map[string]float64{"steady": 0, "walking": 0.006} {
		var months, inside [3]float64
		for seed := range uint64(40) {
			r := rand.New(rand.NewPCG(seed, 9))
			const days, known = 560, 392
			h := handleHistory{first: monday, slots: 1, answered: make([]float64, days), seconds: make([]float64, days)}
			level := 200.0
			for d := range days {
				level *= math.Exp(walk * r.NormFloat64())
				h.answered[d] = 400
				h.seconds[d] = 400 * level * math.Exp(0.03*r.NormFloat64()) * (1 + r.NormFloat64()/20)
			}
			past := h.until(known)
			m, spread := fitHandle(past), fitHandleSpread(past)
			drift := fitHandleDrift(past, spread)
			for month := range 6 {
				n, sec, expected := 0.0, 0.0, 0.0
				for d := known + 28*month; d < known+28*month+28; d++ {
					n, sec, expected = n+h.answered[d], sec+h.seconds[d], expected+h.answered[d]*m.day(h.first.Add(d))[0]
				}
				for l, b := range drift.whole(28*month, 28*month+28, expected/n, n) {
					months[l]++
					if mean := sec / n; mean >= b.Low && mean <= b.High {
						inside[l]++
					}
				}
			}
		}
		t.Logf("%s: 50 %% hold %.2f, 80 %% %.2f, 95 %% %.2f", name, inside[0]/months[0], inside[1]/months[1], inside[2]/months[2])
		// Where nothing walks what is usual keeps the bands wide.
		if c := inside[1] / months[1]; c < 0.72 || name == "walking" && c > 0.92 {
			t.Errorf("%s: bands of 80 %% hold %.3f", name, c)
		}
	}
}
