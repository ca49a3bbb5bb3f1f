package whatif

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/calc/whatif"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Workbook is scenarios side by side as an Excel file.
type Workbook struct {
	Name string
	zh   bool
	all  []Scenario
}

// Workbook makes the workbook of a trial (nil: none) and of scenarios that are
// kept, and notes the export. Needs the permission staffing.read, and
// forecast.read for a trial.
func (s *Service) Workbook(ctx context.Context, trial *Question, ids []string, zh bool) (*Workbook, error) {
	b := &Workbook{zh: zh}
	if trial != nil {
		a, err := s.Try(ctx, *trial)
		if err != nil {
			return nil, err
		}
		b.all = append(b.all, Scenario{Name: b.text("测算（未保存）", "Trial (not kept)"), Question: *trial, Answer: a})
	}
	kept, err := s.Compare(ctx, ids)
	if err != nil {
		return nil, err
	}
	b.all = append(b.all, kept...)
	if len(b.all) == 0 {
		return nil, fault.Invalidf("staffing.scenario.nothing", "There is nothing to export: give a trial or scenarios that are kept.")
	}
	names := []string{}
	for i := range b.all {
		names = append(names, b.all[i].Name)
	}
	b.Name = sheet.FileName(b.text("假设分析 ", "What-if ") + strings.Join(names, ", "))
	return b, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return s.record(ctx, tx, authz.Entry{Action: "staffing.scenario.export", Object: "staffing_scenario", ObjectID: cmp.Or(b.all[0].ID, b.all[0].PlanID), After: map[string]any{"names": names}})
	})
}

func (b *Workbook) text(zh, en string) string {
	if b.zh {
		return zh
	}
	return en
}

// Write writes the sheets: figures, queues, the busiest day, cross-training, and
// how it was reckoned.
func (b *Workbook) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	model := []string{b.text("模型", "Model"), b.text("模型版本", "Model version")}
	figures := slices.Concat([]string{b.text("情形", "Case"), b.text("来话", "Contacts"), b.text("预测量/周", "Contacts a week"), b.text("在线人时/周", "Agent-hours a week"), b.text("付薪工时/周", "Paid hours a week"),
		b.text("全职人数", "FTE"), b.text("高峰在线人数", "Peak agents"), b.text("月成本", "Money a month"), b.text("服务水平（%）", "Service level (%)"), b.text("平均应答速度（秒）", "ASA (s)"), b.text("放弃率（%）", "Abandonment (%)"),
		b.text("占用率（%）", "Occupancy (%)"), b.text("过载时段", "Overloaded intervals")}, model)
	scenario := []string{b.text("方案", "Scenario")}
	queue := []string{b.text("队列代码", "Queue code"), b.text("队列", "Queue")}
	if err := book.Rows(b.text("合计", "Totals"), slices.Concat(scenario, figures), b.totals()); err != nil {
		return err
	}
	if err := book.Rows(b.text("队列", "Queues"), slices.Concat(scenario, queue, figures), b.queues()); err != nil {
		return err
	}
	curve := slices.Concat(scenario, []string{b.text("日期", "Day"), b.text("时段", "Interval"), b.text("基准在线人数", "Base agents"), b.text("人员不变时在线", "Kept"), b.text("按需调整", "Adapted"), b.text("80% 区间下沿", "Low end of the 80 % band"), b.text("80% 区间上沿", "High end of the 80 % band")}, model)
	if err := book.Rows(b.text("最忙一天", "Busiest day"), curve, b.curve()); err != nil {
		return err
	}
	cross := slices.Concat(scenario, []string{b.text("队列", "Queues"), b.text("人数", "People"), b.text("节省（全职人）", "FTE saved"), b.text("下沿", "Low"), b.text("上沿", "High"), b.text("全员共享的公式上限（%）", "Bound by formula (%)"),
		b.text("节省比例（%）", "Share saved (%)"), b.text("模拟次数", "Replications"), b.text("服务水平 单独→共享→减人后（%）", "Service level apart → shared → fewer people (%)")}, model)
	if err := book.Rows(b.text("交叉培训", "Cross-training"), cross, b.cross()); err != nil {
		return err
	}
	if err := book.Notes(b.text("口径", "Notes"), b.notes()); err != nil {
		return err
	}
	return book.Write(w)
}

