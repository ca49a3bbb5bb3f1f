package roster

// ForSkills gives each shift once for each skill: shift s for skill k is number
// k × len(shifts) + s. OfSkills says a list of shifts so.
func ForSkills(shifts []Shift, skills []string) []Shift {
	out := make([]Shift, 0, len(shifts)*len(skills))
	for k, name := range skills {
		for _, s := range shifts {
			s.Skill = k
			s.ID += "/" + name
			out = append(out, s)
		}
	}
	return out
}

// OfSkills is a list of shifts for every skill, by the numbers of ForSkills; nil
// stays nil, every shift.
func OfSkills(list []int, shifts, skills int) []int {
	if list == nil {
		return nil
	}
	out := make([]int, 0, len(list)*skills)
	for k := range skills {
		for _, s := range list {
			out = append(out, k*shifts+s)
		}
	}
	return out
}

// Keep adds wishes that a roster stays as it is: each cell that changes costs
// price. Shifts of equal hours are as good as each other, whatever their skill.
func (p *Problem) Keep(r *Roster, price float64) {
	alike := make([][]int, len(p.Shifts))
	for a := range p.Shifts {
		for b := range p.Shifts {
			x, y := &p.Shifts[a], &p.Shifts[b]
			if a != b && x.Begin == y.Begin && x.End == y.End && x.Minutes == y.Minutes && x.End > 0 {
				alike[a] = append(alike[a], b)
			}
		}
	}
	for who, line := range r.Lines {
		for d, s := range line {
			w := Wish{Person: who, Day: d, Shift: s, For: true, Price: price}
			if s != Free {
				w.Or = alike[s]
			}
			p.Wishes = append(p.Wishes, w)
		}
	}
}

// Even gives rules that price an uneven spread of what is hard on people: days
// with some shifts (kind ShiftCount) or weekends (kind Weekends, shifts nil).
// history is what each of the people had in the months before, expected what all
// of them will have in the horizon. Who comes above the equal share pays price for
// the first one more, twice that for the second, three times for all beyond.
func Even(kind Kind, shifts, people, history []int, expected int, price float64) []Rule {
	if len(people) == 0 {
		return nil
	}
	all := expected
	for _, n := range history {
		all += n
	}
	share := (all + len(people) - 1) / len(people)
	var out []Rule
	for i, who := range people {
		had := 0
		if i < len(history) {
			had = history[i]
		}
		for more := range 3 {
			out = append(out, Rule{Kind: kind, Shifts: shifts, People: []int{who}, Max: max(share-had, 0) + more, Price: price})
		}
	}
	return out
}
