package queueing_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/lingting/lingting/calc/queueing"
)

// The exact chain: the states of a queue, and the wait of a contact that finds
// j ahead from the law of the number that left the line meanwhile, in numbers
// of 32 digits. It shares no formula with the package, which integrates a
// density.

// long is the unevaluated sum of two floats: 32 digits.
type long struct{ hi, lo float64 }

func of(v float64) long { return long{v, 0} }

func settle(a, b float64) long { s := a + b; return long{s, b - (s - a)} }

func (x long) plus(y long) long {
	s := x.hi + y.hi
	v := s - x.hi
	return settle(s, (x.hi-(s-v))+(y.hi-v)+x.lo+y.lo)
}

func (x long) minus(y long) long { return x.plus(long{-y.hi, -y.lo}) }

func (x long) times(y long) long {
	p := x.hi * y.hi
	return settle(p, math.FMA(x.hi, y.hi, -p)+(x.hi*y.lo+x.lo*y.hi))
}

func (x long) by(y long) long {
	q := x.hi / y.hi
	r := x.minus(y.times(of(q)))
	p := r.hi / y.hi
	r = r.minus(y.times(of(p)))
	return settle(q, p).plus(of(r.hi / y.hi))
}

// exponential is e to the −x, from the series of a small part with 200 bits,
// squared back.
func exponential(x long) long {
	const bits = 200
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(v) }
	small := number(-x.hi)
	small.Sub(small, number(x.lo))
	halvings := 0
	for small.Sign() != 0 && small.MantExp(nil) > -4 {
		small.SetMantExp(small, -1)
		halvings++
	}
	out, term := number(1), number(1)
	for k := 1; k < 40; k++ {
		term.Quo(term.Mul(term, small), number(float64(k)))
		out.Add(out, term)
	}
	for range halvings {
		out.Mul(out, out)
	}
	hi, _ := out.Float64()
	lo, _ := out.Sub(out, number(hi)).Float64()
	return long{hi, lo}
}

// chain is what the exact solution says.
type chain struct {
	wait, answered, abandoned, blocked float64
	queue, busy                        float64
	at                                 []chainAt
}

// chainAt is shares of all contacts, up to a threshold.
type chainAt struct{ threshold, answered, abandoned float64 }

