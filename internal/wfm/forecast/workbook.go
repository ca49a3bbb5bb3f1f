package forecast

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
)

// Workbook is a version as an Excel file.
type Workbook struct {
	Name  string
	zh    bool
	sheet sheet
	codes map[string]Queue

	people map[string][]Person // by queue; nil: the reader may not see them
}

// Workbook makes the workbook of a version and notes the export. Needs the
// permission forecast.read.
func (s *Service) Workbook(ctx context.Context, versionID string, zh bool) (*Workbook, error) {
	sh, err := s.load(ctx, versionID, "", nil)
	if err != nil {
		return nil, err
	}
	b := &Workbook{zh: zh, sheet: sh, codes: map[string]Queue{}, Name: strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\/:*?"<>|`, r) {
			return '_'
		}
		return r
	}, sh.version.Name)}
	for _, q := range sh.version.Queues {
		b.codes[q.QueueID] = q
	}
	if a, _ := authz.From(ctx); a.Can(metric.PermissionRead) {
		b.people = map[string][]Person{}
		for _, q := range sh.version.Queues {
			if b.people[q.QueueID], err = s.People(ctx, versionID, q.QueueID); err != nil {
				return nil, err
			}
		}
	}
	slices.SortStableFunc(sh.days, func(x, y queueDay) int { return cmp.Compare(b.codes[x.queueID].Code, b.codes[y.queueID].Code) })
	return b, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if s.rec == nil {
			return nil
		}
		return s.rec.Record(ctx, tx, authz.Entry{Action: "forecast.version.export", Object: "forecast", ObjectID: versionID, After: map[string]any{"name": sh.version.Name, "days": len(sh.days)}})
	})
}

func (b *Workbook) text(zh, en string) string {
	if b.zh {
		return zh
	}
	return en
}

// words are the values the notes name.
var words = map[string][2]string{
	string(Draft): {"草稿", "Draft"}, string(Approved): {"已批准", "Approved"}, string(Locked): {"已锁定", "Locked"},
	string(OutcomeMade): {"已预测", "Forecast"}, string(OutcomeEmpty): {"历史中没有话务", "No contacts in the history"}, string(OutcomeShort): {"历史不足两周", "Less than two weeks"},
	series.NameEnsemble: {"加权组合", "Weighted ensemble"},
}

// word is a value in the workbook's language; one without words as it is.
func (b *Workbook) word(value string) string {
	if w, ok := words[value]; ok {
		return b.text(w[0], w[1])
	}
	return value
}

var partNames = map[series.Part][2]string{
	series.PartLevel: {"水平", "Level"}, series.PartTrend: {"趋势", "Trend"}, series.PartWeekday: {"星期", "Weekday"}, series.PartProfile: {"日内形态", "Profile"},
	series.PartCalendar: {"日历", "Calendar"}, series.PartEvents: {"事件", "Events"}, series.PartDrivers: {"业务驱动", "Drivers"}, PartManual: {"人工修改", "Manual changes"},
}

var handlePartNames = map[HandlePart][2]string{
	HandleLevel: {"时长：水平", "Handle time: level"}, HandleWeekday: {"时长：星期", "Handle time: weekday"}, HandleProfile: {"时长：日内形态", "Handle time: profile"},
	HandlePeople: {"时长：人员", "Handle time: people"}, HandleManual: {"时长：人工修改", "Handle time: manual"},
}

// allParts are the parts of a forecast with what was changed by hand.
func allParts() []series.Part { return append(series.Parts(), PartManual) }

// Write writes the sheets: days, intervals, and how the forecast was made.
func (b *Workbook) Write(w io.Writer) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	if err := b.rows(f, b.text("按日", "Days"), true); err != nil {
		return err
	}
	if err := b.rows(f, b.text("按时段", "Intervals"), false); err != nil {
		return err
	}
	if err := b.peopleSheet(f); err != nil {
		return err
	}
	if err := b.notes(f); err != nil {
		return err
	}
	return f.Write(w)
}

