package metric

import "slices"

// FactKind says which rows a measure is made from.
type FactKind string

// The kinds of rows.
const (
	FactContact   FactKind = "contact"    // one visit of a contact to a queue, or one imported interval row
	FactAgentTime FactKind = "agent_time" // one agent in one slot
	FactReported  FactKind = "reported"   // one value told about a period
)

// Units of measures. Definitions have their own units (UnitCount…).
const (
	MeasureCount = "count" // rows or happenings
	MeasureMs    = "ms"    // milliseconds
)

// Measure is one sum over rows. Measures are additive over rows, queues and
// time, with the two exceptions told by Max and Distinct.
type Measure struct {
	ID     string   `json:"id"`
	NameZH string   `json:"name_zh"`
	NameEN string   `json:"name_en"`
	Unit   string   `json:"unit" doc:"count or ms"`
	Fact   FactKind `json:"fact" doc:"contact, agent_time or reported"`
	// Max: merged by the greatest value, not by sum.
	Max bool `json:"max,omitempty"`
	// Distinct: each agent counts once in a cell, however many rows it has.
	Distinct bool `json:"distinct,omitempty"`
	// RuleZH and RuleEN say what a row must be to count, and with how much.
	RuleZH string `json:"rule_zh"`
	RuleEN string `json:"rule_en"`
}

// Measures returns the vocabulary of measures in its fixed order. T is the
// threshold, s the short-abandon limit; both limits are included (wait ≤ T).
// The returned slice is shared: do not change it.
func Measures() []Measure { return measures }

// MeasureByID finds a measure.
func MeasureByID(id string) (Measure, bool) {
	i, ok := measureIndex[id]
	if !ok {
		return Measure{}, false
	}
	return measures[i], true
}

// MeasureIndex is the place of a measure in Measures, for indexed slices of
// values. ok is false for an unknown id.
func MeasureIndex(id string) (i int, ok bool) {
	i, ok = measureIndex[id]
	return i, ok
}

var measureIndex = func() map[string]int {
	m := make(map[string]int, len(measures))
	for i, x := range measures {
		m[x.ID] = i
	}
	return m
}()

func countMeasure(id, zh, en, ruleZH, ruleEN string) Measure {
	return Measure{ID: id, NameZH: zh, NameEN: en, Unit: MeasureCount, Fact: FactContact, RuleZH: ruleZH, RuleEN: ruleEN}
}

func spanMeasure(id, zh, en, ruleZH, ruleEN string) Measure {
	return Measure{ID: id, NameZH: zh, NameEN: en, Unit: MeasureMs, Fact: FactContact, RuleZH: ruleZH, RuleEN: ruleEN}
}

func agentSpan(id, zh, en, ruleZH, ruleEN string) Measure {
	return Measure{ID: id, NameZH: zh, NameEN: en, Unit: MeasureMs, Fact: FactAgentTime, RuleZH: ruleZH, RuleEN: ruleEN}
}

func maxMeasure(m Measure) Measure { m.Max = true; return m }