// cases are the rows of three cases, each in the middle and at the ends of the
// band.
func (b *Workbook) cases(head []any, base, kept, adapted *whatif.Case, model string, version any) [][]any {
	var out [][]any
	for i, c := range []*whatif.Case{base, kept, adapted} {
		name := [][2]string{{"基准", "Base"}, {"人员不变", "People kept"}, {"按需调整", "Adapted"}}[i]
		f := &c.Figures
		out = append(out, append(slices.Clone(head), b.text(name[0], name[1]), b.text("按预测", "As forecast"), f.Contacts, f.AgentHours, f.PaidHours, f.FTE, f.Peak, f.Money, f.Level, f.ASA, f.Abandoned, f.Occupancy, f.Overloaded, model, version))
		for k, e := range []*whatif.End{&c.AtLow, &c.AtHigh} {
			end := [][2]string{{"80% 区间下沿", "Low end of the 80 % band"}, {"80% 区间上沿", "High end of the 80 % band"}}[k]
			out = append(out, append(slices.Clone(head), b.text(name[0], name[1]), b.text(end[0], end[1]), nil, nil, e.PaidHours, e.FTE, nil, e.Money, e.Level, e.ASA, e.Abandoned, e.Occupancy, nil, model, version))
		}
	}
	return out
}

func (b *Workbook) versions(a *Answer) string {
	return fmt.Sprintf(b.text("公式 %d，情景 %d", "formulas %d, scenarios %d"), a.About.FormulaVersion, a.About.ScenarioVersion)
}

func (b *Workbook) formula(m queueing.Model) string {
	if m == queueing.ModelA {
		return b.text("爱尔兰 A", "Erlang A")
	}
	return b.text("爱尔兰 C", "Erlang C")
}

// modelsOf names every model that has a part in the totals.
func (b *Workbook) modelsOf(x *Scenario) string {
	out := []string{}
	for _, q := range x.Answer.About.Queues {
		if name := b.formula(q.Model); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	if len(x.Answer.Outcome.Cross) > 0 {
		out = append(out, b.simulation())
	}
	return strings.Join(out, b.text("、", ", "))
}

func (b *Workbook) simulation() string { return b.text("离散事件模拟", "Simulation") }

func (b *Workbook) totals() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range b.all {
			x := &b.all[i]
			o := &x.Answer.Outcome
			for _, row := range b.cases([]any{x.Name}, &o.Base, &o.Kept, &o.Adapted, b.modelsOf(x), b.versions(x.Answer)) {
				if !yield(row) {
					return
				}
			}
		}
	}
}

func (b *Workbook) queues() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range b.all {
			x := &b.all[i]
			for k := range x.Answer.Outcome.Queues {
				q := &x.Answer.Outcome.Queues[k]
				name := x.Answer.About.queue(q.QueueID)
				for _, row := range b.cases([]any{x.Name, name.Code, name.Name}, &q.Base, &q.Kept, &q.Adapted, b.formula(name.Model), b.versions(x.Answer)) {
					if !yield(row) {
						return
					}
				}
			}
		}
	}
}

// queue is the name of a queue.
func (a *About) queue(queueID string) QueueName {
	for _, q := range a.Queues {
		if q.QueueID == queueID {
			return q
		}
	}
	return QueueName{QueueID: queueID, Code: queueID, Name: queueID}
}

func (b *Workbook) curve() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range b.all {
			x := &b.all[i]
			a := &x.Answer.About
			for k, p := range x.Answer.Outcome.Curve {
				if p == (whatif.Point{}) {
					continue
				}
				at := time.Date(2000, 1, 1, 0, k*a.GrainMinutes, 0, 0, time.UTC).Format("15:04")
				if !yield([]any{x.Name, a.FirstOn.Add(x.Answer.Outcome.BusiestDay), at, p.Base, p.Kept, p.Adapted, p.Low, p.High, b.modelsOf(x), b.versions(x.Answer)}) {
					return
				}
			}
		}
	}
}

func (b *Workbook) cross() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range b.all {
			x := &b.all[i]
			for _, s := range x.Answer.Outcome.Cross {
				names, levels := []string{}, []string{}
				for _, queueID := range s.QueueIDs {
					names = append(names, x.Answer.About.queue(queueID).Name)
				}
				for _, v := range s.Services {
					levels = append(levels, fmt.Sprintf("%s %g → %g → %g", x.Answer.About.queue(v.QueueID).Name, v.Apart, v.Same, v.Fewer))
				}
				if !yield([]any{x.Name, strings.Join(names, b.text("、", ", ")), s.People, s.FTE, s.LowFTE, s.HighFTE, 100 * s.Bound, 100 * s.Share, s.Days, strings.Join(levels, b.text("；", "; ")), b.simulation(), b.versions(x.Answer)}) {
					return
				}
			}
		}
	}
}

