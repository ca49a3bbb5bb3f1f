package metric

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

var dimensionNames = map[Dimension][2]string{
	ByQueue: {"队列", "Queue"}, BySkill: {"技能", "Skill"}, ByTeam: {"班组", "Team"}, ByAgent: {"坐席", "Agent"}, BySite: {"职场", "Site"},
	ByChannel: {"渠道", "Channel"}, ByCallType: {"呼叫类型", "Call type"}, ByHour: {"小时", "Hour"}, ByWeekday: {"星期", "Weekday"},
}

// book writes one workbook; text picks a language.
type book struct {
	f        *excelize.File
	zh       bool
	percent  int
	decimal  int
	whole    int
	head     int
	datetime int
}

func (b *book) text(zh, en string) string {
	if b.zh {
		return zh
	}
	return en
}

// writeWorkbook writes the answer: numbers typed as numbers on the first
// sheet, definitions and the freshness of the data on the second.
func writeWorkbook(w io.Writer, q Query, a Answer, zh bool) error {
	b := &book{f: excelize.NewFile(), zh: zh}
	defer func() { _ = b.f.Close() }()
	style := func(format string, more excelize.Style) int {
		if format != "" {
			more.CustomNumFmt = &format
		}
		id, err := b.f.NewStyle(&more)
		if err != nil {
			return 0
		}
		return id
	}
	b.percent, b.decimal, b.whole = style("0.0%", excelize.Style{}), style("#,##0.0", excelize.Style{}), style("#,##0", excelize.Style{})
	b.datetime = style("yyyy-mm-dd hh:mm", excelize.Style{})
	b.head = style("", excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F3F5F8"}}})
	if err := b.numbers(q, a); err != nil {
		return err
	}
	if err := b.definitions(q, a); err != nil {
		return err
	}
	return b.f.Write(w)
}

func (b *book) numbers(q Query, a Answer) error {
	name := b.text("数据", "Numbers")
	if err := b.f.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	sw, err := b.f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	byRef := map[string]Definition{}
	for _, d := range a.Metrics {
		byRef[d.ID], byRef[d.Ref()] = d, d
	}
	head := []any{}
	add := func(s string) { head = append(head, excelize.Cell{StyleID: b.head, Value: s}) }
	if q.Grain != GrainTotal {
		add(b.text("时段开始", "Start"))
	}
	for _, d := range q.By {
		add(b.text(dimensionNames[d][0], dimensionNames[d][1]))
	}
	for _, ref := range q.Metrics {
		d := byRef[ref]
		title := b.text(d.NameZH, d.NameEN)
		if unit := b.unit(d.Unit); unit != "" {
			title += " (" + unit + ")"
		}
		add(title)
		if q.Compare != CompareNone {
			add(title + " · " + b.compared(q.Compare))
		}
	}
	add(b.text("质量等级", "Grade"))
	if err := sw.SetColWidth(1, len(head), 16); err != nil {
		return err
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := sw.SetRow("A1", head); err != nil {
		return err
	}
	line := 2
	write := func(row *Row, total bool) error {
		cells := make([]any, 0, len(head))
		if q.Grain != GrainTotal {
			if t, err := time.Parse(time.RFC3339, row.Start); err == nil {
				local := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
				cells = append(cells, excelize.Cell{StyleID: b.datetime, Value: local})
			} else {
				cells = append(cells, b.text("合计", "Total"))
			}
		}
		for i, d := range q.By {
			n := row.Dims[d]
			text := n.Name
			if n.Code != "" && n.Code != n.Name && d != ByHour {
				text = strings.TrimSpace(n.Code + " " + n.Name)
			}
			if total && i == 0 && q.Grain == GrainTotal {
				text = b.text("合计", "Total")
			}
			cells = append(cells, text)
		}
		grade := ""
		for _, ref := range q.Metrics {
			n := row.Values.Of(ref)
			unit := byRef[ref].Unit
			cells = append(cells, b.cell(unit, n.Value))
			grade = max(grade, n.Grade)
			if q.Compare == CompareTarget {
				cells = append(cells, b.cell(unit, n.Target))
			} else if q.Compare != CompareNone {
				var v *float64
				if n.Compare != nil {
					v = n.Compare.Value
				}
				cells = append(cells, b.cell(unit, v))
			}
		}
		cells = append(cells, grade)
		at, err := excelize.CoordinatesToCellName(1, line)
		if err != nil {
			return err
		}
		line++
		return sw.SetRow(at, cells)
	}
	for i := range a.Rows {
		if err := write(&a.Rows[i], false); err != nil {
			return err
		}
	}
	if a.Total != nil {
		if err := write(a.Total, true); err != nil {
			return err
		}
	}
	return sw.Flush()
}

func (b *book) cell(unit string, v *float64) any {
	if v == nil {
		return nil
	}
	switch unit {
	case UnitPercent:
		return excelize.Cell{StyleID: b.percent, Value: *v / 100}
	case UnitCount:
		return excelize.Cell{StyleID: b.whole, Value: *v}
	}
	return excelize.Cell{StyleID: b.decimal, Value: *v}
}

func (b *book) unit(unit string) string {
	switch unit {
	case UnitSeconds:
		return b.text("秒", "s")
	case UnitPerHour:
		return b.text("每小时", "per hour")
	}
	return ""
}

func (b *book) compared(c Compare) string {
	switch c {
	case CompareLastWeek:
		return b.text("上周同期", "week before")
	case CompareWeekdayMean:
		return b.text("前四周同日均值", "mean of the same weekday, 4 weeks")
	}
	return b.text("目标", "target")
}

func (b *book) definitions(q Query, a Answer) error {
	name := b.text("口径", "Definitions")
	if _, err := b.f.NewSheet(name); err != nil {
		return err
	}
	rows := [][]any{{b.text("指标", "Metric"), b.text("版本", "Version"), b.text("生效日", "Effective"), b.text("分子", "Numerator"), b.text("分母", "Denominator"), b.text("系数", "Scale"),
		b.text("比较", "Comparison"), b.text("归属时段", "Attribution"), b.text("排除", "Exclusions"), b.text("来源", "Source")}}
	for _, d := range a.Metrics {
		rows = append(rows, []any{b.text(d.NameZH, d.NameEN) + " (" + d.ID + ")", d.Version, d.EffectiveOn, d.Numerator, d.Denominator, d.Scale, d.Comparison, d.Attribution,
			b.text(d.ExclusionsZH, d.ExclusionsEN), d.Source})
	}
	rows = append(rows, []any{}, []any{b.text("统计范围", "Range"), q.From + " – " + q.To}, []any{b.text("时区", "Time zone"), a.Timezone}, []any{b.text("数据截至", "Data until"), a.DataUntil})
	for _, p := range []struct {
		name string
		v    *int64
	}{{b.text("阈值 T（毫秒）", "Threshold T (ms)"), q.ThresholdMs}, {b.text("短时放弃 s（毫秒）", "Short abandon s (ms)"), q.ShortAbandonMs}, {b.text("重复来电窗口（小时）", "Repeat window (h)"), q.RepeatWindowHours}} {
		value := any(b.text("按队列或中心设置", "of the queue or the centre"))
		if p.v != nil {
			value = *p.v
		}
		rows = append(rows, []any{p.name, value})
	}
	rows = append(rows, []any{}, []any{b.text("参数（按生效日）", "Parameters, by day"), b.text("自", "From"), b.text("至", "To"), b.text("阈值 T（毫秒）", "Threshold T (ms)"), b.text("目标（%）", "Target (%)"),
		b.text("短时放弃 s（毫秒）", "Short abandon s (ms)"), b.text("重复来电窗口（小时）", "Repeat window (h)")})
	for _, p := range a.InForce {
		whose := b.text("中心", "Centre")
		if p.Queue != nil {
			whose = strings.TrimSpace(p.Queue.Code + " " + p.Queue.Name)
		}
		rows = append(rows, []any{whose, p.FromOn, p.ToOn, p.ThresholdMs, p.TargetPercent, p.ShortAbandonMs, p.RepeatWindowHours})
	}
	for i, r := range rows {
		if err := b.f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &r); err != nil {
			return err
		}
	}
	if err := b.f.SetCellStyle(name, "A1", "J1", b.head); err != nil {
		return err
	}
	widths := []float64{30, 8, 12, 44, 44, 8, 10, 12, 40, 50}
	for i, w := range widths {
		col, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := b.f.SetColWidth(name, col, col, w); err != nil {
			return err
		}
	}
	return nil
}
