package incentive

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/kit/civil"
)

func standing(t *rapid.T, most int64) []Place {
	scores := rapid.SliceOfN(rapid.Int64Range(0, most), 1, 25).Draw(t, "scores")
	all := make([]Place, len(scores))
	for i, n := range scores {
		id := fmt.Sprintf("p%03d", i)
		all[i] = Place{ID: id, PersonID: id, AgentNo: fmt.Sprintf("%04d", 1000+i), Name: id, State: Earned, Score: n}
		if n == 0 {
			all[i].State = Nothing
		}
	}
	return all
}

func bytesOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Places do not depend on the order people come in, equals share one, and the
// prize money paid is the prize money stated for the places that are taken.
func TestTiesAreStableAndPrizesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := standing(t, 8)
		mixed := rapid.Permutation(all).Draw(t, "mixed")
		b := ContestBody{Kind: Compete, Ties: rapid.SampledFrom([]string{TiesSplit, TiesAll}).Draw(t, "ties")}
		for i := range rapid.IntRange(1, 10).Draw(t, "prizes") {
			b.Prizes = append(b.Prizes, Prize{Pays: rapid.SampledFrom([]string{Money, Points}).Draw(t, "pays"), Amount: rapid.Int64Range(int64(60), 100_000).Draw(t, fmt.Sprint(i))})
		}
		all = slices.Clone(all)
		order(Compete, all)
		b.award(all)
		order(Compete, mixed)
		b.award(mixed)
		if bytesOf(all) != bytesOf(mixed) {
			t.Fatal("the places depend on the order people come in")
		}
		paid, stated, in := map[string]int64{}, map[string]int64{}, 0
		for i, p := range all {
			for _, w := range p.Wins {
				paid[w.Pays] += w.Amount
			}
			if p.Place == 0 {
				continue
			}
			in++
			better := 0
			for _, o := range all {
				if o.State == Earned && o.Score > p.Score {
					better++
				}
			}
			if p.Place != better+1 {
				t.Fatalf("%d has place %d after %d better ones", i, p.Place, better)
			}
			switch {
			case b.Ties == TiesAll && p.Place <= len(b.Prizes):
				stated[b.Prizes[p.Place-1].Pays] += b.Prizes[p.Place-1].Amount
			case b.Ties == TiesAll && len(p.Wins) > 0:
				t.Fatalf("place %d wins something", p.Place)
			}
		}
		if b.Ties == TiesSplit {
			for _, p := range b.Prizes[:min(in, len(b.Prizes))] {
				stated[p.Pays] += p.Amount
			}
		}
		for _, pays := range []string{Money, Points} {
			if paid[pays] != stated[pays] {
				t.Fatalf("%s: %d paid of %d", pays, paid[pays], stated[pays])
			}
		}
	})
}

// Nobody wins twice, the same seed gives the same bytes, and a ticket of each
// number is found where a naive count finds it.
func TestADrawCanBeCountedAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := standing(t, 30)
		order(Draw, entries)
		seed := rapid.StringMatching(`[0-9a-f]{32}`).Draw(t, "seed")
		lots := make([]Prize, rapid.IntRange(1, 20).Draw(t, "lots"))
		which := make([]int, len(lots))
		for i := range lots {
			lots[i], which[i] = Prize{Pays: Money, Amount: int64(i + 1)}, i
		}
		picks := draw(seed, 1, entries, lots, which, nil)
		if bytesOf(picks) != bytesOf(draw(seed, 1, slices.Clone(entries), lots, which, map[string]bool{})) {
			t.Fatal("other winners the second time")
		}
		won := map[string]bool{}
		for _, p := range picks {
			var tickets []string // one for each, written out
			for _, e := range entries {
				for n := int64(0); n < e.Score && !won[e.PersonID]; n++ {
					tickets = append(tickets, e.PersonID)
				}
			}
			if int64(len(tickets)) != p.Left || tickets[p.Number-1] != p.PersonID || won[p.PersonID] {
				t.Fatalf("%+v is not the owner among %d", p, len(tickets))
			}
			won[p.PersonID] = true
		}
		in := 0
		for _, e := range entries {
			if e.Score > 0 {
				in++
			}
		}
		if len(picks) != min(in, len(lots)) {
			t.Fatalf("%d of %d prizes among %d", len(picks), len(lots), in)
		}
	})
}

// Over many seeds each of forty tickets is drawn as often as any other: chi-square
// with 39 degrees of freedom stays below its 99.9 % point, 72.05. The seeds are
// fixed, so the figure is too.
func TestADrawIsUniformOverTickets(t *testing.T) {
	entries := []Place{{PersonID: "a", State: Earned, Score: 1}, {PersonID: "b", State: Earned, Score: 9}, {PersonID: "c", State: Earned, Score: 30}}
	const seeds = 8000
	hits, people := map[int64]float64{}, map[string]float64{}
	for i := range seeds {
		p := draw(fmt.Sprintf("seed %d", i), 1, entries, []Prize{{}}, []int{0}, nil)[0]
		hits[p.Number]++
		people[p.PersonID]++
	}
	chi := 0.0
	for n := int64(1); n <= 40; n++ {
		chi += (hits[n] - seeds/40) * (hits[n] - seeds/40) / (seeds / 40)
	}
	if chi > 72.05 || len(hits) != 40 {
		t.Errorf("chi-square %.1f over %d tickets", chi, len(hits))
	}
	if share := people["c"] / seeds; share < 0.73 || share > 0.77 {
		t.Errorf("three quarters of the tickets win %.3f", share)
	}
}

// The longest stretch is what a naive search over all stretches finds.
func TestTheLongestStretchOfDays(t *testing.T) {
	first, _ := civil.Parse("2026-11-01")
	rapid.Check(t, func(t *rapid.T) {
		fits := rapid.SliceOfN(rapid.Bool(), 1, 40).Draw(t, "fits")
		all := civil.Range{From: first, To: first.Add(len(fits) - 1)}
		at := func(day string) bool { d, _ := civil.Parse(day); return fits[d.Sub(first)] }
		best, found := civil.Range{}, false
		for i := range fits {
			for k := i; k < len(fits) && fits[k]; k++ {
				if r := (civil.Range{From: first.Add(i), To: first.Add(k)}); !found || r.Days() >= best.Days() {
					best, found = r, true
				}
			}
		}
		if got, ok := longest(all, at); ok != found || got != best {
			t.Fatalf("%v %v, not %v %v", got, ok, best, found)
		}
	})
}
