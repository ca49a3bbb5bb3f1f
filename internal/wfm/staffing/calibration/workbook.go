package calibration

import (
	"context"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Workbook is a calibration as an Excel file.
type Workbook struct {
	Name string
	zh   bool
	of   Opened
}

// Workbook makes the workbook of a calibration and notes the export. Needs the
// permission staffing.read.
func (s *Service) Workbook(ctx context.Context, calibrationID string, zh bool) (*Workbook, error) {
	o, err := s.Open(ctx, calibrationID)
	if err != nil {
		return nil, err
	}
	b := &Workbook{Name: sheet.FileName(o.Name), zh: zh, of: o}
	return b, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return s.record(ctx, tx, authz.Entry{Action: "staffing.calibration.export", Object: "staffing_calibration", ObjectID: calibrationID, After: o.head()})
	})
}

func (b *Workbook) text(zh, en string) string {
	if b.zh {
		return zh
	}
	return en
}

var causeWords = map[Cause][2]string{
	CauseChance: {"在随机波动范围内", "Within what chance alone does"}, CauseFew: {"来量太少", "Hardly any contacts"}, CauseInferred: {"坐席签入未上报，为推断", "Sign-ins not told, inferred"},
	CauseDead: {"来电之间有未上报的空档", "Untold pauses between contacts"}, CauseHandle: {"当天各时段处理时长差异大", "Handle times of hours differ a lot"}, CauseLost: {"大量来电一进队列即挂断", "Many hung up at once"},
	CauseUnmanned: {"有来电时无人在岗", "Contacts came while nobody was there"}, CausePatience: {"放弃太少，耐心取自全部队列", "Patience of all queues together"},
	CauseOvertaken: {"来电常未按先后接起", "Contacts often not taken in order"}, CauseAtOnce: {"比其他队列更常立即接起", "Answered at once more often than other queues"}, CauseNotServed: {"从未接起，无法模拟", "Never answered, cannot be simulated"},
}

// Write writes the sheets: days, queues, and how it was made.
func (b *Workbook) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	days := []string{b.text("日期", "Day"), b.text("队列代码", "Queue code"), b.text("队列", "Queue"), b.text("实际请求量", "Offered, actual"), b.text("实际接起量", "Answered, actual"), b.text("模拟接起量", "Answered, simulated"),
		b.text("实际未接起", "Not answered, actual"), b.text("模拟未接起", "Not answered, simulated"), b.text("实际服务水平（%）", "Service level, actual (%)"), b.text("模拟服务水平（%）", "Service level, simulated (%)"),
		b.text("偏差（百分点）", "Deviation (points)"), b.text("区间半宽（百分点）", "Half-width (points)"), b.text("单日波动（百分点）", "Spread of a day (points)"), b.text("实际平均应答速度（秒）", "ASA, actual (s)"), b.text("模拟平均应答速度（秒）", "ASA, simulated (s)"),
		b.text("实际占用率（%）", "Occupancy, actual (%)"), b.text("模拟占用率（%）", "Occupancy, simulated (%)"), b.text("可能原因", "Possible causes")}
	if err := book.Rows(b.text("按日", "Days"), days, b.dayRows()); err != nil {
		return err
	}
	queues := []string{b.text("队列代码", "Queue code"), b.text("队列", "Queue"), b.text("来量", "Contacts"), b.text("未接起", "Not answered"), b.text("其中一秒内挂断", "Of them within a second"), b.text("耐心中位数（秒）", "Median patience (s)"),
		b.text("平均处理时长（秒）", "Handle time (s)"), b.text("先接（秒）", "Head start (s)"), b.text("坐席数", "Agents"), b.text("天数", "Days"), b.text("±3 个百分点以内", "Within 3 points"), b.text("实际服务水平（%）", "Actual (%)"),
		b.text("模拟服务水平（%）", "Simulated (%)"), b.text("偏差（百分点）", "Deviation (points)"), b.text("平均绝对偏差（百分点）", "Mean absolute deviation (points)")}
	if err := book.Rows(b.text("队列", "Queues"), queues, b.queueRows()); err != nil {
		return err
	}
	if err := book.Notes(b.text("口径", "Definitions"), b.notes()); err != nil {
		return err
	}
	return book.Write(w)
}

