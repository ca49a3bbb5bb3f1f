package sim

// Measure is one of the results: a count of a replication, or a ratio of two,
// which is Σ numerator ÷ Σ denominator over the replications.
type Measure struct {
	ID   string `json:"id"`
	Unit string `json:"unit"` // contacts, share, seconds, hours or agents
	Doc  string `json:"doc"`
}

// contactMeasure is a measure of contacts; below is nil for a count.
type contactMeasure struct {
	Measure
	above, below func(t *tally) float64
	perTime      bool // a count divided by how long it went on
}

func of(i int) func(*tally) float64 { return func(t *tally) float64 { return t[i] } }

func offered(t *tally) float64 { return t[countArrivals] - t[countBlocked] }
func left(t *tally) float64 {
	return t[countMessages] + t[countRedirected] + t[countDisconnected]
}
func ended(t *tally) float64 { return t[countAnswered] + t[countAbandoned] }
func allWaits(t *tally) float64 {
	return t[countAnswerWait] + t[countAbandonWait] + t[countLeftWait]
}

var contactMeasures = []contactMeasure{
	{Measure: Measure{"arrivals", "contacts", "contacts that came, those that came again with them"}, above: of(countArrivals)},
	{Measure: Measure{"offered", "contacts", "O: arrivals that were not blocked"}, above: offered},
	{Measure: Measure{"answered", "contacts", "A"}, above: of(countAnswered)},
	{Measure: Measure{"answered_within", "contacts", "A_T: answered after at most the threshold"}, above: of(countWithin)},
	{Measure: Measure{"answered_after_wait", "contacts", "answered, but not at once"}, above: of(countWaited)},
	{Measure: Measure{"abandoned", "contacts", "B: gave up, balked ones with them"}, above: of(countAbandoned)},
	{Measure: Measure{"abandoned_within", "contacts", "B_T: abandoned after at most the threshold"}, above: of(countAbandonedWithin)},
	{Measure: Measure{"short_abandoned", "contacts", "B_s: abandoned after at most the short time"}, above: of(countShort)},
	{Measure: Measure{"balked", "contacts", "of the abandoned: left at once"}, above: of(countBalked)},
	{Measure: Measure{"blocked", "contacts", "no line, no room in the queue, or closed"}, above: of(countBlocked)},
	{Measure: Measure{"left", "contacts", "F: messages, redirected and disconnected"}, above: left},
	{Measure: Measure{"messages", "contacts", "left for voicemail after the time-out"}, above: of(countMessages)},
	{Measure: Measure{"redirected", "contacts", "went on as another type after the time-out"}, above: of(countRedirected)},
	{Measure: Measure{"disconnected", "contacts", "waited when the centre closed, or when nobody was left to serve"}, above: of(countDisconnected)},
	{Measure: Measure{"retrials", "contacts", "of the arrivals: came again"}, above: of(countRetrials)},
	{Measure: Measure{"dialled", "contacts", "numbers dialled"}, above: of(countDialled)},
	{Measure: Measure{"wait_seconds", "seconds", "sum of all waits, of whatever end"}, above: allWaits},
	{Measure: Measure{"longest_queue", "contacts", "most contacts of a type that waited at once"}, above: of(countQueueMost)},

	{Measure: Measure{"sl-off", "share", "A_T ÷ O"}, above: of(countWithin), below: offered},
	{Measure: Measure{"sl-ans", "share", "A_T ÷ A"}, above: of(countWithin), below: of(countAnswered)},
	{Measure: Measure{"sl-neg", "share", "A_T ÷ (A + B)"}, above: of(countWithin), below: ended},
	{Measure: Measure{"sl-pos", "share", "(A_T + B_T) ÷ (A + B)"}, above: func(t *tally) float64 { return t[countWithin] + t[countAbandonedWithin] }, below: ended},
	{Measure: Measure{"sl-ign", "share", "A_T ÷ (A + B − B_T)"}, above: of(countWithin), below: func(t *tally) float64 { return ended(t) - t[countAbandonedWithin] }},
	{Measure: Measure{"sl-shc", "share", "(A_T + B_s) ÷ (A + B)"}, above: func(t *tally) float64 { return t[countWithin] + t[countShort] }, below: ended},
	{Measure: Measure{"sl-shx", "share", "A_T ÷ (A + B − B_s)"}, above: of(countWithin), below: func(t *tally) float64 { return ended(t) - t[countShort] }},
	{Measure: Measure{"sl-flo", "share", "A_T ÷ (A + B + F)"}, above: of(countWithin), below: func(t *tally) float64 { return ended(t) + left(t) }},
	{Measure: Measure{"sl-nob", "share", "A_T ÷ (A + B + F − B_s)"}, above: of(countWithin), below: func(t *tally) float64 { return ended(t) + left(t) - t[countShort] }},
	{Measure: Measure{"sl-rem", "share", "answered, abandoned or left within T ÷ O"}, above: func(t *tally) float64 { return t[countWithin] + t[countAbandonedWithin] + t[countLeftWithin] }, below: offered},
	{Measure: Measure{"sl-evt", "share", "A_T ÷ O, each contact in the interval in which it was answered, left, or passed T"},
		above: func(t *tally) float64 { return t[countWithin] + t[countEventWithin] }, below: func(t *tally) float64 { return offered(t) + t[countEventOffered] }},
	{Measure: Measure{"sl-pen", "share", "(O − late answered − B − F) ÷ O"}, above: func(t *tally) float64 {
		return offered(t) - (t[countAnswered] - t[countWithin]) - t[countAbandoned] - left(t)
	}, below: offered},
	{Measure: Measure{"abandon_rate", "share", "B ÷ O"}, above: of(countAbandoned), below: offered},
	{Measure: Measure{"answer_rate", "share", "A ÷ O"}, above: of(countAnswered), below: offered},
	{Measure: Measure{"block_rate", "share", "blocked ÷ arrivals"}, above: of(countBlocked), below: of(countArrivals)},
	{Measure: Measure{"wait_probability", "share", "offered contacts that were not answered at once ÷ O"}, above: func(t *tally) float64 {
		return offered(t) - (t[countAnswered] - t[countWaited])
	}, below: offered},
	{Measure: Measure{"asa", "seconds", "mean wait of the answered"}, above: of(countAnswerWait), below: of(countAnswered)},
	{Measure: Measure{"mean_wait", "seconds", "mean wait of the offered"}, above: allWaits, below: offered},
	{Measure: Measure{"aht", "seconds", "mean service and wrap-up of the answered"}, above: of(countHandle), below: of(countAnswered)},
	{Measure: Measure{"mean_queue", "contacts", "contacts that wait, on average over time (the days, without the time after closing of the last)"}, above: of(countQueueSeconds), perTime: true},
}

