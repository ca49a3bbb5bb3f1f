package staffing

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
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Workbook is a plan as an Excel file.
type Workbook struct {
	Name  string
	zh    bool
	plan  Plan
	days  []queueDay
	names map[string]Queue
}

// Workbook makes the workbook of a plan and notes the export. Needs the
// permission staffing.read.
func (s *Service) Workbook(ctx context.Context, planID string, zh bool) (*Workbook, error) {
	p, days, err := s.load(ctx, planID, "", nil)
	if err != nil {
		return nil, err
	}
	b := &Workbook{Name: sheet.FileName(p.Name), zh: zh, plan: p, days: days, names: map[string]Queue{}}
	for _, q := range p.Queues {
		b.names[q.QueueID] = q
	}
	slices.SortStableFunc(b.days, func(x, y queueDay) int { return cmp.Compare(b.names[x.queueID].Code, b.names[y.queueID].Code) })
	return b, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return s.record(ctx, tx, authz.Entry{Action: "staffing.plan.export", Object: "staffing_plan", ObjectID: planID, After: map[string]any{"name": p.Name, "days": len(days)}})
	})
}

func (b *Workbook) text(zh, en string) string {
	if b.zh {
		return zh
	}
	return en
}

// words are the values the workbook names.
var words = map[string][2]string{
	string(OutcomeMade): {"已测算", "Reckoned"}, string(OutcomeNoForecast): {"没有预测", "No forecast"}, string(OutcomeNoHandle): {"处理时长未知", "Handle time not known"},
	string(queueing.ModelA): {"爱尔兰 A", "Erlang A"}, string(queueing.ModelC): {"爱尔兰 C（耐心未知）", "Erlang C (patience not known)"},
	string(queueing.TargetLevel): {"服务水平", "Service level"}, string(queueing.TargetASA): {"平均应答速度", "ASA"}, string(queueing.TargetAbandonment): {"放弃率", "Abandonment"},
	string(queueing.TargetOccupancy): {"占用率", "Occupancy"}, string(queueing.TargetStability): {"排队不无限增长", "The queue must not grow without end"}, string(bindingLeast): {"最少坐席", "Fewest agents"},
	string(PatienceOfHistory): {"历史", "History"}, string(PatienceGiven): {"指定", "Given"}, string(PatienceUnknown): {"未知", "Not known"},
}

// word is a value in the workbook's language; one without words as it is.
func (b *Workbook) word(value string) string {
	if w, ok := words[value]; ok {
		return b.text(w[0], w[1])
	}
	return value
}

// Write writes the sheets: days, intervals, queues, and how it was made.
func (b *Workbook) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	who := []string{b.text("队列代码", "Queue code"), b.text("队列", "Queue"), b.text("日期", "Day")}
	model := []string{b.text("模型", "Model"), b.text("模型版本", "Model version")}
	days := slices.Concat(who, []string{b.text("预测量", "Forecast contacts"), b.text("工作量（小时）", "Workload (h)"), b.text("在线人时", "Base agent-hours"), b.text("排班人时", "Hours to schedule"),
		b.text("最多在线人数", "Most base agents"), b.text("预计服务水平（%）", "Expected service level (%)"), b.text("预计占用率（%）", "Expected occupancy (%)")}, model)
	if err := book.Rows(b.text("按日", "Days"), days, b.dayRows()); err != nil {
		return err
	}
	slots := slices.Concat(who, []string{b.text("时段开始", "Interval start"), b.text("预测量", "Forecast contacts"), b.text("测算量", "Contacts staffed for"), b.text("平均处理时长（秒）", "Handle time (s)"),
		b.text("负荷（爱尔兰）", "Load (erlangs)"), b.text("在线需求人数", "Base agents"), b.text("在岗人数", "At work"), b.text("排班人数", "To schedule"), b.text("起决定作用的目标", "Binding target"),
		b.text("预计服务水平（%）", "Expected service level (%)"), b.text("预计平均应答速度（秒）", "Expected ASA (s)"), b.text("预计放弃率（%）", "Expected abandonment (%)"), b.text("预计占用率（%）", "Expected occupancy (%)")}, model)
	if err := book.Rows(b.text("按时段", "Intervals"), slots, b.slotRows()); err != nil {
		return err
	}
	if err := book.Rows(b.text("队列", "Queues"), b.queueHead(), b.queueRows()); err != nil {
		return err
	}
	if err := book.Notes(b.text("说明", "Notes"), b.notes()); err != nil {
		return err
	}
	return book.Write(w)
}

func (b *Workbook) modelOf(q Queue) []any {
	return []any{b.word(string(q.Model)), b.plan.ModelVersion}
}

func (b *Workbook) dayRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, d := range b.days {
			var t tally
			most := 0
			for _, s := range d.Slots {
				t.add(s)
				most = max(most, s.Agents)
			}
			q := b.names[d.queueID]
			f := t.hours(most)
			row := []any{q.Code, q.Name, d.On, f.Contacts, f.Workload, f.AgentHours, f.PaidHours, f.MostAgents, f.Level, f.Occupancy}
			if !yield(append(row, b.modelOf(q)...)) {
				return
			}
		}
	}
}

