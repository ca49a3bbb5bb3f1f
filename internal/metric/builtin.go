package metric

// EverOn is the first day of versions that have always been in force.
const EverOn = "1970-01-01"

// Builtins returns version 1 of every definition that comes with the product,
// in the order of the catalogue. The slice is shared: do not change it.
func Builtins() []Definition { return builtins }

// BuiltinByID finds a built-in definition.
func BuiltinByID(id string) (Definition, bool) {
	i, ok := builtinIndex[id]
	if !ok {
		return Definition{}, false
	}
	return builtins[i], true
}

var builtins = concat(volumeBuiltins, serviceLevelBuiltins, waitingBuiltins, handlingBuiltins, agentBuiltins, resolutionBuiltins, reportedBuiltins, adherenceBuiltins)

var builtinIndex = func() map[string]int {
	m := make(map[string]int, len(builtins))
	for i, d := range builtins {
		m[d.ID] = i
	}
	return m
}()

func concat(groups ...[]Definition) []Definition {
	var out []Definition
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
}

// What most built-in definitions have in common.
func builtin(group, id, zh, en, unit, direction, num, den string, scale float64, source string) Definition {
	return Definition{
		ID: id, Version: 1, EffectiveOn: EverOn, NameZH: zh, NameEN: en, Unit: unit, Direction: direction,
		Numerator: num, Denominator: den, Scale: scale, Comparison: CompareAtMost, Attribution: AttributionArrival,
		Source: source, Group: group, Parameters: Parameters{}, Builtin: true,
	}
}

func countOf(group, id, zh, en, direction, num, source string) Definition {
	return builtin(group, id, zh, en, UnitCount, direction, num, "", 1, source)
}

func percentOf(group, id, zh, en, direction, num, den, source string) Definition {
	return builtin(group, id, zh, en, UnitPercent, direction, num, den, 100, source)
}

func secondsOf(group, id, zh, en, direction, num, den, source string) Definition {
	return builtin(group, id, zh, en, UnitSeconds, direction, num, den, 0.001, source)
}

func (d Definition) clocks(start, stop string) Definition {
	d.ClockStart, d.ClockStop = start, stop
	return d
}

func (d Definition) without(zh, en string) Definition {
	d.ExclusionsZH, d.ExclusionsEN = zh, en
	return d
}

// noLimit is for definitions that hold no wait against a limit.
func (d Definition) noLimit() Definition {
	d.Comparison = ""
	return d
}

var volumeBuiltins = []Definition{
	countOf(GroupVolume, "offered", "人工请求量", "Offered contacts", DirectionNone, "offered", "Glossary: O = A + B + F").noLimit(),
	countOf(GroupVolume, "answered", "接起量", "Handled contacts", DirectionUp, "answered", "Glossary: A").noLimit(),
	countOf(GroupVolume, "abandoned", "放弃量", "Abandoned contacts", DirectionDown, "abandoned", "Glossary: B").noLimit(),
	countOf(GroupVolume, "left", "溢出量", "Flow-outs", DirectionDown, "left", "Glossary: F").noLimit(),
	countOf(GroupVolume, "waiting-now", "当前排队量", "Contacts in queue", DirectionDown, "waiting_now", "Glossary: in_queue").noLimit(),
	countOf(GroupVolume, "answered-within", "阈值内接起量", "Handled within threshold", DirectionUp, "answered_within", "Metric reference §1: A_T").
		clocks(ClockQueueEntered, ClockAnswered),
	countOf(GroupVolume, "abandoned-within", "阈值内放弃量", "Abandoned within threshold", DirectionNone, "abandoned_within", "Metric reference §1: B_T").
		clocks(ClockQueueEntered, ClockAbandoned),
	countOf(GroupVolume, "short-abandoned", "短时放弃量", "Short abandons", DirectionNone, "short_abandoned", "Glossary: B_s, s = 5 s unless set otherwise").
		clocks(ClockQueueEntered, ClockAbandoned),
	countOf(GroupVolume, "late-answered", "超时接起量", "Handled after threshold", DirectionDown, "late_answered", "Metric reference §1: A − A_T").
		clocks(ClockQueueEntered, ClockAnswered),
	percentOf(GroupVolume, "answer-rate", "接通率", "Answer rate", DirectionUp, "answered", "offered",
		"A ÷ O (Genesys answered %)").noLimit(),
	percentOf(GroupVolume, "answer-rate-excl-short", "接通率（剔除短时放弃）", "Answer rate, short abandons excluded", DirectionUp,
		"answered", "offered - short_abandoned", "A ÷ (O − B_s)").
		clocks(ClockQueueEntered, ClockAbandoned).without("短时放弃不计入分母。", "Short abandons are not in the denominator."),
	percentOf(GroupVolume, "abandon-rate", "放弃率", "Abandonment rate", DirectionDown, "abandoned", "offered",
		"B ÷ O (Genesys)").noLimit(),
	percentOf(GroupVolume, "abandon-rate-handled", "放弃率（接起与放弃为底）", "Abandonment rate of handled and abandoned", DirectionDown,
		"abandoned - short_abandoned", "answered + abandoned - short_abandoned", "B ÷ (handled inbound + B), short abandons excluded (Google CCAI)").
		clocks(ClockQueueEntered, ClockAbandoned).without("短时放弃与溢出均不计入。", "Short abandons and flow-outs do not count at all."),
	percentOf(GroupVolume, "abandon-rate-excl-short", "放弃率（剔除短时放弃）", "Abandonment rate, short abandons excluded", DirectionDown,
		"abandoned - short_abandoned", "offered - short_abandoned", "(B − B_s) ÷ (O − B_s)").
		clocks(ClockQueueEntered, ClockAbandoned).without("短时放弃从分子与分母中剔除。", "Short abandons are taken out of both parts."),
	percentOf(GroupVolume, "abandon-rate-within", "阈值内放弃率", "Abandonment rate within threshold", DirectionDown,
		"abandoned_within", "offered", "Y 秒人工放弃率 = Y 秒内主动放弃量 ÷ 人工请求总量").
		clocks(ClockQueueEntered, ClockAbandoned),
	percentOf(GroupVolume, "flow-out-rate", "溢出率", "Flow-out rate", DirectionDown, "left", "offered", "F ÷ O").noLimit(),
	percentOf(GroupVolume, "repaired-share", "修复占比", "Share of repaired contacts", DirectionDown, "repaired", "offered",
		"Contacts whose records had to be repaired ÷ O").noLimit(),
}