// groupMeasure is a measure of agents.
type groupMeasure struct {
	Measure
	above, below func(a *agentTime, f *flow) float64
}

var groupMeasures = []groupMeasure{
	{Measure{"duty_hours", "hours", "hours on duty, idle or busy"}, func(a *agentTime, _ *flow) float64 { return a[agentDuty] / 3600 }, nil},
	{Measure{"busy_hours", "hours", "hours of service and wrap-up, overtime with them"}, func(a *agentTime, _ *flow) float64 { return a[agentBusy] / 3600 }, nil},
	{Measure{"overtime_hours", "hours", "hours of service and wrap-up after the end of duty"}, func(a *agentTime, _ *flow) float64 { return a[agentOvertime] / 3600 }, nil},
	{Measure{"answered", "contacts", "contacts answered"}, func(_ *agentTime, f *flow) float64 { return f[flowAnswered] }, nil},
	{Measure{"occupancy", "share", "busy on duty ÷ on duty"}, func(a *agentTime, _ *flow) float64 { return a[agentBusy] - a[agentOvertime] }, func(a *agentTime, _ *flow) float64 { return a[agentDuty] }},
	{Measure{"occupancy_with_overtime", "share", "busy, overtime with it ÷ on duty; can be above 1"}, func(a *agentTime, _ *flow) float64 { return a[agentBusy] }, func(a *agentTime, _ *flow) float64 { return a[agentDuty] }},
	{Measure{"aht", "seconds", "mean service and wrap-up"}, func(_ *agentTime, f *flow) float64 { return f[flowHandle] }, func(_ *agentTime, f *flow) float64 { return f[flowAnswered] }},
}

// flowMeasure is a measure of a type's contacts with a group.
type flowMeasure struct {
	Measure
	above, below func(f *flow) float64
}

var flowMeasures = []flowMeasure{
	{Measure{"answered", "contacts", "answered by the group"}, func(f *flow) float64 { return f[flowAnswered] }, nil},
	{Measure{"answered_within", "contacts", "of them within the threshold"}, func(f *flow) float64 { return f[flowWithin] }, nil},
	{Measure{"sl-ans", "share", "A_T ÷ A"}, func(f *flow) float64 { return f[flowWithin] }, func(f *flow) float64 { return f[flowAnswered] }},
	{Measure{"asa", "seconds", "mean wait of them"}, func(f *flow) float64 { return f[flowWait] }, func(f *flow) float64 { return f[flowAnswered] }},
	{Measure{"aht", "seconds", "mean service and wrap-up"}, func(f *flow) float64 { return f[flowHandle] }, func(f *flow) float64 { return f[flowAnswered] }},
}

// ContactMeasures lists the measures of contacts, in the order of Estimates.
func ContactMeasures() []Measure {
	out := make([]Measure, len(contactMeasures))
	for i, x := range contactMeasures {
		out[i] = x.Measure
	}
	return out
}

// GroupMeasures lists the measures of groups, in the order of Estimates.
func GroupMeasures() []Measure {
	out := make([]Measure, len(groupMeasures))
	for i, x := range groupMeasures {
		out[i] = x.Measure
	}
	return out
}

// FlowMeasures lists the measures of a type with a group, in the order of Estimates.
func FlowMeasures() []Measure {
	out := make([]Measure, len(flowMeasures))
	for i, x := range flowMeasures {
		out[i] = x.Measure
	}
	return out
}
