package rotation

import (
	"math"
	"math/rand/v2"
	"slices"
)

// What a move costs. What is forbidden is only done when there is nothing else,
// and told: to stay is worst, to come back next.
const (
	costStays     = 1e6
	costComesBack = 1e3
	costFar       = 10
	costSkills    = 5 // when none of the team's skills is the leader's
	costChance    = 0.01
)

// wish is a team and a leader held against each other.
type wish struct {
	stays, comesBack, far bool
	lacking               float64 // share of the team's skills the leader lacks
}

func (w wish) cost(keepSite bool) float64 {
	c := costSkills * w.lacking
	if w.stays {
		c += costStays
	}
	if w.comesBack {
		c += costComesBack
	}
	if w.far {
		c += costFar
		if keepSite {
			c += costComesBack / 10
		}
	}
	return c
}

// assign gives to each team the leader that makes the whole cheapest. The seed
// decides between plans that cost the same, and nothing else.
func assign(wishes [][]wish, keepSite bool, seed uint64) []int {
	n := len(wishes)
	rng := rand.New(rand.NewPCG(seed, 0x726f746174))
	cost := make([][]float64, n)
	for i := range wishes {
		cost[i] = make([]float64, n)
		for j := range cost[i] {
			cost[i][j] = wishes[i][j].cost(keepSite) + costChance*rng.Float64()/float64(n)
		}
	}
	return cheapest(cost)
}

// cheapest is the assignment of columns to rows that costs least (Kuhn and
// Munkres, with potentials).
func cheapest(cost [][]float64) []int {
	n := len(cost)
	u, v := make([]float64, n+1), make([]float64, n+1)
	match, way := make([]int, n+1), make([]int, n+1)
	for i := 1; i <= n; i++ {
		match[0] = i
		at := 0
		least := slices.Repeat([]float64{math.Inf(1)}, n+1)
		used := make([]bool, n+1)
		for {
			used[at] = true
			row, delta, next := match[at], math.Inf(1), 0
			for j := 1; j <= n; j++ {
				if used[j] {
					continue
				}
				if c := cost[row-1][j-1] - u[row] - v[j]; c < least[j] {
					least[j], way[j] = c, at
				}
				if least[j] < delta {
					delta, next = least[j], j
				}
			}
			for j := 0; j <= n; j++ {
				if used[j] {
					u[match[j]] += delta
					v[j] -= delta
				} else {
					least[j] -= delta
				}
			}
			if at = next; match[at] == 0 {
				break
			}
		}
		for at != 0 {
			match[at], at = match[way[at]], way[at]
		}
	}
	out := make([]int, n)
	for j := 1; j <= n; j++ {
		out[match[j]-1] = j - 1
	}
	return out
}