func (b *Workbook) notes() [][]any {
	var out [][]any
	for i := range b.all {
		x := &b.all[i]
		a, o, l := &x.Answer.About, &x.Answer.Outcome, &x.Levers
		out = append(out, []any{b.text("方案", "Scenario"), x.Name, x.Note}, []any{b.text("基准：人力需求", "Base: requirement"), a.PlanName, x.PlanID}, []any{b.text("预测", "Forecast"), a.ForecastName},
			[]any{b.text("范围", "Days"), a.FirstOn.String() + " – " + a.LastOn.String()}, []any{b.text("全职每周工时", "Full-time hours a week"), a.FullTimeHours})
		change := func(who string, c whatif.Change) {
			out = append(out, []any{b.text("变动", "Change"), who, fmt.Sprintf(b.text("来话量 %+g%%，处理时长 %+g%% %+g 秒，服务水平目标 %+g 个百分点，阈值 %+g 秒", "volume %+g%%, handle time %+g%% %+g s, service-level target %+g points, threshold %+g s"),
				c.VolumePercent, c.HandlePercent, c.HandleSeconds, c.LevelPoints, c.ThresholdSeconds)})
		}
		change(b.text("所有队列", "All queues"), l.All)
		for _, own := range l.Own {
			change(a.queue(own.QueueID).Name, own.Change)
		}
		for _, k := range l.Kinds {
			out = append(out, []any{b.text("损耗（百分点）：", "Shrinkage (points): ") + b.kind(k.Kind), fmt.Sprintf("%+g", k.Points)})
		}
		out = append(out, []any{b.text("损耗（百分点）", "Shrinkage (points)"), fmt.Sprintf(b.text("在岗 %+g，离岗 %+g", "in office %+g, out of office %+g"), l.InOfficePoints, l.OutOfficePoints)},
			[]any{b.text("月离职率（%）", "Attrition a month (%)"), l.AttritionPercent},
			[]any{b.text("每付薪工时成本", "Cost of a paid hour"), x.Costs.PerHour}, []any{b.text("每补招一人成本", "Cost of a hire"), x.Costs.PerHire}, []any{b.text("每培训一人成本", "Cost of cross-training a person"), x.Costs.PerTrained},
			[]any{b.text("一次性成本", "Cost, once"), o.Once})
		if t := o.Attrition; t != nil {
			out = append(out, []any{b.text("离职", "Leavers"), fmt.Sprintf(b.text("%g 个月离职 %g 人，补招成本 %g；不补招时期末缺 %g 人", "%g months: %g people leave, hires cost %g; without hires %g are missing at the end"), t.Months, t.Leavers, t.Cost, t.Missing)})
		}
		out = append(out, []any{b.text("版本", "Versions"), b.versions(x.Answer), fmt.Sprintf(b.text("基准测算时的公式版本 %d", "formulas when the base was made: version %d"), a.PlanVersion)},
			[]any{b.text("区间所用时段", "Intervals of the bands"), fmt.Sprintf(b.text("每 %d 个取 1 个", "one in %d"), o.Every)}, nil)
	}
	return append(out,
		[]any{b.text("人员不变", "People kept"), b.text("排班人数与基准相同，只有来话、时长、损耗、离职变化；不含交叉培训", "as many people scheduled as in the base; cross-training is not in it")},
		[]any{b.text("按需调整", "Adapted"), b.text("重新按目标测算的人数；离职者全部补招", "as many people as the targets take; leavers are replaced")},
		[]any{b.text("80% 区间", "80 % bands"), b.text("全部天数合计的预测不确定性：各时段、各天、各队列不会同时偏向一边；抽样时段的比例推及全部", "of the forecast for all days together: intervals, days and queues do not all err to the same side; the ratio found in the sampled intervals is carried over to all")},
		[]any{b.text("交叉培训", "Cross-training"), b.text("在闲、平、忙各一天上逐通模拟：减到各队列的服务不差于分开时为止；区间为模拟误差", "a quiet, a usual and a busy day are simulated contact by contact: people are left out until the service of a queue would be worse than apart; its band is of the simulation")},
		[]any{b.text("月成本", "Money a month"), b.text("付薪工时/周 × 365.25 ÷ 84 × 每工时成本 + 当月补招成本", "paid hours a week × 365.25 / 84 × cost of an hour + hires of the month")})
}

// kindNames are the kinds of shrinkage.
var kindNames = map[string][2]string{
	"break": {"小休", "breaks"}, "meal": {"用餐", "meals"}, "training": {"培训", "training"}, "meeting": {"会议", "meetings"}, "other": {"其他示忙", "other AUX"},
	"annual_leave": {"年假", "annual leave"}, "sick_leave": {"病假", "sick leave"}, "personal_leave": {"事假", "personal leave"}, "other_leave": {"其他假", "other leave"}, "attrition": {"流失空缺", "attrition"},
}

func (b *Workbook) kind(kind string) string {
	name := kindNames[kind]
	return b.text(name[0], name[1])
}