func (b *Workbook) slotRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, d := range b.days {
			for k, s := range d.Slots {
				if s.Agents == 0 && s.Contacts == 0 {
					continue
				}
				var t tally
				t.add(s)
				q := b.names[d.queueID]
				f := t.figures()
				row := []any{q.Code, q.Name, d.On, slotTime(k, b.plan.GrainMinutes), f.Contacts, f.Planned, f.Handle, f.Erlangs, f.Agents, f.Present, f.Scheduled, b.word(string(f.Binding)), f.Level, f.ASA, f.Abandoned, f.Occupancy}
				if !yield(append(row, b.modelOf(q)...)) {
					return
				}
			}
		}
	}
}

func (b *Workbook) queueHead() []string {
	return []string{b.text("队列代码", "Queue code"), b.text("队列", "Queue"), b.text("结果", "Outcome"), b.text("目标", "Targets"), b.text("平均耐心（秒）", "Mean patience (s)"), b.text("耐心来源", "Patience from"),
		b.text("标准误（秒）", "Standard error (s)"), b.text("预测量", "Forecast contacts"), b.text("在线人时", "Base agent-hours"), b.text("排班人时", "Hours to schedule"), b.text("最多在线人数", "Most base agents"),
		b.text("模型", "Model"), b.text("模型版本", "Model version"), b.text("记号", "Notation")}
}

func (b *Workbook) queueRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, q := range b.plan.Queues {
			var seconds, spread any
			if q.Patience.Seconds > 0 {
				seconds = rough(q.Patience.Seconds)
			}
			if q.Patience.Error > 0 {
				spread = rough(q.Patience.Error)
			}
			if !yield([]any{q.Code, q.Name, b.word(string(q.Outcome)), b.target(q.Target), seconds, b.word(string(q.Patience.From)), spread, rough(q.Contacts), rough(q.AgentHours), rough(q.PaidHours), q.MostAgents,
				b.word(string(q.Model)), b.plan.ModelVersion, q.Notation}) {
				return
			}
		}
	}
}

// target is a target in words.
func (b *Workbook) target(t Target) string {
	out := []string{}
	say := func(asked bool, zh, en string, args ...any) {
		if asked {
			out = append(out, fmt.Sprintf(b.text(zh, en), args...))
		}
	}
	say(t.LevelPercent > 0, "服务水平 ≥ %g%%，%g 秒（%s）", "service level ≥ %g%% in %g s (%s)", t.LevelPercent, t.ThresholdSeconds, t.Variant)
	say(t.ASASeconds > 0, "平均应答速度 ≤ %g 秒", "ASA ≤ %g s", t.ASASeconds)
	say(t.AbandonmentPercent > 0, "放弃率 ≤ %g%%", "abandonment ≤ %g%%", t.AbandonmentPercent)
	say(t.OccupancyPercent > 0, "占用率 ≤ %g%%", "occupancy ≤ %g%%", t.OccupancyPercent)
	say(t.LeastAgents > 0, "至少 %d 人", "at least %d agents", t.LeastAgents)
	return strings.Join(out, b.text("；", "; "))
}

func (b *Workbook) notes() [][]any {
	p := b.plan
	zone, err := time.LoadLocation(p.Timezone)
	if err != nil {
		zone = time.UTC
	}
	at := func(ms int64) string { return time.UnixMilli(ms).In(zone).Format(time.RFC3339) }
	s := p.Settings
	return [][]any{
		{b.text("人力需求", "Requirement"), p.Name}, {b.text("制作", "Made by"), p.CreatedBy, at(p.CreatedMs)},
		{b.text("预测", "Forecast"), p.ForecastName, p.ForecastID}, {b.text("预测锁定于", "Forecast locked"), at(p.LockedMs)},
		{b.text("范围", "Days"), p.FirstOn.String() + " – " + p.LastOn.String()}, {b.text("时区", "Time zone"), p.Timezone}, {b.text("时段（分钟）", "Interval (minutes)"), p.GrainMinutes},
		{b.text("达成把握（%）", "Probability (%)"), s.ProbabilityPercent, b.text("每个时段以此概率达到目标；50 为按预测本身", "with which the targets hold in each interval; 50: on the forecast itself")},
		{b.text("在岗损耗（% 排班工时）", "In-office shrinkage (% of scheduled time)"), s.Shrinkage.InOfficePercent}, {b.text("离岗损耗（% 排班工时）", "Out-of-office shrinkage (% of scheduled time)"), s.Shrinkage.OutOfOfficePercent},
		{b.text("排班人数", "To schedule"), b.text("在线需求人数 ÷（1 − 损耗率）", "base agents / (1 − shrinkage)")},
		{b.text("耐心的历史", "History of patience"), p.PatienceFrom.String() + " – " + p.PatienceTo.String()},
		{b.text("模型版本", "Model version"), p.ModelVersion}, {b.text("全职每周工时", "Full-time hours a week"), s.FullTimeHours},
		{b.text("各队列单独测算", "Each queue by itself"), b.text("同一坐席服务多个队列时实际需要更少", "agents who serve several queues need fewer")},
	}
}
