package adapter

import (
	"strings"
	"unicode"
)

// columnWords are the names by which files call a field, most telling first,
// without case, spaces and signs.
var columnWords = map[string][]string{
	"call": {"callid", "uniqueid", "contactid", "conversationid", "linkedid", "calluuid", "sessionid", "interactionid", "通话id", "呼叫id", "会话id", "流水号", "通话流水号", "呼叫流水号", "通话标识"},
	"queue": {"queue", "queuename", "skillgroup", "skillgroupname", "skill", "acdgroup", "vdn", "splitskill", "queueid", "type", "service", "department", "provider name",
		"队列", "队列名称", "技能组", "技能组名称", "技能", "业务类型", "业务组"},
	"agent": {"agent", "agentname", "agentid", "server", "operator", "username", "user", "answeredby", "rep", "坐席", "座席", "坐席姓名", "座席姓名", "坐席工号", "工号", "客服", "客服姓名", "客服代表"},
	"customer": {"customerid", "customer", "callerid", "caller", "callernumber", "ani", "cli", "phone", "phonenumber", "from", "src", "callingnumber",
		"客户号码", "主叫", "主叫号码", "来电号码", "客户id", "手机号", "电话号码"},
	"channel":   {"channel", "channeltype", "media", "mediatype", "渠道", "媒体类型"},
	"call_type": {"calltype", "direction", "呼叫类型", "呼叫方向", "通话类型"},
	"outcome": {"outcome", "result", "disposition", "status", "callstatus", "callresult", "state", "answered",
		"结果", "状态", "通话状态", "呼叫结果", "接听状态", "是否接通"},
	"entered": {"qstart", "queuestart", "queuestarttime", "entered", "enteredqueue", "enqueuetime", "enqueuetimestamp", "queuetime", "callstarted", "starttime", "callstart", "calltime", "arrival", "arrivaltime", "start", "datetime", "timestamp", "time",
		"入队时间", "进入队列时间", "排队开始时间", "开始排队时间", "呼入时间", "来电时间", "呼叫时间", "开始时间", "通话开始时间"},
	"answered_at": {"callanswered", "answeredat", "answertime", "answeredtime", "serstart", "connecttime", "connectedat", "应答时间", "接听时间", "接通时间"},
	"ended":       {"callended", "endtime", "ended", "callend", "serexit", "hanguptime", "disconnecttime", "releasetime", "结束时间", "挂机时间", "通话结束时间"},
	"wait": {"wait", "waitlength", "waittime", "waitseconds", "waitduration", "qtime", "queueduration", "queueseconds", "holdtime", "timeinqueue", "speedofanswer",
		"等待时长", "排队时长", "等待时间", "排队时间", "等待秒数"},
	"ring":    {"ring", "ringtime", "ringduration", "振铃时长", "响铃时长"},
	"talk":    {"talk", "talktime", "talkduration", "servicelength", "sertime", "servicetime", "billsec", "conversationtime", "duration", "callduration", "通话时长", "通话时间", "服务时长"},
	"hold":    {"hold", "holdduration", "保持时长", "保持时间"},
	"wrap_up": {"wrapup", "wrapuptime", "acw", "acwtime", "aftercallwork", "话后时长", "整理时长", "事后处理时长", "话后处理时长"},
	"by":      {"disconnectreason", "hangupby", "endedby", "releaseinitiator", "挂机方", "挂断方"},
	"to":      {"transferredto", "transferto", "转接号码", "转接目标"},
	"date":    {"date", "calldate", "day", "日期", "通话日期"},

	"start": {"intervalstart", "starttime", "timestamp", "datetime", "statstime", "periodstart", "period", "periodname", "interval", "date", "day", "month", "time", "fecha",
		"时段", "时间段", "统计时间", "开始时间", "日期", "时间"},
	"length": {"intervalduration", "intervallength", "granularity", "时段长度", "粒度"},
	"offered": {"offered", "callsoffered", "incomingcalls", "incomingcontactvolume", "calls", "contactsoffered", "volume", "numbercallsoffered", "nhs1numbercallsofferedsum", "callsreceived",
		"呼入量", "来电量", "呼入总量", "进线量", "人工呼入量", "话务量"},
	"answered":        {"answered", "answeredcalls", "callsanswered", "handled", "callshandled", "contactshandled", "nhs1answeredcallssum", "接听量", "接通量", "应答量", "人工接听量"},
	"abandoned":       {"abandoned", "abandonedcalls", "callsabandoned", "contactsabandoned", "nhs1abandonedcallssum", "放弃量", "呼损量", "未接量"},
	"answered_within": {"nhs1answered60secsum", "servicelevel20", "20秒接通量", "20秒内接听量"},
}

// outcomeWords are the values by which files tell an outcome.
var outcomeWords = map[string]string{
	"agent": "answered", "answered": "answered", "answer": "answered", "ok": "answered", "handled": "answered", "completed": "answered", "connected": "answered",
	"true": "answered", "yes": "answered", "y": "answered", "接通": "answered", "已接": "answered", "已接听": "answered", "接听": "answered", "应答": "answered", "是": "answered", "成功": "answered",
	"hang": "abandoned", "abandon": "abandoned", "abandoned": "abandoned", "noanswer": "abandoned", "lost": "abandoned", "missed": "abandoned", "unanswered": "abandoned",
	"false": "abandoned", "no": "abandoned", "n": "abandoned", "放弃": "abandoned", "未接": "abandoned", "未接听": "abandoned", "未接通": "abandoned", "呼损": "abandoned", "排队放弃": "abandoned", "否": "abandoned",
	"transferred": "transferred", "transfer": "transferred", "转接": "transferred",
	"timeout": "left:timeout", "超时": "left:timeout", "voicemail": "left:voicemail", "留言": "left:voicemail", "callback": "left:callback", "回呼": "left:callback",
	"overflow": "left:overflow", "溢出": "left:overflow", "phantom": "ignored", "test": "ignored", "测试": "ignored",
}

// plainWord is a name without case, spaces and signs.
func plainWord(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// columnFor is the first column called like a field, or -1.
func columnFor(field string, columns []string) int {
	for _, word := range columnWords[field] {
		for i, c := range columns {
			if plainWord(c) == plainWord(word) {
				return i
			}
		}
	}
	return -1
}
