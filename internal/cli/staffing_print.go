package cli

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/width"

	"github.com/lingting/lingting/calc/queueing"
)

// erlangAnswer is the stable JSON form.
type erlangAnswer struct {
	Model    queueing.Model  `json:"model"`
	Notation string          `json:"notation"`
	Load     erlangLoad      `json:"load"`
	Required *erlangRequired `json:"required,omitempty"`
	Measures *erlangMeasures `json:"measures"` // null when nobody is needed
}

type erlangLoad struct {
	PerHour     float64  `json:"arrivals_per_hour"`
	Erlangs     float64  `json:"erlangs"`
	Handle      float64  `json:"aht_s"`
	Patience    *float64 `json:"patience_s,omitempty"`
	PatienceLaw string   `json:"patience_law,omitempty"`
	Line        int      `json:"line,omitempty"`
}

type erlangRequired struct {
	Agents  int                     `json:"agents"`
	Binding queueing.Target         `json:"binding,omitempty"`
	Alone   map[queueing.Target]int `json:"alone"`
}

// erlangMeasures has shares from 0 to 1 and times in seconds.
type erlangMeasures struct {
	Agents       int                          `json:"agents"`
	Wait         float64                      `json:"wait_probability"`
	ServiceLevel float64                      `json:"service_level"` // by the variant that was asked for
	Variant      queueing.Variant             `json:"variant"`
	Threshold    float64                      `json:"threshold_s"`
	ShortAbandon float64                      `json:"short_abandon_s"`
	Levels       map[queueing.Variant]float64 `json:"service_levels"`
	Answered     float64                      `json:"answered"`
	Abandoned    float64                      `json:"abandoned"`
	Blocked      float64                      `json:"blocked"`
	ASA          float64                      `json:"asa_s"`
	MeanWait     float64                      `json:"mean_wait_s"`
	AbandonWait  float64                      `json:"mean_abandon_wait_s"`
	AnsweredWait map[string]float64           `json:"answered_wait_s"`
	OfferedWait  map[string]float64           `json:"offered_wait_s"`
	Occupancy    float64                      `json:"occupancy"`
	Busy         float64                      `json:"busy_agents"`
	Queue        float64                      `json:"queue_length"`
	Beta         float64                      `json:"beta"` // (agents − erlangs) / √erlangs
}