// solve takes rates a second; theta 0 is patience without end, places −1 a line
// without limit.
//
// Of those ahead of a contact that finds j waiting, i left within T with
// probability pmf(i) = C(c+i−1, i) e^(−nμT) (1−e^(−θT))^i, c = nμ/θ: a pure
// death process (for θ = 0 Poisson). It is answered when j + 1 have left, were
// it patient, so P(V > T) = Σ_{i≤j} pmf(i). With its own patience in the race,
// answered within T = nμ/(nμ+(j+1)θ) × P(V' ≤ T), V' the same with c + 1.
func solve(lambda, handle, patience float64, n, places int, thresholds ...float64) chain {
	la, mu, th := of(lambda), of(1).by(of(handle)), of(0)
	if patience > 0 {
		th = of(1).by(of(patience))
	}
	capacity := mu.times(of(float64(n)))
	// Weights of states, 1 that in which all agents but one are busy.
	free, busy, w := of(1), of(float64(n-1)), of(1)
	for k := n - 1; k > 0; k-- {
		w = w.times(of(float64(k)).times(mu)).by(la)
		free = free.plus(w)
		busy = busy.plus(w.times(of(float64(k - 1))))
	}
	type race struct{ decay, gone, now, one, still, stillOne, answered, abandoned long }
	races := make([]race, len(thresholds))
	for i, t := range thresholds {
		decay := exponential(th.times(of(t)))
		races[i] = race{decay: decay, gone: of(1).minus(decay), now: exponential(capacity.times(of(t))), one: exponential(capacity.plus(th).times(of(t)))}
	}
	waiting, queue, full := of(0), of(0), of(0)
	up := la.by(capacity)            // all agents busy, nobody waits
	for j := 0; j < 1_000_000; j++ { // far beyond any end
		at := of(float64(j))
		queue = queue.plus(up.times(at))
		if j == places {
			full = up
			break
		}
		ahead := capacity.plus(th.times(at))
		served := capacity.by(ahead.plus(th))
		for i := range races {
			r := &races[i]
			r.still, r.stillOne = r.still.plus(r.now), r.stillOne.plus(r.one)
			answered := served.times(of(1).minus(r.stillOne))
			r.answered = r.answered.plus(up.times(answered))
			r.abandoned = r.abandoned.plus(up.times(of(1).minus(r.decay.times(r.still)).minus(answered)))
			// The next of pmf: × (c + j)(1 − e^(−θT)) / (j + 1), for θ = 0 nμT.
			more, moreOne := capacity.times(of(thresholds[i])), capacity.times(of(thresholds[i]))
			if patience > 0 {
				more, moreOne = ahead.by(th).times(r.gone), ahead.plus(th).by(th).times(r.gone)
			}
			r.now, r.one = r.now.times(more).by(of(float64(j+1))), r.one.times(moreOne).by(of(float64(j+1)))
		}
		waiting = waiting.plus(up)
		next := up.times(la).by(ahead.plus(th))
		if places < 0 && next.hi < up.hi && next.hi*float64(j+1) < 1e-22*(waiting.hi+free.hi)*(1-next.hi/up.hi) {
			break
		}
		up = next
		if up.hi > 1e200 { // all weights in smaller units
			small := of(0x1p-600)
			for _, v := range []*long{&up, &free, &busy, &waiting, &queue} {
				*v = v.times(small)
			}
			for i := range races {
				races[i].answered, races[i].abandoned = races[i].answered.times(small), races[i].abandoned.times(small)
			}
		}
	}
	total := waiting.plus(free).plus(full)
	share := func(v long) float64 { return v.by(total).hi }
	out := chain{wait: share(waiting), blocked: share(full), queue: share(queue)}
	carried := busy.plus(waiting.plus(full).times(of(float64(n))))
	out.busy = share(carried)
	out.answered = share(carried.times(mu).by(la))
	out.abandoned = share(queue.times(th).by(la))
	for i, r := range races {
		out.at = append(out.at, chainAt{thresholds[i], share(free.plus(r.answered)), share(r.abandoned)})
	}
	return out
}

// differs names the first measure that is more than 1e-9 off, of its own size
// where it is above 1.
func differs(m queueing.Measures, want chain, lambda float64) string {
	type pair struct {
		name      string
		got, want float64
	}
	pairs := []pair{
		{"wait", m.Wait, want.wait}, {"answered", m.Answered, want.answered}, {"abandoned", m.Abandoned, want.abandoned}, {"blocked", m.Blocked, want.blocked},
		{"queue", m.Queue, want.queue}, {"busy", m.Busy, want.busy}, {"mean wait", m.MeanWait * (1 - m.Blocked) * lambda, want.queue},
		{"waits by outcome", (m.ASA*m.Answered + m.AbandonWait*m.Abandoned) * lambda, want.queue},
	}
	for _, at := range want.at {
		pairs = append(pairs, pair{fmt.Sprintf("answered within %g", at.threshold), m.AnsweredWithin(at.threshold), at.answered},
			pair{fmt.Sprintf("abandoned within %g", at.threshold), m.AbandonedWithin(at.threshold), at.abandoned})
	}
	for _, v := range pairs {
		if !(math.Abs(v.got-v.want) <= 1e-9*max(1, math.Abs(v.want))) {
			return fmt.Sprintf("%s %.12g, the chain says %.12g", v.name, v.got, v.want)
		}
	}
	return ""
}

