package telephony

// Stretch is from one instant to another, ms UTC.
type Stretch struct{ FromMs, ToMs int64 }

// AgentPresence reckons when an agent was signed in, and when in AUX, from the
// agent's events and contacts, in any order. The stretches of each are apart
// and in order.
func AgentPresence(events []Event, busy []Busy, about Surroundings) (signed, aux []Stretch) {
	in, reasons := agentStretches(events, busy, about)
	var away []stretch
	for _, list := range reasons {
		away = append(away, list...)
	}
	return stretches(in), stretches(union(away))
}

func stretches(list []stretch) []Stretch {
	out := make([]Stretch, len(list))
	for i, s := range list {
		out[i] = Stretch{s.from, s.to}
	}
	return out
}
