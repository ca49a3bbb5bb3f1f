package hiring

import (
	"context"
	"math/rand/v2"
	"slices"
)

// starts is how many times the search begins anew.
const starts = 12

// Solve finds the cheapest plan it can; the same problem gives the same plan.
// It takes some hundredths of a second for a year and about a second for three
// years. Errors: a *Fault that names the field, or ctx's.
func Solve(ctx context.Context, p Problem) (*Plan, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	q := p.pool()
	n := len(p.Need)
	best := make([]int, n)
	if p.Classes > 0 && q.first < n {
		rnd := rand.New(rand.NewPCG(uint64(n), 1))
		s := &search{pool: q, capacity: make([]float64, n), options: q.sizes()}
		least := s.cost(best, s.capacity)
		for start := range starts {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			sizes := s.begin(start, rnd)
			if cost := s.improve(ctx, sizes); cost < least && !same(cost, least) {
				least, best = cost, sizes
			}
		}
	}
	return p.tell(best), ctx.Err()
}

// sizes are the numbers of people that can begin in one month, 0 first.
func (q *pool) sizes() []int {
	out := []int{0}
	for k := 1; k <= q.Classes; k++ {
		for size := k * q.LeastClass; size <= k*q.MostClass; size++ {
			if size > out[len(out)-1] {
				out = append(out, size)
			}
		}
	}
	return out
}

type search struct {
	*pool
	capacity []float64
	options  []int
}

// begin makes the sizes a start begins with: nobody; as many as each month
// lacks when they are productive; and at random.
func (s *search) begin(start int, rnd *rand.Rand) []int {
	n := len(s.Need)
	sizes := make([]int, n)
	switch {
	case start == 0:
	case start < 4:
		// Hire for the need of the month, or of one or two months later.
		for begin := s.first; begin < n; begin++ {
			at := min(begin+s.Training+len(s.Learning)*(start-1)/2, n-1)
			copy(s.capacity, s.fte)
			for b, size := range sizes {
				for k, a := range s.ages[:n-b] {
					s.capacity[b+k] += float64(size) * a.fte
				}
			}
			if lack := s.Need[at] - s.capacity[at]; lack > 0 && s.ages[at-begin].fte > 0 {
				sizes[begin] = s.nearest(int(lack/s.ages[at-begin].fte + 0.5))
			}
		}
	default:
		for begin := s.first; begin < n; begin++ {
			if rnd.IntN(3) == 0 {
				sizes[begin] = s.options[rnd.IntN(len(s.options))]
			}
		}
	}
	return sizes
}

// nearest is the possible size next to a number.
func (s *search) nearest(size int) int {
	i, found := slices.BinarySearch(s.options, size)
	switch {
	case found:
		return size
	case i == len(s.options):
		return s.options[i-1]
	case i > 0 && size-s.options[i-1] < s.options[i]-size:
		return s.options[i-1]
	}
	return s.options[i]
}

// improve changes sizes until neither a change of one month nor one of two
// makes them cheaper, and gives the cost.
func (s *search) improve(ctx context.Context, sizes []int) float64 {
	for better := true; better && ctx.Err() == nil; {
		better = false
		for t := s.first; t < len(sizes); t++ {
			better = s.change(sizes, t, s.options, t, nil) || better
		}
		if better {
			continue
		}
		for a := s.first; a < len(sizes); a++ {
			for b := a + 1; b < len(sizes); b++ {
				x, y := s.options, s.options
				if b-a > near || len(x)*len(x) > wholePairs {
					x, y = s.around(sizes[a], sizes[b]), s.around(sizes[b], sizes[a])
				}
				better = s.change(sizes, a, x, b, y) || better
			}
		}
	}
	return s.cost(sizes, s.capacity)
}

// Of two months up to near apart, all sizes are tried together where that are
// at most wholePairs; of others, sizes around those they have.
const (
	near       = 4
	wholePairs = 1600
)

// change gives month a one of the sizes x and month b, later, one of y (none:
// only a is changed), if that is cheaper.
func (s *search) change(sizes []int, a int, x []int, b int, y []int) (better bool) {
	if y == nil {
		y = []int{sizes[b]}
	}
	s.cost(sizes, s.capacity) // leaves the capacity
	wasA, wasB := sizes[a], sizes[b]
	least := s.from(a, wasA, 0, b, wasB, 0)
	bestA, bestB := wasA, wasB
	for _, one := range x {
		for _, other := range y {
			if a == b {
				other = wasB
			}
			if c := s.from(a, one, one-wasA, b, other, other-wasB); c < least && !same(c, least) {
				least, bestA, bestB, better = c, one, other, true
			}
		}
	}
	if sizes[a] = bestA; a != b {
		sizes[b] = bestB
	}
	return better
}

// from is what the months from a on cost, and the classes of a and b, when
// those have so many people, and so many more than in s.capacity.
func (s *search) from(a, sizeA, moreA, b, sizeB, moreB int) float64 {
	total := s.hire(sizeA)
	if b != a {
		total += s.hire(sizeB)
	}
	oneA, oneB := float64(moreA), float64(moreB)
	if b == a {
		oneB = 0
	}
	for t := a; t < len(s.Need); t++ {
		capacity := s.capacity[t] + oneA*s.ages[t-a].fte
		total += oneA * s.ages[t-a].there * s.Pay
		if t >= b {
			capacity += oneB * s.ages[t-b].fte
			total += oneB * s.ages[t-b].there * s.Pay
		}
		_, _, _, cost := s.Settle(s.Need[t], capacity)
		total += cost
	}
	return total
}

// around are sizes to try for a month that has size beside one that has other.
func (s *search) around(size, other int) []int {
	out := []int{0}
	for _, v := range []int{size - 3, size - 2, size - 1, size, size + 1, size + 2, size + 3, size + other, size + other - 1, size + other + 1, other, s.LeastClass, s.MostClass} {
		if v >= 0 && s.fits(v) {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