// Erlang A agrees with the chain to nine digits on 10,000 sets: from one agent
// to 120, from a tenth of the load they can carry to three times, patience from
// a hundredth of the handle time to thirty times, five thresholds.
func TestErlangAEqualsTheChain(t *testing.T) {
	const handle = 180.0
	thresholds := []float64{0, 0.02 * handle, 0.1 * handle, 0.5 * handle, 2 * handle}
	sets, tried, bad, every := 0, 0, 0, 1
	if raced || testing.Short() {
		every = 19
	}
	for _, n := range []int{1, 2, 3, 5, 8, 13, 25, 50, 80, 120} {
		for _, per := range []float64{0.1, 0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99, 1, 1.01, 1.05, 1.1, 1.2, 1.3, 1.5, 1.75, 2, 2.5, 3} {
			for _, p := range []float64{0.01, 0.05, 0.2, 0.5, 1, 2, 3.7, 7, 14, 30} {
				if sets += len(thresholds); sets/len(thresholds)%every != 0 {
					continue
				}
				tried += len(thresholds)
				lambda, patience := per*float64(n)/handle, p*handle
				m, err := queueing.ErlangA(queueing.Load{Rate: lambda, Handle: handle, Patience: queueing.Exponential{MeanTime: patience}}, n)
				if err != nil {
					t.Fatal(err)
				}
				if off := differs(m, solve(lambda, handle, patience, n, -1, thresholds...), lambda); off != "" && bad < 10 {
					bad++
					t.Errorf("n %d load %g patience %g: %s", n, per*float64(n), patience, off)
				}
			}
		}
	}
	if sets != 10_000 || tried < 500 || every == 1 && tried != sets {
		t.Errorf("%d of %d sets were tried", tried, sets)
	}
}

// Other models, and many agents: the same chain, a line of places, no patience.
func TestOtherModelsEqualTheChain(t *testing.T) {
	check := func(m queueing.Model, lambda, handle, patience float64, n, places int, thresholds ...float64) {
		t.Helper()
		l := queueing.Load{Rate: lambda, Handle: handle, Line: max(places, 0)}
		if patience > 0 {
			l.Patience = queueing.Exponential{MeanTime: patience}
		}
		got, err := queueing.Evaluate(m, l, n)
		if err != nil {
			t.Errorf("%s %d: %v", m, n, err)
			return
		}
		if off := differs(got, solve(lambda, handle, patience, n, places, thresholds...), lambda); off != "" {
			t.Errorf("%s n %d places %d load %g patience %g: %s", m, n, places, lambda*handle, patience, off)
		}
	}
	small := []int{1, 2, 7, 30, 100}
	if raced {
		small = small[:3]
	}
	for _, n := range small {
		for _, per := range []float64{0.2, 0.8, 0.97, 1, 1.05, 1.6, 4} {
			lambda := per * float64(n) / 240
			check(queueing.ModelB, lambda, 240, 0, n, 0, 0, 20)
			if per < 1 {
				check(queueing.ModelC, lambda, 240, 0, n, -1, 0, 5, 20, 200)
			}
			for _, places := range []int{1, 2, 5, 40, 300} {
				check(queueing.ModelC, lambda, 240, 0, n, places, 0, 5, 20, 200)
				for _, patience := range []float64{1, 30, 240, 5000} {
					check(queueing.ModelA, lambda, 240, patience, n, places, 0, 5, 20, 200)
				}
			}
		}
	}
	for _, n := range []int{1000, 5000, 20_000} {
		if raced && n > 1000 {
			break
		}
		for _, per := range []float64{0.98, 0.999, 1.02} {
			check(queueing.ModelA, per*float64(n)/180, 180, 120, n, -1, 0, 1, 3)
			check(queueing.ModelA, per*float64(n)/180, 180, 120, n, 50, 0, 1, 3)
			if per < 1 {
				check(queueing.ModelC, per*float64(n)/180, 180, 0, n, -1, 0, 1, 3)
			}
		}
	}
}