func level(id, zh, en, num, den, source string) Definition {
	return percentOf(GroupServiceLevel, id, "服务水平 "+zh, "Service level "+en, DirectionUp, num, den, source).
		clocks(ClockQueueEntered, ClockAnswered)
}

// The twelve service-level variants of the metric reference, §1.
var serviceLevelBuiltins = []Definition{
	level("sl-off", "SL-OFF（占人工请求）", "SL-OFF, of offered", "answered_within", "offered",
		"A_T ÷ O. COPC style, counted on contacts to the queue; 中国 N 秒人工接通率 = N 秒内应答的人工请求量 ÷ 人工请求总量"),
	level("sl-ans", "SL-ANS（占接起）", "SL-ANS, of handled", "answered_within", "answered",
		"A_T ÷ A. Asterisk ServicelevelPerf; Wazo qos; ICMI formula 2, which ICMI does not recommend").
		without("放弃与溢出不计入。", "Abandoned contacts and flow-outs do not count."),
	level("sl-neg", "SL-NEG（放弃计为未达）", "SL-NEG, abandons count against", "answered_within", "answered + abandoned",
		"A_T ÷ (A + B). Genesys default; ICMI formula 3; Cisco “abandons negatively impact”").
		without("溢出不计入。", "Flow-outs do not count."),
	level("sl-pos", "SL-POS（阈值内放弃计为达标）", "SL-POS, abandons within T count for", "answered_within + abandoned_within", "answered + abandoned",
		"(A_T + B_T) ÷ (A + B). Asterisk ServicelevelPerf2; ICMI formula 1; Cisco “positively impact”").
		without("溢出不计入。", "Flow-outs do not count."),
	level("sl-ign", "SL-IGN（忽略阈值内放弃）", "SL-IGN, abandons within T ignored", "answered_within", "answered + abandoned - abandoned_within",
		"A_T ÷ (A + B − B_T). ICMI formula 4; recommended by Bright Pattern; Cisco “abandons ignored”; WFM Clubs").
		without("阈值内放弃与溢出不计入。", "Abandons within T and flow-outs do not count."),
	level("sl-shc", "SL-SHC（短时放弃计为达标）", "SL-SHC, short abandons credited", "answered_within + short_abandoned", "answered + abandoned",
		"(A_T + B_s) ÷ (A + B). ICMI formula 5").
		without("溢出不计入。", "Flow-outs do not count."),
	level("sl-shx", "SL-SHX（剔除短时放弃）", "SL-SHX, short abandons excluded", "answered_within", "answered + abandoned - short_abandoned",
		"A_T ÷ (A + B − B_s). Genesys with “Include Short Abandons” off; RingCentral abandonedThresholdSeconds").
		without("短时放弃与溢出不计入。", "Short abandons and flow-outs do not count."),
	level("sl-flo", "SL-FLO（含溢出）", "SL-FLO, flow-outs count against", "answered_within", "answered + abandoned + left",
		"A_T ÷ (A + B + F). Genesys with “Include Flowouts” on").
		without("仍在排队的不计入。", "Contacts still waiting do not count."),
	withParameters(level("sl-nob", "SL-NOB（开关组合）", "SL-NOB, by switches", "answered_within",
		"answered + abandoned + if(flow_on, left, 0) - if(abandon_off, abandoned, if(short_off, short_abandoned, 0))",
		"Genesys switchboard: A_T ÷ (A + B + F·[flow on] − B_s·[short off] − B·[abandon off]); with both switches off the union of the two is subtracted once").
		without("默认计入溢出、剔除短时放弃；两个剔除开关同时打开时只剔除一次。",
			"As set: flow-outs count, short abandons do not; with both exclusions on, what they share is taken out once."),
		Parameters{ParamFlowOn: 1, ParamShortOff: 1, ParamAbandonOff: 0}),
	level("sl-rem", "SL-REM（阈值内离队）", "SL-REM, removed within T", "removed_within", "offered",
		"X_T ÷ contacts queued. Amazon Connect SERVICE_LEVEL: answer, abandon or callback within T all count as success").
		clocks(ClockQueueEntered, ClockQueueLeft),
	attributed(level("sl-evt", "SL-EVT（按事件时段）", "SL-EVT, by the event's interval", "answered_within", "offered",
		"A_T ÷ O, each contact counted in the interval in which it was answered or abandoned within T, or T was reached. Cisco ICM/ICR"), AttributionEvent),
	level("sl-pen", "SL-PEN（扣减法）", "SL-PEN, by penalties", "offered - late_answered - abandoned - reassigned", "offered",
		"(O − (late answered + abandoned + reassigned)) ÷ O. Used in some Asia-Pacific reports (FirstLine)").
		without("仍在排队且未改派的不扣减。", "Contacts still waiting are not counted against."),
}

func withParameters(d Definition, p Parameters) Definition { d.Parameters = p; return d }

func attributed(d Definition, a string) Definition { d.Attribution = a; return d }
