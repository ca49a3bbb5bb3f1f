package contacts

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// mostRows is how many contacts one workbook takes: a sheet's limit less its
// heading.
const mostRows = 1_000_000

var heads = map[string][]any{
	"en": {"Contact", "Source", "Call", "Visit", "Queue code", "Queue", "Agent number", "Agent", "Channel", "Type", "Customer", "Entered", "Answered", "Ended",
		"Wait (s)", "Ring (s)", "Talk (s)", "Hold (s)", "Wrap-up (s)", "Outcome", "Left because", "Ended by", "Offers", "Missed offers", "Transferred", "Flags", "Grade"},
	"zh-CN": {"联络编号", "数据源", "通话标识", "第几次排队", "队列代码", "队列", "工号", "坐席", "渠道", "类型", "客户（脱敏）", "进入时间", "接通时间", "结束时间",
		"等待（秒）", "振铃（秒）", "通话（秒）", "保持（秒）", "话后（秒）", "结果", "离开原因", "结束方", "派发次数", "未接派发", "已转接", "质量标记", "等级"},
}

// Workbook writes the contacts of a filter as an Excel workbook: a sheet of
// rows and a sheet that says how to read them.
func (s *Service) Workbook(ctx context.Context, f Filter, out io.Writer) error {
	if err := authz.Require(ctx, PermissionExport); err != nil {
		return err
	}
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	var n int
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		n, err = s.fill(ctx, tx, book, f)
		return err
	})
	if err != nil {
		return err
	}
	type exported struct {
		Filter Filter `json:"filter"`
		Rows   int    `json:"rows"`
	}
	f.Search = Mask(f.Search)
	if err := s.record(ctx, authz.Entry{Action: "telephony.contact.export", Object: "contact", After: exported{f, n}}); err != nil {
		return err
	}
	return book.Write(out)
}

// fill writes the sheets and gives the number of contacts.
func (s *Service) fill(ctx context.Context, tx *sqldb.Tx, book *excelize.File, f Filter) (int, error) {
	l, err := s.lens(ctx, tx)
	if err != nil {
		return 0, err
	}
	centre, err := s.org.Centre(ctx, tx)
	if err != nil {
		return 0, err
	}
	p, err := f.ready(l.dir, l.zone, l.sources)
	if err != nil {
		return 0, err
	}
	_, newest, err := loadSources(ctx, tx)
	if err != nil {
		return 0, err
	}
	zh := centre.Locale != "en"
	rowsName, noteName := "Contacts", "Notes"
	if zh {
		rowsName, noteName = "联络", "口径"
	}
	n, cut, err := s.rows(ctx, tx, book, rowsName, zh, l, p, authz.ScopeOf(ctx, PermissionExport))
	if err != nil {
		return n, err
	}
	return n, notes(book, noteName, zh, f, l.zone, newest, n, cut)
}

func (s *Service) rows(ctx context.Context, tx *sqldb.Tx, book *excelize.File, name string, zh bool, l *lens, p pick, scope authz.Scope) (n int, cut bool, err error) {
	if err := book.SetSheetName("Sheet1", name); err != nil {
		return 0, false, err
	}
	sheet, err := book.NewStreamWriter(name)
	if err != nil {
		return 0, false, err
	}
	if err := sheet.SetColWidth(12, 14, 24); err != nil {
		return 0, false, err
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return 0, false, err
	}
	head := heads["en"]
	if zh {
		head = heads["zh-CN"]
	}
	if err := sheet.SetRow("A1", head); err != nil {
		return 0, false, err
	}
	err = s.walk(ctx, tx, p, scope, p.begin(), 0, func(c *telephony.Contact) (bool, error) {
		if n == mostRows {
			cut = true
			return false, nil
		}
		n++
		return true, sheet.SetRow(fmt.Sprintf("A%d", n+1), cells(l.view(c)))
	})
	if err != nil {
		return n, cut, err
	}
	return n, cut, sheet.Flush()
}

func cells(v Contact) []any {
	agentNo, agent := "", ""
	if v.Agent != nil {
		agentNo, agent = v.Agent.AgentNo, v.Agent.Name
	}
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	s := func(ms int64) float64 { return float64(ms) / 1000 }
	return []any{v.ID, v.Source, v.CallID, v.Visit + 1, v.Queue.Code, v.Queue.Name, agentNo, agent, v.Channel, v.CallType, v.Customer,
		v.EnteredAt, text(v.AnsweredAt), text(v.EndedAt), s(v.WaitMs), s(v.RingMs), s(v.TalkMs), s(v.HoldMs), s(v.WrapUpMs),
		v.Outcome, v.LeftReason, v.EndedBy, v.Offers, v.MissedOffers, v.Transferred, strings.Join(v.Flags, " "), v.Grade}
}

// notes says how the rows are to be read.
func notes(book *excelize.File, name string, zh bool, f Filter, zone *time.Location, newest int64, n int, cut bool) error {
	if _, err := book.NewSheet(name); err != nil {
		return err
	}
	until := "—"
	if newest > 0 {
		until = time.UnixMilli(newest).In(zone).Format(instant)
	}
	or := func(s ...string) string {
		if t := strings.Join(s, ", "); t != "" {
			return t
		}
		return "—"
	}
	note := func(en, cn string) string {
		if zh {
			return cn
		}
		return en
	}
	rows := [][2]string{
		{note("Rows", "行数"), fmt.Sprint(n)},
		{note("Data until", "数据截至"), until},
		{note("Time zone", "时区"), zone.String()},
		{note("From", "起"), or(f.From)}, {note("To (days included)", "止（含当日）"), or(f.To)},
		{note("Queues", "队列"), or(f.Queues...)}, {note("Agents", "坐席"), or(f.Agents...)}, {note("Teams", "班组"), or(f.Teams...)},
		{note("Source", "数据源"), or(f.Source)}, {note("Outcome", "结果"), or(f.Outcome)}, {note("Flag", "质量标记"), or(f.Flag)}, {note("Search", "搜索"), or(f.Search)},
		{note("One row", "一行"), note("is one queue visit; a call that visits two queues is two rows", "为一次排队；一通电话进入两个队列计两行")},
		{note("Wait", "等待"), note("from entering the queue to being answered, giving up or leaving", "自进入队列至接通、放弃或离开")},
		{note("Ring", "振铃"), note("part of the wait: at the agent who answered", "等待的一部分：在接听坐席处振铃")},
		{note("Talk", "通话"), note("connected time without hold", "接通后时长，不含保持")},
		{note("Grade", "等级"), note("A no flags; B flags, but no figure put in; C one figure put in by a rule; D several", "A 无标记；B 有标记但未补值；C 按规则补值一项；D 补值多项")},
		{note("Customer", "客户"), note("masked", "已脱敏")},
	}
	if cut {
		rows = append(rows, [2]string{note("Cut", "截断"), note("There are more contacts than a sheet takes; narrow the filter.", "联络数超过单表上限，请缩小筛选范围。")})
	}
	for i, r := range rows {
		if err := book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &[]any{r[0], r[1]}); err != nil {
			return err
		}
	}
	return book.SetColWidth(name, "A", "B", 40)
}