var measures = append([]Measure{
	// What became of the contact.
	countMeasure("offered", "人工请求量", "offered contacts",
		"进入队列的每一次来访，无论结果，仍在排队的也计入。",
		"Every visit to a queue, whatever became of it, those still waiting included."),
	countMeasure("answered", "接起量", "handled contacts",
		"坐席已应答的来访，正在通话的也计入。",
		"The visit was answered by an agent; those still talking included."),
	countMeasure("abandoned", "放弃量", "abandoned contacts",
		"客户在排队或振铃时自行挂断的来访。",
		"The customer gave up while waiting or ringing."),
	countMeasure("left", "溢出量", "flow-outs",
		"未应答而活着离开队列的来访：超时、按键退出、无坐席、回呼、溢出、留言或系统转出。",
		"The visit left the queue alive and unanswered: timeout, exit key, no agents, callback, overflow, voicemail or system."),
	countMeasure("waiting_now", "当前排队量", "contacts in queue",
		"尚未应答、放弃或离开的来访。",
		"The visit is not answered, abandoned or gone yet."),

	// Against the threshold.
	countMeasure("answered_within", "阈值内接起量", "answered within T",
		"已应答且等待不超过 T。",
		"Answered with a wait of at most T."),
	countMeasure("abandoned_within", "阈值内放弃量", "abandoned within T",
		"已放弃且等待不超过 T。",
		"Abandoned with a wait of at most T."),
	countMeasure("left_within", "阈值内溢出量", "flow-outs within T",
		"活着离开队列且等待不超过 T。",
		"Left the queue alive with a wait of at most T."),
	countMeasure("callback_within", "阈值内回呼离队量", "callbacks within T",
		"以回呼方式离开队列且等待不超过 T。",
		"Left the queue for a callback with a wait of at most T."),
	countMeasure("removed_within", "阈值内离队量", "removed within T",
		"在 T 内应答、放弃或转为回呼的来访。",
		"Answered, abandoned or turned into a callback, with a wait of at most T."),
	countMeasure("short_abandoned", "短时放弃量", "short abandons",
		"已放弃且等待不超过 s。",
		"Abandoned with a wait of at most s."),
	countMeasure("abandoned_within_not_short", "阈值内非短时放弃量", "abandoned within T, not short",
		"已放弃，等待不超过 T 且超过 s。",
		"Abandoned with a wait of at most T and more than s."),
	countMeasure("late_answered", "超时接起量", "answered late",
		"已应答且等待超过 T。",
		"Answered with a wait of more than T."),
	countMeasure("reassigned", "改派量", "reassigned contacts",
		"未应答即转入其他队列或溢出到别处的来访。",
		"Moved to another queue or overflowed elsewhere before an agent answered."),

	// Waiting.
	spanMeasure("answered_wait_ms", "接起等待总时长", "wait of handled contacts",
		"已应答来访的等待时长。",
		"The wait of every answered visit."),
	spanMeasure("abandoned_wait_ms", "放弃等待总时长", "wait of abandoned contacts",
		"已放弃来访的等待时长。",
		"The wait of every abandoned visit."),
	spanMeasure("left_wait_ms", "溢出等待总时长", "wait of flow-outs",
		"活着离开队列的来访的等待时长。",
		"The wait of every visit that left the queue alive."),
	spanMeasure("wait_ms", "总排队时长", "wait of all offered contacts",
		"每一次来访的等待时长；仍在排队的算到数据截至时刻。",
		"The wait of every visit; those still waiting up to the data instant."),
	maxMeasure(spanMeasure("max_wait_ms", "最长等待时长", "longest wait",
		"所有来访中最长的等待，取最大值而非求和。",
		"The longest wait of any visit; merged by the greatest, not by sum.")),

	// Handling.
	spanMeasure("talk_ms", "通话总时长", "talk time of contacts",
		"已应答来访与客户通话的时长，不含保持。",
		"Connected time of every answered visit, hold excluded."),
	spanMeasure("hold_ms", "保持总时长", "hold time of contacts",
		"已应答来访中客户被保持的时长。",
		"Time on hold of every answered visit."),
	spanMeasure("wrap_up_ms", "整理总时长", "wrap-up time of contacts",
		"已应答来访的话后整理时长。",
		"After-call work of every answered visit."),
	spanMeasure("ring_ms", "振铃总时长", "ring time of contacts",
		"来访在坐席处振铃的时长，未接的振铃也计入。",
		"Ringing at agents, missed offers included."),
	spanMeasure("handle_ms", "处理总时长", "handle time of contacts",
		"已应答来访的通话、保持与整理之和。",
		"Talk plus hold plus wrap-up of every answered visit."),
	countMeasure("held_contacts", "有保持的接起量", "contacts with hold",
		"至少保持过一次的已应答来访。",
		"Answered and put on hold at least once."),
	countMeasure("hold_count", "保持次数", "holds",
		"已应答来访中保持的次数。",
		"How often customers of answered visits were put on hold."),
	countMeasure("transferred", "转接量", "transferred contacts",
		"由坐席转出的已应答来访。",
		"Answered and then passed on by the agent."),
	countMeasure("offers", "振铃次数", "offers to agents",
		"来访向坐席振铃的次数，接听的一次也计入。",
		"How often visits rang at an agent, the answered offer included."),
	countMeasure("missed_offers", "振铃未接次数", "missed offers",
		"振铃后坐席未接听的次数。",
		"How often a visit rang at an agent who did not answer."),
	countMeasure("ended_by_agent", "坐席先挂机量", "ended by the agent",
		"由坐席先挂断的已应答来访。",
		"Answered and hung up first by the agent."),
	countMeasure("wrapped_up", "有整理的接起量", "contacts with wrap-up",
		"有话后整理时长的已应答来访。",
		"Answered and followed by after-call work."),
	countMeasure("repeat_answered", "重复来电接起量", "repeat contacts handled",
		"已应答，且同一客户在重复窗口内有更早的来访。",
		"Answered, and the same customer had an earlier contact within the repeat window."),
	countMeasure("identified_answered", "客户已识别的接起量", "handled contacts with a known customer",
		"已应答且客户号码或编号已知。",
		"Answered, and the customer is known."),
	countMeasure("repaired", "修复量", "repaired contacts",
		"由系统补全过缺失或矛盾记录的来访。",
		"The visit's records were incomplete or contradictory and were repaired."),

	// Agent time.
	agentSpan("signed_in_ms", "签入时长", "signed-in time",
		"坐席处于签入状态的时长。",
		"The agent was signed in."),
	agentSpan("ready_ms", "就绪时长", "ready time",
		"已签入且空闲等待来访的时长。",
		"Signed in and waiting for a contact."),
	agentSpan("aux_ms", "示忙时长", "AUX time",
		"已签入但示忙的时长，含各种原因。",
		"Signed in and not available, for any reason."),
	agentSpan("aux_break_ms", "小休时长", "break time",
		"以小休原因示忙的时长。",
		"AUX with the reason short break."),
	agentSpan("aux_meal_ms", "用餐时长", "meal time",
		"以用餐原因示忙的时长。",
		"AUX with the reason meal break."),
	agentSpan("aux_training_ms", "培训时长", "training time",
		"以培训原因示忙的时长。",
		"AUX with the reason training."),
	agentSpan("aux_meeting_ms", "会议时长", "meeting time",
		"以会议原因示忙的时长。",
		"AUX with the reason meeting."),
	agentSpan("aux_other_ms", "其他示忙时长", "other AUX time",
		"以小休、用餐、培训、会议以外的原因示忙的时长。",
		"AUX with any other reason, or none."),
	agentSpan("aux_paid_ms", "计薪示忙时长", "paid AUX time",
		"原因码标为计薪的示忙时长。",
		"AUX with a reason that counts as paid time."),
	agentSpan("on_contact_ms", "在途时长", "on-contact time",
		"坐席至少有一个来访在手的时长，按时钟计，并发只计一次。",
		"At least one contact was with the agent; wall clock, so concurrent contacts count once."),
	agentSpan("agent_talk_ms", "坐席通话时长", "agent talk time",
		"坐席通话的时长，不含保持。",
		"The agent was talking, hold excluded."),
	agentSpan("agent_hold_ms", "坐席保持时长", "agent hold time",
		"坐席将客户保持的时长。",
		"The agent had the customer on hold."),
	agentSpan("agent_wrap_up_ms", "坐席整理时长", "agent wrap-up time",
		"坐席话后整理的时长。",
		"The agent was in after-call work."),
	agentSpan("agent_ring_ms", "坐席振铃时长", "agent ring time",
		"来访在该坐席处振铃的时长。",
		"A contact was ringing at the agent."),
	{ID: "agents_signed_in", NameZH: "签入坐席数", NameEN: "agents signed in", Unit: MeasureCount, Fact: FactAgentTime, Distinct: true,
		RuleZH: "在统计范围内有签入时长的坐席，每人只计一次。",
		RuleEN: "The agent was signed in at some moment of the cell; each agent counts once."},
}, slices.Concat(reportedMeasures, adherenceMeasures)...)
