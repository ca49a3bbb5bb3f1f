package segment

import (
	"github.com/lingting/lingting/calc/scoring"
	"github.com/lingting/lingting/internal/metric"
)

// Template is the scheme that is shipped; it holds until the centre has its own.
// It divides by keeping the rules of work (attendance), the quality of work, the
// quality of service (checks and complaints) and attitude.
func Template() Scheme {
	line := func(id string, weight, threshold, target, stretch, least float64, missing string) Line {
		return Line{Metric: id, Weight: weight, Rule: scoring.Linear, Points: scoring.Points{Threshold: threshold, Target: target, Stretch: stretch}, Least: least, Missing: missing}
	}
	const day = 8 * 3600.0
	when := func(dimension string, levels ...string) Condition { return Condition{dimension, levels} }
	return Scheme{FromOn: metric.EverOn, Body: Body{
		Dimensions: []Dimension{
			{Key: Discipline, Known: 50, HighAt: 100, LowTo: 70, Lines: []Line{
				line("adherence", 40, 80, 90, 96, 5*day, Leave),
				line("conformance", 20, 80, 95, 100, 5*day, Leave),
				line("late-rate", 20, 15, 3, 0, 5, Leave),
				line("absence-rate", 20, 8, 1, 0, 5*day, Leave),
			}},
			{Key: Work, Known: 50, HighAt: 100, LowTo: 70, Lines: []Line{
				line("qa-score", 50, 80, 90, 95, 3, Withhold),
				line("aht", 20, 480, 380, 320, 50, Leave),
				line("no-answer-rate", 15, 6, 2, 0.5, 50, Leave),
				line("transfer-rate", 15, 20, 10, 6, 50, Leave),
			}},
			{Key: Serving, Known: 50, HighAt: 100, LowTo: 70, Lines: []Line{
				line("csat", 40, 85, 92, 97, 10, Leave),
				line("service-quality", 40, 84, 91, 96, 5, Leave),
				line("complaints", 20, 1, 0, 0, 0, Leave),
			}},
			{Key: Attitude, Known: 30, HighAt: 80, LowTo: 60, Lines: []Line{}},
		},
		Statements: []Statement{
			{"responsible", "责任心", "Takes responsibility", "常推给同事或客户，应承的事要人催。", "Passes things on; what was promised must be asked for.", "份内的事按时做完，出了问题会说。", "Finishes own work in time and says when something went wrong.", "把客户的事当自己的事，跟到有结果为止。", "Treats the customer's matter as one's own and follows it to the end."},
			{"initiative", "主动性", "Takes initiative", "只做被交代的，不问不说。", "Does only what was told, asks and says nothing.", "遇到不懂的会问，辅导后会照着试。", "Asks what is not clear and tries what was coached.", "主动找方法、提建议，带着别人一起改。", "Looks for better ways, suggests them and takes others along."},
			{"together", "团队协作", "Works together", "不愿换班帮忙，交接不说清楚。", "Does not help out; hands over without saying what matters.", "愿意配合，交接清楚。", "Helps when asked and hands over clearly.", "忙时补位，愿意教新人，班里有事想得到大家。", "Steps in when it is busy, teaches newcomers, thinks of the team."},
			{"composed", "面对压力", "Stays composed", "被批评或遇到难缠来电时当场失控，影响到客户或同事。", "Loses composure over criticism or hard contacts, felt by customers or colleagues.", "多数时候能稳住，事后会调整。", "Mostly stays calm and recovers afterwards.", "越难的来电越沉得住气，能听进意见并改。", "Stays calm in the hardest contacts, takes criticism and changes."},
		},
		Segments: []Segment{
			{"model", "标杆", "Role models", Promote, "工作、服务和心态都好：给更大的事做，列入晋升和带教人选。", "Good in work, service and attitude: give them more, consider them for promotion and mentoring."},
			{"backbone", "骨干", "Backbone", Praise, "做得好也愿意做：及时、具体地肯定，听取他们的意见。", "Good and willing: praise soon and for something definite, ask for their views."},
			{"willing", "愿干待提高", "Willing, to be trained", Train, "心态好、本领不足：缺什么补什么，先培训再跟听。", "Willing but not able yet: train what is missing, then listen in."},
			{"able", "能干欠意愿", "Able, not willing", Talk, "做得来却不愿做：一对一谈清原因，再约定做什么。", "Able but not willing: talk in private about why, then agree on something."},
			{"service", "服务待改进", "Service to be coached", Coach, "活干得不差，客户感受不好：逐通复盘，辅导沟通。", "Work is fair but customers feel it is not: go through contacts one by one, coach the way of speaking."},
			{"discipline", "纪律提醒", "Discipline", Watch, "其他尚可，迟到、缺勤或离位多：讲清规矩，每天看出勤。", "Fair otherwise, but late, absent or away too much: make the rules clear, look at attendance daily."},
			{"improve", "重点改进", "To be improved", Plan, "工作质量低、心态也低：订书面改进计划，定目标和日期，每周回看。", "Low work and low attitude: a written plan with goals and days, looked at weekly."},
			{"steady", "稳定", "Steady", Coach, "各项过得去：找一两处短板辅导，别让他们被忽略。", "Fair in everything: coach one or two weak points, do not overlook them."},
			{"open", "待评估", "Not known yet", Nothing, "数据不够或态度尚未评估：先补评估，不作判断。", "Too little is told, or the attitude not assessed: assess first, do not judge."},
		},
		Rules: []Rule{
			{[]Condition{when(Work, Low), when(Attitude, Low)}, "improve"},
			{[]Condition{when(Discipline, Low)}, "discipline"},
			{[]Condition{when(Work, High, Middle), when(Attitude, Low)}, "able"},
			{[]Condition{when(Work, Low), when(Attitude, High, Middle)}, "willing"},
			{[]Condition{when(Work, High, Middle), when(Serving, Low)}, "service"},
			{[]Condition{when(Work, High), when(Attitude, High), when(Serving, High, Middle)}, "model"},
			{[]Condition{when(Work, High), when(Attitude, Middle)}, "backbone"},
			{[]Condition{when(Work, Middle), when(Attitude, High), when(Serving, High)}, "backbone"},
			{[]Condition{when(Work, High, Middle), when(Attitude, High, Middle)}, "steady"},
		},
		Otherwise: "open",
	}}
}
