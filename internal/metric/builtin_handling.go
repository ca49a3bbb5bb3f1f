package metric

var waitingBuiltins = []Definition{
	secondsOf(GroupWaiting, "asa", "平均应答速度", "Average speed of answer", DirectionDown, "answered_wait_ms", "answered",
		"Σ wait of handled ÷ A (Amazon Connect: mean Queue.Duration of answered contacts)").
		clocks(ClockQueueEntered, ClockAnswered).noLimit(),
	secondsOf(GroupWaiting, "asa-all-waits", "平均应答速度（总排队时长 ÷ 接起量）", "Speed of answer over all waits", DirectionDown, "wait_ms", "answered",
		"总排队时间 ÷ 所回答的总电话数; the numerator has the waits of those who gave up").
		clocks(ClockQueueEntered, ClockQueueLeft).noLimit(),
	secondsOf(GroupWaiting, "mean-wait", "平均排队时长", "Average queue time", DirectionDown, "wait_ms", "offered",
		"Σ wait of all offered ÷ O").clocks(ClockQueueEntered, ClockQueueLeft).noLimit(),
	secondsOf(GroupWaiting, "mean-abandon-wait", "平均放弃时长", "Average time to abandon", DirectionNone, "abandoned_wait_ms", "abandoned",
		"Σ wait of abandoned ÷ B").clocks(ClockQueueEntered, ClockAbandoned).noLimit(),
	secondsOf(GroupWaiting, "mean-flow-out-wait", "平均溢出等待时长", "Average wait before flow-out", DirectionDown, "left_wait_ms", "left",
		"Σ wait of flow-outs ÷ F").clocks(ClockQueueEntered, ClockQueueLeft).noLimit(),
	secondsOf(GroupWaiting, "max-wait", "最长等待时长", "Longest wait", DirectionDown, "max_wait_ms", "",
		"Greatest wait of any offered contact of the window").clocks(ClockQueueEntered, ClockQueueLeft).noLimit(),
}

var handlingBuiltins = []Definition{
	secondsOf(GroupHandling, "aht", "平均处理时长", "Average handle time", DirectionDown, "handle_ms", "answered",
		"(talk + hold + wrap-up) ÷ A; ring time excluded").
		clocks(ClockAnswered, ClockWrapUpEnded).noLimit().without("不含振铃。", "Ring time is excluded."),
	secondsOf(GroupHandling, "mean-talk", "平均通话时长", "Average talk time", DirectionDown, "talk_ms", "answered",
		"Talk time ÷ A").noLimit().without("不含保持。", "Hold is excluded."),
	secondsOf(GroupHandling, "mean-hold", "平均保持时长", "Average hold time", DirectionDown, "hold_ms", "answered",
		"Hold ÷ A (Amazon Connect AVG_HOLD_TIME_ALL_CONTACTS)").noLimit(),
	secondsOf(GroupHandling, "mean-hold-held", "平均保持时长（有保持的）", "Average hold time of held contacts", DirectionDown, "hold_ms", "held_contacts",
		"Hold ÷ contacts with hold (Amazon Connect AVG_HOLD_TIME)").noLimit().
		without("只计有保持的来访。", "Only contacts that were held."),
	secondsOf(GroupHandling, "mean-wrap-up", "平均整理时长", "Average after-call work", DirectionDown, "wrap_up_ms", "answered",
		"Wrap-up ÷ A").noLimit(),
	secondsOf(GroupHandling, "mean-wrap-up-worked", "平均整理时长（有整理的）", "Average after-call work of contacts with any", DirectionDown, "wrap_up_ms", "wrapped_up",
		"Wrap-up ÷ contacts with wrap-up").noLimit().without("只计有整理的来访。", "Only contacts with after-call work."),
	secondsOf(GroupHandling, "mean-ring", "平均振铃时长", "Average ring time", DirectionDown, "ring_ms", "offers",
		"Σ ring ÷ offers to agents").noLimit(),
	percentOf(GroupHandling, "hold-rate", "保持率", "Hold rate", DirectionDown, "held_contacts", "answered",
		"Contacts with hold ÷ A").noLimit(),
	percentOf(GroupHandling, "transfer-rate", "转接率", "Transfer rate", DirectionDown, "transferred", "answered",
		"Handled contacts passed on ÷ A").noLimit().
		without("只咨询未转出的不计。", "Consultations that did not end in a transfer do not count."),
	percentOf(GroupHandling, "no-answer-rate", "振铃未接率", "Ring-no-answer rate", DirectionDown, "missed_offers", "offers",
		"Offers the agent did not take ÷ offers").noLimit(),
	percentOf(GroupHandling, "agent-hangup-rate", "坐席主动挂机率", "Agent-disconnect rate", DirectionDown, "ended_by_agent", "answered",
		"Contacts ended by the agent first ÷ A").noLimit(),
}

// agentTime is a sum of agent time in seconds.
func agentTime(id, zh, en, num, source string) Definition {
	return attributed(secondsOf(GroupAgent, id, zh, en, DirectionNone, num, "", source).noLimit(), "")
}

func agentShare(id, zh, en, num, den, source string) Definition {
	return attributed(percentOf(GroupAgent, id, zh, en, DirectionUp, num, den, source).noLimit(), "")
}

const (
	handledTime   = "agent_talk_ms + agent_hold_ms + agent_wrap_up_ms"
	availableTime = handledTime + " + agent_ring_ms + ready_ms"
)

