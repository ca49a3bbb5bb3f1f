package calibration

// skills are the queues each agent worked for.
func (h *history) skills() (skills [][]bool, share [][]float64) {
	count := make([][]int, len(h.agents))
	for a := range count {
		count[a] = make([]int, len(h.queues))
	}
	all, of := make([]int, len(h.agents)), make([]int, len(h.queues))
	for i := range h.visits {
		if v := &h.visits[i]; v.answered() && v.agent >= 0 {
			count[v.agent][v.queue]++
			all[v.agent]++
			of[v.queue]++
		}
	}
	skills, share = make([][]bool, len(h.agents)), make([][]float64, len(h.agents))
	for a := range count {
		skills[a], share[a] = make([]bool, len(h.queues)), make([]float64, len(h.queues))
		for q, n := range count[a] {
			skills[a][q] = n > 0 && float64(n) >= leastShare*float64(min(all[a], of[q]))
			share[a][q] = float64(n) / float64(max(all[a], 1))
		}
	}
	return skills, share
}

// worked are the queues each agent worked for on a day: those of all days,
// without a queue the agent took nothing of although three contacts or more were to be expected.
func (l *learnt) worked(h *history, f frame) [][]bool {
	count, all := make([][]int, len(h.agents)), make([]int, len(h.agents))
	for a := range count {
		count[a] = make([]int, len(h.queues))
	}
	for i := range h.visits {
		if v := &h.visits[i]; v.answered() && v.agent >= 0 && v.entered >= f.from && v.entered < f.to {
			count[v.agent][v.queue]++
			all[v.agent]++
		}
	}
	out := make([][]bool, len(h.agents))
	for a := range out {
		out[a] = make([]bool, len(h.queues))
		for q := range out[a] {
			out[a][q] = count[a][q] > 0 || l.skills[a][q] && float64(all[a])*l.share[a][q] < 3
		}
	}
	return out
}
