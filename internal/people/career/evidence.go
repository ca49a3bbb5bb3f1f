package career

import (
	"context"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/people"
)

// Evidence is the pack of a decision as a workbook: what was decided, and every
// condition with its value and source, as they were.
type Evidence struct {
	zh       bool
	zone     *time.Location
	decision Decision
}

// Evidence gives the pack of a decision of a person within the actor's reach, and
// notes that it was taken. Needs the permission people.read.
func (s *Service) Evidence(ctx context.Context, personID, decisionID string, zh bool) (*Evidence, error) {
	c, err := s.Get(ctx, personID, "")
	if err != nil {
		return nil, err
	}
	return s.evidence(ctx, &c, decisionID, zh)
}

// OwnEvidence gives the pack of a decision of the actor's own. Needs the
// permission people.own.
func (s *Service) OwnEvidence(ctx context.Context, decisionID string, zh bool) (*Evidence, error) {
	c, err := s.Own(ctx)
	if err != nil {
		return nil, err
	}
	return s.evidence(ctx, &c, decisionID, zh)
}

func (s *Service) evidence(ctx context.Context, c *Career, decisionID string, zh bool) (*Evidence, error) {
	i := slices.IndexFunc(c.Decisions, func(d Decision) bool { return d.ID == decisionID && d.Pack != nil })
	if i < 0 {
		return nil, notFound("decision")
	}
	e := &Evidence{zh: zh, decision: c.Decisions[i]}
	return e, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		centre, err := s.org.Centre(ctx, tx)
		e.zone = centre.Location()
		if err != nil || s.rec == nil {
			return err
		}
		return s.rec.Record(ctx, tx, authz.Entry{Action: "career.decision.export", Object: "career_decision", ObjectID: decisionID})
	})
}

// FileName names the workbook by person and position.
func (e *Evidence) FileName() string {
	p := e.decision.Pack
	return sheet.FileName(e.say("晋升依据", "Evidence") + " " + p.Person.AgentNo + " " + p.Person.Name + " " + p.ToName + ".xlsx")
}

// Write writes the workbook.
func (e *Evidence) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	if err := book.Rows(e.say("逐项条件", "Conditions"), e.head(), slices.Values(e.conditions())); err != nil {
		return err
	}
	if err := book.Notes(e.say("决定", "Decision"), e.notes()); err != nil {
		return err
	}
	return book.Write(w)
}

func (e *Evidence) say(zh, en string) string {
	if e.zh || en == "" {
		return zh
	}
	return en
}

func (e *Evidence) head() []string {
	if e.zh {
		return []string{"条件", "结论", "来源", "数值", "共几人", "自", "至", "内容", "评定人", "评定日", "链接"}
	}
	return []string{"Condition", "Verdict", "Source", "Value", "Out of", "From", "To", "Text", "Stated by", "Stated on", "Link"}
}

// words are what stands for a verdict, source or kind, in Chinese and in English.
var words = map[string][2]string{
	Met: {"满足", "met"}, Unmet: {"不满足", "not met"}, Unknown: {"未知", "not known"},
	"file": {"员工档案", "employee file"}, "metric": {"指标", "metric"}, "standing": {"KPI 排名", "KPI rank"}, "post": {"岗位竞聘", "post"}, "position": {"现任岗位", "position held"}, "statement": {"评定", "statement"},
	Promoted: {"晋升", "promoted"}, Declined: {"不晋升", "not promoted"}, Placed: {"定岗", "placed"},
}

func (e *Evidence) word(value string) string { return e.say(words[value][0], words[value][1]) }

func (e *Evidence) conditions() [][]any {
	out := [][]any{}
	for _, v := range e.decision.Pack.Outlook.Verdicts {
		of := any("")
		if v.Of > 0 {
			of = v.Of
		}
		out = append(out, []any{e.say(v.Condition.Name, v.Condition.NameEN), e.word(v.State), e.word(v.Source), v.Value, of, dayCell(v.FromOn), dayCell(v.ToOn), e.say(v.Text, v.TextEN), v.By, dayCell(v.On), v.Link})
	}
	return out
}

func dayCell(on string) any {
	if d, err := civil.Parse(on); err == nil {
		return d
	}
	return on
}

func (e *Evidence) notes() [][]any {
	d, p := &e.decision, e.decision.Pack
	out := [][]any{
		{e.say("姓名", "Name"), p.Person.Name}, {e.say("工号", "Agent ID"), p.Person.AgentNo}, {e.say("班组", "Team"), p.Person.TeamName},
		{e.say("入职日期", "Entered on"), p.Person.EnteredOn}, {e.say("级别", "Level"), people.Word(p.Person.Level, e.zh)},
		{e.say("决定", "Decision"), e.word(d.Kind)}, {e.say("原岗位", "From"), p.FromName}, {e.say("新岗位", "To"), p.ToName}, {e.say("生效日", "Holds from"), d.FromOn}, {e.say("理由", "Reason"), d.Reason},
		{e.say("依据截至", "Evidence as of"), p.On}, {e.say("决定人", "Decided by"), d.DecidedBy}, {e.say("决定时间", "Decided at"), time.UnixMilli(d.DecidedMs).In(e.zone).Format(time.DateTime)},
	}
	if c := p.Contest; c != nil {
		out = append(out, []any{e.say("竞聘", "Competition"), c.Title}, []any{e.say("名次", "Rank"), strconv.Itoa(c.Rank) + " / " + strconv.Itoa(c.Of)}, []any{e.say("总分", "Total"), c.Score})
	}
	return out
}