var agentBuiltins = []Definition{
	agentShare("occ-1", "占用率 OCC-1（在途）", "Occupancy OCC-1, on contact", "on_contact_ms", "on_contact_ms + ready_ms",
		"On-contact wall clock ÷ (on contact + idle); concurrent contacts count once (Amazon Connect)"),
	agentShare("occ-2", "占用率 OCC-2（处理）", "Occupancy OCC-2, handling", handledTime, handledTime+" + ready_ms",
		"(talk + hold + wrap-up) ÷ (talk + hold + wrap-up + idle) (WFM Clubs); the default"),
	agentShare("occ-3", "占用率 OCC-3（一切工作）", "Occupancy OCC-3, all work", "signed_in_ms - ready_ms - aux_break_ms - aux_meal_ms", "signed_in_ms - aux_break_ms - aux_meal_ms",
		"All working time but idle, meetings and training included (an ICMI author, 2012)").
		without("小休与用餐不算工作时间。", "Short breaks and meals are not working time."),
	agentShare("occ-line", "占线率", "Line occupancy", "agent_talk_ms + agent_hold_ms", "agent_talk_ms + agent_hold_ms + ready_ms",
		"(通话 + 持线) ÷ (通话 + 持线 + 闲置)").without("不含整理。", "After-call work is excluded."),
	agentShare("ut-1", "工时利用率 UT-1（计薪示忙为底）", "Utilisation UT-1, with paid AUX", availableTime, availableTime+" + aux_paid_ms",
		"(handled + available) ÷ (handled + available + paid AUX)"),
	agentShare("ut-2", "工时利用率 UT-2（计薪工时为底）", "Utilisation UT-2, of paid time", availableTime, "signed_in_ms - aux_ms + aux_paid_ms",
		"1 − shrinkage, on the paid part of signed-in time").
		without("不计薪的示忙从分母中剔除；签入以外的计薪时间不在内。", "Unpaid AUX is taken out; paid time outside sign-in is not known here."),
	agentShare("ut-3", "工时利用率 UT-3（签入时长为底）", "Utilisation UT-3, of signed-in time", availableTime, "signed_in_ms",
		"(talk + hold + wrap-up + ring + ready) ÷ signed-in time (ICMI); the default"),
	agentTime("signed-in-time", "签入时长", "Signed-in time", "signed_in_ms", "Glossary: t_signin").clocks(ClockSignedIn, ClockSignedOut),
	agentTime("ready-time", "就绪时长", "Ready time", "ready_ms", "Glossary: t_ready"),
	agentTime("aux-time", "示忙时长", "AUX time", "aux_ms", "Glossary: t_aux"),
	agentTime("break-time", "小休时长", "Break time", "aux_break_ms", "Glossary: t_aux with reason aux_break"),
	agentTime("meal-time", "用餐时长", "Meal time", "aux_meal_ms", "Glossary: t_aux with reason aux_meal"),
	agentTime("training-time", "培训时长", "Training time", "aux_training_ms", "Glossary: t_aux with reason aux_training"),
	agentTime("meeting-time", "会议时长", "Meeting time", "aux_meeting_ms", "Glossary: t_aux with reason aux_meeting"),
	agentTime("on-contact-time", "在途时长", "On-contact time", "on_contact_ms", "Wall clock with at least one contact"),
	agentTime("talk-time", "通话总时长", "Talk time", "agent_talk_ms", "Glossary: t_talk"),
	agentTime("hold-time", "保持总时长", "Hold time", "agent_hold_ms", "Glossary: t_hold"),
	agentTime("wrap-up-time", "整理总时长", "After-call work time", "agent_wrap_up_ms", "Glossary: t_acw"),
	agentTime("ring-time", "振铃总时长", "Ring time", "agent_ring_ms", "Glossary: t_ring"),
	attributed(countOf(GroupAgent, "agents-signed-in", "签入坐席数", "Agents signed in", DirectionNone, "agents_signed_in",
		"Agents with any signed-in time in the window, each once").noLimit(), ""),
	builtin(GroupAgent, "cph", "小时接起量", "Contacts per hour", UnitPerHour, DirectionUp, "answered", "signed_in_ms", 3600000,
		"A ÷ signed-in hours").noLimit(),
	builtin(GroupAgent, "handled-per-agent", "人均接起量", "Contacts per agent", UnitRatio, DirectionUp, "answered", "agents_signed_in", 1,
		"A ÷ agents who signed in").noLimit(),
}

var resolutionBuiltins = []Definition{
	percentOf(GroupResolution, "repeat-rate", "重复来电率", "Repeat-contact rate", DirectionDown, "repeat_answered", "answered",
		"Handled contacts with an earlier contact of the same customer within the window ÷ A; window 168 h unless set otherwise").noLimit().
		without("客户未知的计入分母，但不会被判为重复。", "Contacts of unknown customers are in the denominator and never count as repeats."),
	percentOf(GroupResolution, "repeat-rate-identified", "重复来电率（客户已识别）", "Repeat-contact rate of known customers", DirectionDown, "repeat_answered", "identified_answered",
		"As the repeat-contact rate, only over contacts whose customer is known").noLimit().
		without("客户未知的不计入。", "Contacts of unknown customers do not count."),
	percentOf(GroupResolution, "fcr", "一次解决率", "First-contact resolution", DirectionUp, "answered - repeat_answered", "answered",
		"1 − repeat-contact rate; window 168 h unless set otherwise").noLimit().
		without("客户未知的视为一次解决。", "Contacts of unknown customers count as resolved."),
	percentOf(GroupResolution, "fcr-identified", "一次解决率（客户已识别）", "First-contact resolution of known customers", DirectionUp,
		"identified_answered - repeat_answered", "identified_answered",
		"1 − repeat-contact rate, only over contacts whose customer is known").noLimit().
		without("客户未知的不计入。", "Contacts of unknown customers do not count."),
}
