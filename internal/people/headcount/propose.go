package headcount

import "math"

// propose gives classes that close the gaps: month by month from the first, the
// smallest classes that still do. A month's people begin as late as they can and be
// worth one by then; if that is too soon, or the month of beginning is full, they
// begin earlier, and else later, being worth less. Whole classes are of the least
// size at least. What was proposed for a month helps all months after it.
func propose(in *Request, base *Base) []Class {
	r := base.Requirement
	s := newScene(in, base)
	sizes := make([]int, len(s.ends))
	lines := func() []Class {
		out := []Class{}
		for k, n := range sizes {
			if n > 0 {
				out = append(out, s.line(k, n))
			}
		}
		return out
	}
	most := min(r.MostClass*r.Classes, 500)
	for k := s.lead; k < len(s.ends); k++ {
		for _, begin := range s.order(k) {
			// The whole number is found by asking, since least sizes jump.
			for sizes[begin] < most {
				gap := s.outcome(lines()).Months[k-s.lead].Gap
				if gap == nil || *gap >= -nearly {
					break
				}
				one := s.worth(begin, k)
				if one <= 0 {
					break
				}
				n := sizes[begin] + max(int(math.Ceil((-*gap-nearly)/one)), 1)
				sizes[begin] = min(max(n, r.LeastClass), most)
			}
		}
	}
	return lines()
}

func (s *scene) line(begin, people int) Class {
	t := s.in.Terms
	return Class{Month: nameOf(s.ends[begin]), People: people, YieldPercent: t.YieldPercent, GraduationPercent: t.GraduationPercent, TrainingMonths: t.TrainingMonths, RampMonths: t.RampMonths}
}

// order are the months in which people for month k may begin, the best first.
func (s *scene) order(k int) []int {
	earliest := max(s.lead, s.base.Requirement.LeadMonths)
	whole := k - s.in.Terms.TrainingMonths - s.in.Terms.RampMonths
	out := []int{}
	for b := whole; b >= earliest; b-- {
		out = append(out, b)
	}
	for b := max(whole+1, earliest); b <= k-s.in.Terms.TrainingMonths; b++ {
		out = append(out, b)
	}
	return out
}

// worth is what one who begins in a month is worth in another.
func (s *scene) worth(begin, k int) float64 {
	c := s.line(begin, 1)
	t := c.track(1)
	before := t.entered.Add(-1)
	if k > begin {
		before = s.ends[k-1]
	}
	return t.step(&s.base.Curve, before, s.ends[k], c.RampMonths).effective
}