func (b *Workbook) rows(f *excelize.File, name string, daily bool) error {
	if daily {
		if err := f.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if _, err := f.NewSheet(name); err != nil {
		return err
	}
	format := "yyyy-mm-dd"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	sw, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	head := []any{}
	add := func(s string) { head = append(head, excelize.Cell{StyleID: bold, Value: s}) }
	add(b.text("队列代码", "Queue code"))
	add(b.text("队列", "Queue"))
	add(b.text("日期", "Day"))
	if !daily {
		add(b.text("时段开始", "Interval start"))
	}
	add(b.text("预测量", "Forecast contacts"))
	for _, l := range series.Levels {
		add(fmt.Sprintf("%.0f%% %s", l*100, b.text("下限", "low")))
		add(fmt.Sprintf("%.0f%% %s", l*100, b.text("上限", "high")))
	}
	add(b.text("平均处理时长（秒）", "Handle time (s)"))
	for _, l := range series.Levels[1:] {
		add(fmt.Sprintf("%s %.0f%% %s", b.text("处理时长", "Handle time"), l*100, b.text("下限", "low")))
		add(fmt.Sprintf("%s %.0f%% %s", b.text("处理时长", "Handle time"), l*100, b.text("上限", "high")))
	}
	add(b.text("模型的处理时长（秒）", "Handle time, model (s)"))
	add(b.text("工作量（小时）", "Workload (h)"))
	for _, p := range allParts() {
		add(b.text(partNames[p][0], partNames[p][1]))
	}
	for _, p := range HandleParts {
		add(b.text(handlePartNames[p][0], handlePartNames[p][1]))
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := sw.SetColWidth(1, len(head), 13); err != nil {
		return err
	}
	if err := sw.SetRow("A1", head); err != nil {
		return err
	}
	line := 1
	write := func(d queueDay, k int) error {
		var t tally
		q := b.codes[d.queueID]
		y, m, day := d.On.Civil()
		cells := []any{q.Code, q.Name, excelize.Cell{StyleID: style, Value: time.Date(y, m, day, 0, 0, 0, 0, time.UTC)}}
		if k < 0 {
			d.sayDay(&t)
			for p, values := range d.Parts {
				t.part(p, sum(values))
			}
		} else {
			cells = append(cells, slotTime(k, b.sheet.version.GrainMinutes))
			t.say(d.Slots[k], d.Spread[k], d.Workload(k))
			d.sayHandleOf(&t, k)
			for p, values := range d.Parts {
				t.part(p, values[k])
			}
		}
		fig := t.figures()
		cells = append(cells, t.forecast)
		for _, band := range fig.Bands {
			cells = append(cells, band.Low, band.High)
		}
		cells = append(cells, orEmpty(fig.Handle))
		for l := range series.Levels[1:] {
			if fig.HandleBands == nil {
				cells = append(cells, nil, nil)
				continue
			}
			cells = append(cells, fig.HandleBands[l+1].Low, fig.HandleBands[l+1].High)
		}
		model := fig.HandleModel
		if model == nil {
			model = fig.Handle
		}
		cells = append(cells, orEmpty(model), orEmpty(fig.Workload))
		for _, p := range allParts() {
			cells = append(cells, t.parts[p])
		}
		for _, p := range HandleParts {
			if v, known := fig.HandleParts[p]; known {
				cells = append(cells, v)
			} else {
				cells = append(cells, nil)
			}
		}
		line++
		return sw.SetRow(fmt.Sprintf("A%d", line), cells)
	}
	for _, d := range b.sheet.days {
		if daily {
			if err := write(d, -1); err != nil {
				return err
			}
			continue
		}
		for k := range d.Slots {
			if d.Closed || d.Slots[k] == 0 && d.Spread[k][2].High == 0 {
				continue
			}
			if err := write(d, k); err != nil {
				return err
			}
		}
	}
	return sw.Flush()
}

func orEmpty(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

func (b *Workbook) notes(f *excelize.File) error {
	name := b.text("说明", "Notes")
	if _, err := f.NewSheet(name); err != nil {
		return err
	}
	v := b.sheet.version
	rows := [][]any{
		{b.text("预测", "Forecast"), v.Name}, {b.text("状态", "Status"), b.word(string(v.Status))},
		{b.text("制作", "Made by"), v.CreatedBy, time.UnixMilli(v.CreatedMs).In(b.sheet.zone).Format(time.RFC3339)},
		{b.text("已知截至（不含）", "Known before"), v.AsOfOn.String()}, {b.text("历史", "History"), v.HistoryFrom.String() + " – " + v.HistoryTo.String()},
		{b.text("预测范围", "Horizon"), v.FirstOn.String() + " – " + v.LastOn.String()}, {b.text("时区", "Time zone"), v.Timezone}, {b.text("粒度（分钟）", "Interval (minutes)"), v.GrainMinutes},
		{b.text("模型", "Model"), b.word(v.Settings.Model)}, {b.text("数据截至", "Data until"), v.Inputs.DataUntil},
		{b.text("没有写出的时段", "Intervals left out"), b.text("关闭或预测为 0 的时段不写出", "closed ones, and those in which nothing is expected")},
		{b.text("工作量", "Workload"), b.text("预测量 × 平均处理时长", "contacts times handle time")}, {},
		{b.text("队列", "Queue"), b.text("结果", "Outcome"), b.text("历史天数", "Days of history"), b.text("试算 WAPE", "WAPE of the trial")},
	}
	for _, q := range v.Queues {
		row := []any{strings.TrimSpace(q.Code + " " + q.Name), b.word(string(q.Outcome)), q.HistoryDays}
		if q.Trial != nil {
			row = append(row, orEmpty(q.Trial.VolumeWAPE))
		}
		rows = append(rows, row)
	}
	for i, r := range rows {
		if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &r); err != nil {
			return err
		}
	}
	return f.SetColWidth(name, "A", "B", 34)
}
