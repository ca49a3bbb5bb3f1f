package metric

import (
	"fmt"
	"math"
	"strconv"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Level is whom a reported value is about.
type Level string

// The levels, from wide to narrow.
const (
	LevelCentre Level = "centre"
	LevelSite   Level = "site"
	LevelTeam   Level = "team"
	LevelPerson Level = "person"
)

// Levels lists the levels from wide to narrow.
var Levels = []Level{LevelCentre, LevelSite, LevelTeam, LevelPerson}

// How the value of a figure is written.
const (
	WrittenPoints  = "points"  // a mean of points, with how many it is a mean of
	WrittenPercent = "percent" // a share, with how many it is a share of
	WrittenSum     = "sum"     // a sum
)

// Figure is something the centre is told about a period by people or by another
// system, as long as no room counts it from rows of its own.
type Figure struct {
	ID      string `json:"id"`
	NameZH  string `json:"name_zh"`
	NameEN  string `json:"name_en"`
	Written string `json:"written" enum:"points,percent,sum" doc:"how its value is written"`
	// Num and Den are the measures its parts are summed in; a sum has no Den.
	Num string `json:"-"`
	Den string `json:"-"`
	// BaseZH and BaseEN name what the value is a mean or a share of.
	BaseZH string `json:"base_zh,omitempty"`
	BaseEN string `json:"base_en,omitempty"`
}

var figures = []Figure{
	{"qa", "质检得分", "Quality score", WrittenPoints, "qa_points", "qa_evaluations", "评分通数", "evaluations"},
	{"service-quality", "服务质量分", "Service quality", WrittenPoints, "service_quality_points", "service_quality_checks", "评分次数", "checks"},
	{"satisfaction", "客户满意率", "Satisfied customers", WrittenPercent, "satisfied_answers", "satisfaction_answers", "有效答卷", "answers"},
	{"employee-satisfaction", "员工满意度", "Employee satisfaction", WrittenPoints, "employee_points", "employee_answers", "有效答卷", "answers"},
	{"complaints", "有责投诉", "Upheld complaints", WrittenSum, "complaints", "", "", ""},
	{"complaints-major", "重大或越级投诉", "Major or escalated complaints", WrittenSum, "complaints_major", "", "", ""},
	{"training-hours", "培训学时", "Training hours", WrittenSum, "training_hours", "", "", ""},
	{"cost", "运营成本", "Operating cost", WrittenSum, "cost", "", "", ""},
	{"attrition", "员工流失率", "Attrition", WrittenPercent, "leavers", "mean_headcount", "平均在岗人数", "mean headcount"},
	{"retention", "客户保有率", "Customers kept", WrittenPercent, "customers_kept", "customers_at_start", "期初客户数", "customers at the start"},
}

// Figures lists what can be reported. The slice is shared: do not change it.
func Figures() []Figure { return figures }

func figureByID(id string) (Figure, bool) {
	for _, f := range figures {
		if f.ID == id {
			return f, true
		}
	}
	return Figure{}, false
}

// Reported is what was told about a figure of a subject in a period.
type Reported struct {
	ID        string  `json:"id"`
	Figure    string  `json:"figure"`
	Level     Level   `json:"level" enum:"centre,site,team,person"`
	Subject   *Name   `json:"subject,omitempty" doc:"the site, team or person"`
	FromOn    string  `json:"from_on" format:"date"`
	ToOn      string  `json:"to_on" format:"date" doc:"included"`
	Value     float64 `json:"value" doc:"as it is written: points, per cent or a sum"`
	Base      float64 `json:"base" doc:"what it is a mean or a share of; 1 of a sum"`
	Source    string  `json:"source" doc:"who or what tells it"`
	Evidence  string  `json:"evidence" doc:"where it can be looked up"`
	Rev       int64   `json:"rev"`
	ChangedMs int64   `json:"changed_ms"`
	ChangedBy string  `json:"changed_by"`

	subjectID string
	num, den  float64
}

// NewReported is a value to be told.
type NewReported struct {
	Figure    string
	Level     Level
	SubjectID string // id or code; "" for the centre
	FromOn    string
	ToOn      string
	Value     float64
	Base      float64 // 0: 1
	Source    string
	Evidence  string
}

const (
	mostReported    = 1e12
	mostPeriodDays  = 366
	mostSourceText  = 200
	mostEvidentText = 1000
)

// check gives every wrong field at once; the subject is looked up elsewhere.
func (in *NewReported) check() (Figure, *fault.Collector) {
	var bad fault.Collector
	f, ok := figureByID(in.Figure)
	if !ok {
		bad.Add("body.figure", "unknown", "is no figure that can be reported")
	}
	from, err1 := civil.Parse(in.FromOn)
	to, err2 := civil.Parse(in.ToOn)
	if err1 != nil {
		bad.Add("body.from_on", "bad_day", "expected a day like 2026-11-01")
	}
	if err2 != nil {
		bad.Add("body.to_on", "bad_day", "expected a day like 2026-11-30")
	}
	if err1 == nil && err2 == nil {
		if to.Before(from) {
			bad.Add("body.to_on", "order", "must not be before the first day")
		} else if from.Add(mostPeriodDays).Before(to) {
			bad.Add("body.to_on", "too_long", "a period has at most 366 days")
		}
	}
	if in.Base == 0 {
		in.Base = 1
	}
	switch {
	case math.IsNaN(in.Value) || math.Abs(in.Value) > mostReported:
		bad.Add("body.value", "range", "is no number that can be kept")
	case f.Written == WrittenPercent && (in.Value < 0 || in.Value > 100):
		bad.Add("body.value", "range", "a share is from 0 to 100 per cent")
	case in.Value < 0:
		bad.Add("body.value", "range", "must not be negative")
	}
	if math.IsNaN(in.Base) || in.Base <= 0 || in.Base > mostReported {
		bad.Add("body.base", "range", "must be more than 0")
	}
	if len([]rune(in.Source)) > mostSourceText || in.Source == "" {
		bad.Add("body.source", "required", "say who or what tells the value, in at most "+strconv.Itoa(mostSourceText)+" characters")
	}
	if len([]rune(in.Evidence)) > mostEvidentText {
		bad.Add("body.evidence", "too_long", fmt.Sprintf("at most %d characters", mostEvidentText))
	}
	return f, &bad
}

// parts are the numerator and denominator a written value stands for.
func (f Figure) parts(value, base float64) (num, den float64) {
	switch f.Written {
	case WrittenPoints:
		return value * base, base
	case WrittenPercent:
		return value * base / 100, base
	}
	return value, 1
}

// written turns parts back into the value and its base.
func (f Figure) written(num, den float64) (value, base float64) {
	switch f.Written {
	case WrittenPoints:
		return num / den, den
	case WrittenPercent:
		return 100 * num / den, den
	}
	return num, 1
}

func reportedMeasure(id, zh, en string) Measure {
	return Measure{ID: id, NameZH: zh, NameEN: en, Unit: MeasureCount, Fact: FactReported, RuleZH: toldZH, RuleEN: toldEN}
}

const (
	toldZH = "由上报值逐期相加；一期完整落在所问时段内才计入。"
	toldEN = "Added up over reported values; a period counts where it lies wholly within the stretch asked for."
)

var reportedMeasures = []Measure{
	reportedMeasure("qa_points", "质检得分合计", "quality points"),
	reportedMeasure("qa_evaluations", "质检评分通数", "quality evaluations"),
	reportedMeasure("service_quality_points", "服务质量分合计", "service-quality points"),
	reportedMeasure("service_quality_checks", "服务质量评分次数", "service-quality checks"),
	reportedMeasure("satisfied_answers", "满意答卷数", "satisfied answers"),
	reportedMeasure("satisfaction_answers", "满意度有效答卷数", "answers about satisfaction"),
	reportedMeasure("employee_points", "员工满意度得分合计", "employee-satisfaction points"),
	reportedMeasure("employee_answers", "员工满意度有效答卷数", "employees' answers"),
	reportedMeasure("complaints", "有责投诉件数", "upheld complaints"),
	reportedMeasure("complaints_major", "重大或越级投诉件数", "major or escalated complaints"),
	reportedMeasure("training_hours", "培训学时合计", "training hours"),
	reportedMeasure("cost", "运营成本合计", "operating cost"),
	reportedMeasure("leavers", "离职人数", "leavers"),
	reportedMeasure("mean_headcount", "平均在岗人数", "mean headcount"),
	reportedMeasure("customers_kept", "保有客户数", "customers kept"),
	reportedMeasure("customers_at_start", "期初客户数", "customers at the start"),
}

// figureOf finds the figure a measure belongs to, "" for none.
func figureOf(measure string) (figure string, denominator bool) {
	for _, all := range [][]Figure{figures, reckonedFigures} {
		for _, f := range all {
			if f.Num == measure || f.Den == measure {
				return f.ID, f.Den == measure
			}
		}
	}
	return "", false
}

func told(d Definition) Definition { return attributed(d.noLimit(), "") }

var reportedBuiltins = []Definition{
	told(builtin(GroupReported, "qa-score", "质检得分", "Quality score", UnitPoints, DirectionUp, "qa_points", "qa_evaluations", 1,
		"Metric reference §7: Σ(weight × earned) ÷ Σ weights of what applies, as reported")),
	told(builtin(GroupReported, "service-quality", "服务质量分", "Service quality", UnitPoints, DirectionUp, "service_quality_points", "service_quality_checks", 1,
		"Quality checks and complaints together, as the centre reports them")),
	told(percentOf(GroupReported, "csat", "客户满意率", "Customer satisfaction", DirectionUp, "satisfied_answers", "satisfaction_answers",
		"Satisfied answers ÷ valid answers")),
	told(builtin(GroupReported, "esat", "员工满意度", "Employee satisfaction", UnitPoints, DirectionUp, "employee_points", "employee_answers", 1,
		"Mean of the points of valid answers")),
	told(countOf(GroupReported, "complaints", "有责投诉", "Upheld complaints", DirectionDown, "complaints", "Complaints found justified")),
	told(countOf(GroupReported, "complaints-major", "重大或越级投诉", "Major or escalated complaints", DirectionDown, "complaints_major", "Complaints classed major, or taken to a higher instance")),
	told(builtin(GroupReported, "training-hours", "培训学时", "Training hours", UnitHours, DirectionUp, "training_hours", "", 1, "Hours of training completed")),
	told(builtin(GroupReported, "operating-cost", "运营成本", "Operating cost", UnitMoney, DirectionDown, "cost", "", 1, "Labour, systems and indirect cost, in the centre's currency")),
	told(builtin(GroupReported, "cost-per-contact", "单呼成本", "Cost per contact", UnitMoney, DirectionDown, "cost", "answered", 1,
		"Metric reference §7: total cost ÷ contacts handled")),
	told(percentOf(GroupReported, "attrition-rate", "员工流失率", "Attrition rate", DirectionDown, "leavers", "mean_headcount",
		"Metric reference §3: leavers ÷ ((opening + closing headcount) ÷ 2); over several periods the mean of their rates, weighted by headcount")),
	told(percentOf(GroupReported, "retention-rate", "客户保有率", "Customer retention", DirectionUp, "customers_kept", "customers_at_start",
		"Metric reference §7: (base at start − lost) ÷ base at start")),
}