// percentiles of waits.
var percentiles = []struct {
	name  string
	share float64
}{{"p50", 0.5}, {"p80", 0.8}, {"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99}}

// answer asks the mathematics.
func (q erlangQuestion) answer() (erlangAnswer, error) {
	out := erlangAnswer{Model: q.model, Notation: q.model.Notation(q.load),
		Load: erlangLoad{PerHour: q.load.Rate * 3600, Erlangs: q.load.Erlangs(), Handle: q.load.Handle, Line: q.load.Line}}
	if q.load.Patience != nil {
		mean := q.load.Patience.Mean()
		out.Load.Patience, out.Load.PatienceLaw = &mean, q.load.Patience.Name()
	}
	if q.agents > 0 {
		m, err := queueing.Evaluate(q.model, q.load, q.agents)
		if err == nil {
			out.Measures, err = q.measures(m)
		}
		return out, err
	}
	r, err := queueing.Required(q.model, q.load, q.targets)
	if err != nil {
		return out, err
	}
	out.Required = &erlangRequired{Agents: r.Agents, Binding: r.Binding, Alone: r.Alone}
	if r.Agents > 0 {
		out.Measures, err = q.measures(r.Measures)
	}
	return out, err
}

func (q erlangQuestion) measures(m queueing.Measures) (*erlangMeasures, error) {
	if err := queueing.CheckVariant(q.variant); err != nil {
		return nil, err
	}
	out := &erlangMeasures{Agents: m.Agents, Wait: m.Wait, ServiceLevel: m.Level(q.variant, q.threshold, q.short), Variant: q.variant, Threshold: q.threshold, ShortAbandon: q.short,
		Levels: map[queueing.Variant]float64{}, Answered: m.Answered, Abandoned: m.Abandoned, Blocked: m.Blocked, ASA: m.ASA, MeanWait: m.MeanWait, AbandonWait: m.AbandonWait,
		AnsweredWait: map[string]float64{}, OfferedWait: map[string]float64{}, Occupancy: m.Occupancy, Busy: m.Busy, Queue: m.Queue, Beta: m.Excess}
	for _, v := range queueing.Variants {
		out.Levels[v] = m.Level(v, q.threshold, q.short)
	}
	for _, p := range percentiles {
		out.AnsweredWait[p.name], out.OfferedWait[p.name] = m.AnsweredWait(p.share), m.OfferedWait(p.share)
	}
	return out, nil
}

// erlangWords are the words of the table.
var erlangWords = map[string]map[string]string{
	"zh": {
		"model": "模型", "load": "话务负荷（爱尔兰）", "required": "所需坐席", "binding": "起决定作用的目标", "alone": "各目标单独所需", "agents": "坐席",
		"wait": "需排队", "level": "服务水平", "answered": "接通率", "abandoned": "放弃率", "blocked": "排队已满", "asa": "平均应答速度 ASA",
		"mean": "平均排队时长", "p_answered": "接起者的等待", "p_offered": "全部的等待", "occupancy": "占用率", "queue": "平均排队人数", "nobody": "没有联络，不需要坐席",
		"seconds": "秒", "in": "%s 秒内", "target level": "服务水平", "target asa": "ASA", "target abandonment": "放弃率", "target blocking": "排队已满",
		"target occupancy": "占用率", "target stability": "队列不无限增长",
		"erlang-a": "爱尔兰 A", "erlang-b": "爱尔兰 B", "erlang-c": "爱尔兰 C", "general": "一般耐心", "square-root": "平方根近似", "fluid": "流体近似",
	},
	"en": {
		"model": "model", "load": "load (erlangs)", "required": "agents needed", "binding": "binding target", "alone": "alone", "agents": "agents",
		"wait": "have to wait", "level": "service level", "answered": "answered", "abandoned": "abandoned", "blocked": "turned away", "asa": "ASA",
		"mean": "mean wait", "p_answered": "waits of the answered", "p_offered": "waits of all", "occupancy": "occupancy", "queue": "mean queue", "nobody": "nobody comes, nobody is needed",
		"seconds": "s", "in": "within %s s", "target level": "service level", "target asa": "ASA", "target abandonment": "abandonment", "target blocking": "turned away",
		"target occupancy": "occupancy", "target stability": "a queue that does not grow without end",
		"erlang-a": "Erlang A", "erlang-b": "Erlang B", "erlang-c": "Erlang C", "general": "general patience", "square-root": "square-root approximation", "fluid": "fluid approximation",
	},
}

func printErlang(w io.Writer, q erlangQuestion, a erlangAnswer, language string) error {
	word := func(key string) string { return erlangWords[language][key] }
	var rows [][2]string
	line := func(name, format string, args ...any) {
		rows = append(rows, [2]string{name, fmt.Sprintf(format, args...)})
	}
	line(word("model"), "%s (%s)", word(string(a.Model)), a.Notation)
	line(word("load"), "%.2f", a.Load.Erlangs)
	if r := a.Required; r != nil {
		line(word("required"), "%d", r.Agents)
		if r.Binding != "" {
			line(word("binding"), "%s", word("target "+string(r.Binding)))
		}
		var alone []string
		for _, t := range []queueing.Target{queueing.TargetLevel, queueing.TargetASA, queueing.TargetAbandonment, queueing.TargetBlocking, queueing.TargetOccupancy} {
			if n, ok := r.Alone[t]; ok {
				alone = append(alone, fmt.Sprintf("%s %d", word("target "+string(t)), n))
			}
		}
		if len(alone) > 1 {
			line(word("alone"), "%s", strings.Join(alone, ", "))
		}
	}
	m := a.Measures
	if m == nil {
		line(word("nobody"), "")
		return printRows(w, rows)
	}
	if a.Required == nil {
		line(word("agents"), "%d", m.Agents)
	}
	line(word("wait"), "%.2f %%", 100*m.Wait)
	line(fmt.Sprintf("%s %s", word("level"), fmt.Sprintf(word("in"), short(m.Threshold))), "%.2f %% (%s)", 100*m.ServiceLevel, m.Variant)
	line(word("answered"), "%.2f %%", 100*m.Answered)
	line(word("abandoned"), "%.2f %%", 100*m.Abandoned)
	if m.Blocked > 0 || q.load.Line > 0 {
		line(word("blocked"), "%.2f %%", 100*m.Blocked)
	}
	line(word("asa"), "%.2f %s", m.ASA, word("seconds"))
	line(word("mean"), "%.2f %s", m.MeanWait, word("seconds"))
	for _, waits := range []struct {
		name string
		by   map[string]float64
	}{{"p_answered", m.AnsweredWait}, {"p_offered", m.OfferedWait}} {
		cells := make([]string, 0, len(percentiles))
		for _, p := range percentiles {
			cells = append(cells, fmt.Sprintf("%s %.1f", p.name, waits.by[p.name]))
		}
		line(word(waits.name), "%s %s", strings.Join(cells, ", "), word("seconds"))
	}
	line(word("occupancy"), "%.2f %%", 100*m.Occupancy)
	line(word("queue"), "%.2f", m.Queue)
	return printRows(w, rows)
}

// printRows prints two columns; a Chinese character is as wide as two others.
func printRows(w io.Writer, rows [][2]string) error {
	columns := func(s string) (n int) {
		for _, r := range s {
			if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
				n++
			}
			n++
		}
		return n
	}
	widest := 0
	for _, r := range rows {
		widest = max(widest, columns(r[0]))
	}
	for _, r := range rows {
		if _, err := fmt.Fprintln(w, strings.TrimRight(r[0]+strings.Repeat(" ", widest-columns(r[0])+2)+r[1], " ")); err != nil {
			return err
		}
	}
	return nil
}

// short is a number without needless zeros.
func short(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", v), "0"), ".")
}