// cell is a figure that may not be known.
func cell(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

func (b *Workbook) dayRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, d := range b.of.Days {
			code, name := b.text("全部", "All"), b.text("所选队列合计", "All chosen queues")
			if i := slices.IndexFunc(b.of.Queues, func(q Learnt) bool { return q.QueueID == d.QueueID }); i >= 0 {
				code, name = b.of.Queues[i].Code, b.of.Queues[i].Name
			}
			causes := make([]string, 0, len(d.Causes))
			for _, c := range d.Causes {
				causes = append(causes, b.text(causeWords[c][0], causeWords[c][1]))
			}
			if !yield([]any{d.On, code, name, d.Actual.Offered, d.Actual.Answered, d.Simulated.Answered, d.Actual.Gone, d.Simulated.Gone, cell(d.Actual.Level), cell(d.Simulated.Level),
				cell(d.Deviation), cell(d.HalfWidth), cell(d.Spread), cell(d.Actual.ASA), cell(d.Simulated.ASA), cell(d.Actual.Occupancy), cell(d.Simulated.Occupancy), strings.Join(causes, b.text("；", "; "))}) {
				return
			}
		}
	}
}

func (b *Workbook) queueRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, q := range b.of.Queues {
			m := q.Month
			if !yield([]any{q.Code, q.Name, q.Contacts, q.Gone, q.Lost, cell(q.Patience), cell(q.Handle), q.HeadStart, q.Agents, m.Days, m.Within, cell(m.Actual), cell(m.Simulated), cell(m.Deviation), cell(m.Absolute)}) {
				return
			}
		}
	}
}

func (b *Workbook) notes() [][]any {
	c := b.of.Calibration
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		zone = time.UTC
	}
	out := [][]any{
		{b.text("模拟校准", "Calibration"), c.Name}, {b.text("制作", "Made by"), c.CreatedBy, time.UnixMilli(c.CreatedMs).In(zone).Format(time.RFC3339)},
		{b.text("范围", "Days"), c.FirstOn.String() + " – " + c.LastOn.String()}, {b.text("时区", "Time zone"), c.Timezone},
		{b.text("模型版本", "Model version"), c.ModelVersion}, {b.text("模拟器版本", "Simulator version"), c.Engine}, {b.text("重复次数", "Replications"), c.Replications}, {b.text("随机种子", "Seed"), c.Seed},
		{b.text("服务水平口径", "Service level"), c.Variant}, {b.text("偏差", "Deviation"), b.text("模拟 − 实际，百分点；界限 ±3", "simulated less actual, points; the bound is ±3")},
		{b.text("到达", "Arrivals"), b.text("当天每个来电进入队列的实际时刻", "the actual instants of the day")},
		{b.text("在岗", "Staffing"), b.text("签入减去示忙；未上报签入的坐席按其首个至最后一个来电推断，扣除有人等待而两分钟以上未接的时段", "signed in less AUX; where sign-ins are not told, from the first contact to the last without pauses of over two minutes in which somebody waited")},
		{b.text("耐心", "Patience"), b.text("Kaplan–Meier，接起者按删失处理", "Kaplan–Meier; the answered are censored")},
		{b.text("处理时长", "Handle times"), b.text("当天逐时段实际分布，不足 30 个取全期", "as they were by hour of the day; of all days where fewer than 30")},
		{b.text("坐席", "Agents"), c.Agents, b.text("其中在岗为推断", "of them with inferred presence"), c.Inferred},
	}
	if c.DeadMean != nil {
		out = append(out, []any{b.text("来电间空档（秒）", "Dead time between contacts (s)"), *c.DeadMean})
	}
	for _, metricID := range slices.Sorted(func(yield func(string) bool) {
		for id := range c.Metrics {
			if !yield(id) {
				return
			}
		}
	}) {
		out = append(out, []any{b.text("指标版本", "Version of the metric"), metricID, c.Metrics[metricID]})
	}
	return out
}
