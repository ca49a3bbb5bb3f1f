package segment

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// words are what stands for a value in workbooks, in Chinese and in English.
var words = map[string][2]string{
	Discipline: {"劳动纪律", "Discipline"}, Work: {"工作质量", "Work quality"}, Serving: {"服务质量", "Service quality"}, Attitude: {"工作态度", "Attitude"},
	High: {"高", "high"}, Middle: {"中", "middle"}, Low: {"低", "low"}, Unknown: {"未知", "unknown"},
	Praise: {"表扬", "praise"}, Promote: {"晋升培养", "promote"}, Coach: {"辅导", "coach"}, Train: {"培训", "train"}, Talk: {"面谈", "talk"}, Plan: {"改进计划", "improvement plan"}, Watch: {"重点关注", "watch closely"}, Nothing: {"先补评估", "assess first"},
}

func word(value string, zh bool) string {
	w := words[value]
	if zh {
		return w[0]
	}
	return w[1]
}

// Book makes the workbook of the people that fit, and notes the export. Needs the
// permission segment.read.
func (s *Service) Book(ctx context.Context, in Asked, zh bool) (*sheet.Book, error) {
	f, err := s.find(ctx, in)
	if err != nil {
		return nil, err
	}
	rows := f.kept(&in)
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.TeamName, b.TeamName), cmp.Compare(a.AgentNo, b.AgentNo))
	})
	pick := func(chinese, english string) string {
		if zh {
			return chinese
		}
		return english
	}
	names := map[string]string{}
	for _, x := range f.scheme.Segments {
		names[x.Key] = pick(x.NameZH, x.NameEN)
	}
	head := []string{pick("工号", "Agent ID"), pick("姓名", "Name"), pick("班组", "Team"), pick("开始日期", "From"), pick("结束日期", "To"), pick("分层", "Segment"), pick("上期分层", "Segment before"), pick("适合的做法", "Fitting action"), pick("依据", "Because of"), pick("未完成的行动", "Open actions")}
	for _, d := range DimensionKeys {
		head = append(head, word(d, zh)+pick("（得分）", " (points)"), word(d, zh)+pick("（水平）", " (level)"))
	}
	book, err := sheet.New()
	if err != nil {
		return nil, err
	}
	err = book.Rows(pick("人员分层", "Segments"), head, func(yield func([]any) bool) {
		for i := range rows {
			x := &rows[i]
			var why []string
			for _, c := range x.Why {
				text := word(c.Dimension, zh) + pick("：", ": ") + word(c.Level, zh)
				if c.Metric != "" {
					text += pick("（", " (") + x.metricName(c.Metric, zh) + pick("）", ")")
				}
				why = append(why, text)
			}
			cells := []any{x.AgentNo, x.Name, x.TeamName, x.FromOn, x.ToOn, names[x.Segment], cmp.Or(names[x.Before], x.Before), word(x.Action, zh), strings.Join(why, pick("；", "; ")), x.Open}
			for _, v := range x.Verdicts {
				cells = append(cells, v.Score, word(v.Level, zh))
			}
			if !yield(cells) {
				return
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return book, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if s.rec == nil {
			return nil
		}
		return s.rec.Record(ctx, tx, authz.Entry{Action: "segment.export", Object: "segment_result", ObjectID: f.p.From, After: map[string]any{"period": f.p.Kind, "rows": len(rows)}})
	})
}

// metricName is what a metric of the result is called.
func (x *Result) metricName(id string, zh bool) string {
	for _, v := range x.Verdicts {
		for _, f := range v.Figures {
			if f.Metric == id && zh {
				return cmp.Or(f.NameZH, id)
			} else if f.Metric == id {
				return cmp.Or(f.NameEN, id)
			}
		}
	}
	return id
}
