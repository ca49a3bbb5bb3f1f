package adherence

import (
	"context"
	"io"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Workbook is figures and the deviations they are made of as an Excel file.
type Workbook struct {
	zh         bool
	rows       []Row
	deviations []Piecewise
	zone       *time.Location
	rule       Rule
}

// Workbook makes the workbook of all figures that are asked for with all their
// deviations, and notes the export. Needs the permission adherence.read.
func (s *Service) Workbook(ctx context.Context, in FiguresIn, zh bool) (*Workbook, error) {
	b := &Workbook{zh: zh}
	in.Cursor, in.Limit = "", page.Most
	for {
		t, err := s.Figures(ctx, in)
		if err != nil {
			return nil, err
		}
		b.rows = append(b.rows, t.Items...)
		if in.Cursor = t.NextCursor; in.Cursor == "" {
			break
		}
	}
	ask := DeviationsIn{From: in.From, To: in.To, Search: in.Search, Team: in.Team, Person: in.Person, Sort: "from", Limit: page.Most}
	for {
		d, err := s.Deviations(ctx, ask)
		if err != nil {
			return nil, err
		}
		b.deviations = append(b.deviations, d.Items...)
		if ask.Cursor = d.NextCursor; ask.Cursor == "" {
			break
		}
	}
	return b, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.known(ctx, tx)
		if err != nil {
			return err
		}
		b.zone, b.rule = w.zone, w.rule
		if s.rec == nil {
			return nil
		}
		return s.rec.Record(ctx, tx, authz.Entry{Action: "adherence.figures.export", Object: "adherence_figures", ObjectID: in.By, After: map[string]any{"from": in.From, "to": in.To, "rows": len(b.rows), "deviations": len(b.deviations)}})
	})
}

func (b *Workbook) text(zh, en string) string {
	if b.zh {
		return zh
	}
	return en
}

// Kinds of deviations in words.
var kindWords = map[string][2]string{
	"absent": {"缺勤", "absent"}, "late": {"迟到", "late"}, "left_early": {"早退", "left early"}, "signed_out": {"中途签出", "signed out"}, "overrun": {"超时", "overrun"},
	"other_time": {"不在计划时间", "at another time"}, "away": {"计划外示忙", "away"}, "not_taken": {"应休未休", "not taken"}, "other_activity": {"活动不符", "other activity"}, "not_scheduled": {"班外工作", "outside the schedule"},
}

// States in words.
var stateWords = map[string][2]string{
	"signed_out": {"签出", "signed out"}, "ready": {"空闲", "ready"}, "ringing": {"振铃", "ringing"}, "talking": {"通话", "talking"}, "hold": {"保持", "hold"}, "wrap_up": {"整理", "wrap-up"}, "aux": {"示忙", "AUX"},
}

func (b *Workbook) word(words map[string][2]string, key string) string {
	w, known := words[key]
	if !known {
		return key
	}
	return b.text(w[0], w[1])
}

func (b *Workbook) activity(code string) string {
	i := b.rule.at(code)
	if i < 0 {
		return code
	}
	if a := b.rule.Activities[i]; b.zh || a.NameEN == "" {
		return a.Name
	}
	return b.rule.Activities[i].NameEN
}

func percent(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

// Write writes the figures, their deviations, and how they are reckoned.
func (b *Workbook) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	head := []string{b.text("起", "From"), b.text("止", "To"), b.text("班组", "Team"), b.text("工号", "Agent ID"), b.text("姓名", "Name"), b.text("人天", "Person-days"), b.text("遵时率 %", "Adherence %"), b.text("工时符合率 %", "Conformance %"),
		b.text("计划时长（秒）", "Scheduled s"), b.text("偏离（秒）", "Deviation s"), b.text("例外（秒）", "Excused s"), b.text("在线（秒）", "On queue s"), b.text("计划在线（秒）", "Scheduled on queue s")}
	if err := book.Rows(b.text("遵时", "Adherence"), head, func(yield func([]any) bool) {
		for i := range b.rows {
			r := &b.rows[i]
			conformance := percent(r.Conformance)
			if r.Infinite {
				conformance = "∞"
			}
			if !yield([]any{r.FromOn, r.ToOn, r.TeamName, r.AgentNo, r.PersonName, r.Days, percent(r.Adherence), conformance, r.Scheduled, r.Exceptions, r.Excused, r.OnQueue, r.ScheduledOnQueue}) {
				return
			}
		}
	}); err != nil {
		return err
	}
	head = []string{b.text("日期", "Day"), b.text("班组", "Team"), b.text("工号", "Agent ID"), b.text("姓名", "Name"), b.text("起", "From"), b.text("止", "To"), b.text("秒", "Seconds"), b.text("类型", "Kind"), b.text("计划", "Scheduled"), b.text("实际", "Actual"), b.text("原因码", "Reason code"), b.text("计入", "Counts")}
	if err := book.Rows(b.text("偏离", "Deviations"), head, func(yield func([]any) bool) {
		for i := range b.deviations {
			d := &b.deviations[i]
			clock := func(ms int64) string { return time.UnixMilli(ms).In(b.zone).Format(time.TimeOnly) }
			counts := b.text("是", "yes")
			if d.ExceptionID != "" {
				counts = b.text("否", "no")
			}
			if !yield([]any{d.On, d.TeamName, d.AgentNo, d.PersonName, clock(d.FromMs), clock(d.ToMs), d.Seconds, b.word(kindWords, d.Kind), b.activity(d.Activity), b.word(stateWords, d.State), d.Reason, counts}) {
				return
			}
		}
	}); err != nil {
		return err
	}
	if err := book.Notes(b.text("口径", "Definition"), [][]any{
		{b.text("遵时率", "Adherence"), b.text("max(0, 1 − 偏离 ÷ 计划时长) × 100；无计划或无状态数据时不计算", "max(0, 1 − deviation ÷ scheduled) × 100; not defined without a schedule or told states")},
		{b.text("工时符合率", "Conformance"), b.text("在线时长 ÷ 计划在线时长 × 100，可超过 100；无计划而有在线时为 ∞", "on queue ÷ scheduled on queue × 100, may exceed 100; ∞ when none was scheduled")},
		{b.text("宽限（秒）", "Grace, seconds"), b.text("早开始", "begins early"), b.rule.StartEarly, b.text("晚开始", "begins late"), b.rule.StartLate, b.text("早结束", "ends early"), b.rule.EndEarly, b.text("晚结束", "ends late"), b.rule.EndLate},
	}); err != nil {
		return err
	}
	return book.Write(w)
}
