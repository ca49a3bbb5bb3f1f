package hiring

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/lingting/lingting/calc/hiring"
	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// ModelVersion is that of the reckoning: other versions may give other plans.
const ModelVersion = 1

// Assumptions are what a plan is reckoned with. Sums of money are in the
// centre's own currency.
type Assumptions struct {
	SurePercent       float64 `json:"sure_percent" doc:"50 to 99: how sure the months' work is covered, given how sure the outlook is; 50: on the outlook itself"`
	Hours             float64 `json:"hours_per_month" doc:"paid hours of a full-time person in a month"`
	ShrinkagePercent  float64 `json:"shrinkage_percent" doc:"of paid hours, not there for contacts"`
	OccupancyPercent  float64 `json:"occupancy_percent" doc:"of the hours there for contacts, busy with them"`
	Heads             float64 `json:"heads" doc:"people who have learnt, at the beginning"`
	Joining           []Joins `json:"joining" maxItems:"36" doc:"people of classes that are decided already"`
	LeadMonths        int     `json:"lead_months" doc:"from opening a class to its first day"`
	TrainingMonths    int     `json:"training_months"`
	LearningPercents  []int   `json:"learning_percents" maxItems:"24" doc:"what a person is worth in each month after the training"`
	AttritionPercent  float64 `json:"attrition_percent" doc:"of those who have learnt, leave in a month"`
	NewLeaversPercent float64 `json:"new_attrition_percent" doc:"of those in training or learning, leave in a month"`
	LeastClass        int     `json:"least_class" doc:"people in a class"`
	MostClass         int     `json:"most_class"`
	Classes           int     `json:"classes_per_month" doc:"the most that begin in a month"`
	OvertimePercent   float64 `json:"overtime_percent" doc:"the most overtime adds to a month's capacity"`
	ReleasePercent    float64 `json:"release_percent" doc:"the most that is released of a month's capacity"`
	Pay               float64 `json:"pay" doc:"of a person and month"`
	OvertimePay       float64 `json:"overtime_pay" doc:"of a full-time month of overtime"`
	ReleaseSaves      float64 `json:"release_saves" doc:"of a full-time month that is released"`
	PerClass          float64 `json:"per_class" doc:"of a class, whatever its size"`
	PerHire           float64 `json:"per_hire" doc:"of recruiting and training a person, beside the pay"`
	PerShortfall      float64 `json:"per_shortfall" doc:"what a full-time month that is missing is taken to cost"`
}

// Joins are people whose training begins in a month.
type Joins struct {
	Month  string `json:"month" doc:"YYYY-MM" maxLength:"7"`
	People int    `json:"people"`
}

// Request asks for a plan.
type Request struct {
	Name      string `json:"name"`
	OutlookID string `json:"outlook_id"`
	Assumptions
}

// Month is a month of a plan.
type Month struct {
	Month    string  `json:"month" doc:"YYYY-MM"`
	Workload float64 `json:"workload_h" doc:"the outlook's"`
	Planned  float64 `json:"planned_h" doc:"the workload that is to be covered, as sure as is asked for"`
	Need     float64 `json:"need" doc:"full-time people"`
	Capacity float64 `json:"capacity" doc:"full-time people"`
	Heads    float64 `json:"heads" doc:"people employed, in the mean of the month"`
	Training float64 `json:"in_training"`
	Learning float64 `json:"learning"`
	Leavers  float64 `json:"leavers"`
	Begin    int     `json:"begin" doc:"people of the plan's classes who begin"`
	Joining  float64 `json:"joining" doc:"people of classes decided before who begin"`
	Overtime float64 `json:"overtime"`
	Release  float64 `json:"release"`
	Short    float64 `json:"short" doc:"full-time people who are missing after all"`
	Cost     float64 `json:"cost"`
}

// Class is a class of a plan.
type Class struct {
	Size       int    `json:"size"`
	Open       string `json:"open" doc:"month in which recruiting begins"`
	Begin      string `json:"begin" doc:"month in which the training begins"`
	Productive string `json:"productive" doc:"first month after the training"`
}

// Outcome is what a plan says.
type Outcome struct {
	Months   []Month `json:"months"`
	Classes  []Class `json:"classes"`
	Cost     float64 `json:"cost"`
	Hired    int     `json:"hired"`
	Short    float64 `json:"short" doc:"full-time months that are missing"`
	Overtime float64 `json:"overtime" doc:"full-time months"`
	Late     bool    `json:"late" doc:"people are missing before a class opened today could help"`
}

// About is what a plan was made from.
type About struct {
	OutlookID    string      `json:"outlook_id"`
	AsOf         civil.Date  `json:"as_of_on" format:"date" doc:"the outlook knew only days before it"`
	Queues       int         `json:"queues" doc:"of the outlook, with a forecast"`
	ModelVersion int         `json:"model_version"`
	Assumptions  Assumptions `json:"assumptions"`
}

// Plan is a plan as it is kept.
type Plan struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	About     About   `json:"about"`
	Outcome   Outcome `json:"outcome"`
	CreatedMs int64   `json:"created_ms"`
	CreatedBy string  `json:"created_by"`
}

func (r *Request) check(named bool) error {
	var w fault.Collector
	r.Name = strings.TrimSpace(r.Name)
	switch n := utf8.RuneCountInString(r.Name); {
	case named && n == 0:
		w.Add("body.name", "required", "must not be empty")
	case n > 100:
		w.Add("body.name", "too_long", "must have at most 100 characters")
	}
	w.Require("body.outlook_id", r.OutlookID)
	within := func(field string, v, low, high float64) {
		if !(v >= low && v <= high) {
			w.Add("body."+field, "range", "must be from "+number(low)+" to "+number(high))
		}
	}
	within("sure_percent", r.SurePercent, 50, 99)
	within("hours_per_month", r.Hours, 1, 744)
	within("shrinkage_percent", r.ShrinkagePercent, 0, 80)
	within("occupancy_percent", r.OccupancyPercent, 10, 100)
	for i, j := range r.Joining {
		field := "joining." + strconv.Itoa(i)
		if _, err := civil.Parse(j.Month + "-01"); err != nil {
			w.Add("body."+field+".month", "bad_month", "expected a month like 2027-03")
		}
		within(field+".people", float64(j.People), 0, 5000)
	}
	for i, v := range r.LearningPercents {
		within("learning_percents."+strconv.Itoa(i), float64(v), 0, 100)
	}
	return w.Err("staffing.hiring.invalid", "The plan cannot be reckoned as it is asked for.")
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// fields says which field of a request a field of calc/hiring comes from.
var fields = map[string]string{"lead": "lead_months", "training": "training_months", "learning": "learning_percents", "attrition": "attrition_percent", "new_attrition": "new_attrition_percent",
	"classes": "classes_per_month", "overtime": "overtime_percent", "release": "release_percent", "need": "outlook_id"}

// faultOf tells a fault of calc/hiring beside the field of the request.
func faultOf(err error) error {
	var f *hiring.Fault
	if !errors.As(err, &f) {
		return err
	}
	field := f.Field
	if known, ok := fields[field]; ok {
		field = known
	}
	return fault.Invalidf("staffing.hiring.invalid", "The plan cannot be reckoned as it is asked for.").WithField("body."+field, "range", f.Reason)
}

// problem is what is to be solved of the whole months of an outlook.
func (a *Assumptions) problem(f forecast.OutlookFigures) (hiring.Problem, []Month) {
	p := hiring.Problem{Heads: a.Heads, Lead: a.LeadMonths, Training: a.TrainingMonths, Attrition: a.AttritionPercent / 100, NewAttrition: a.NewLeaversPercent / 100,
		LeastClass: a.LeastClass, MostClass: a.MostClass, Classes: a.Classes, Overtime: a.OvertimePercent / 100, Release: a.ReleasePercent / 100,
		Pay: a.Pay, OvertimePay: a.OvertimePay, ReleaseSaves: a.ReleaseSaves, PerClass: a.PerClass, PerHire: a.PerHire, PerShortfall: a.PerShortfall}
	for _, v := range a.LearningPercents {
		p.Learning = append(p.Learning, float64(v)/100)
	}
	var months []Month
	for i := range f.Ahead {
		m := &f.Ahead[i]
		if m.Partial || m.Workload == nil {
			continue
		}
		planned := *m.Workload * surer(m.Bands, a.SurePercent)
		need := planned / (a.Hours * (1 - a.ShrinkagePercent/100) * a.OccupancyPercent / 100)
		months = append(months, Month{Month: monthOf(m.From), Workload: *m.Workload, Planned: planned, Need: need})
		p.Need = append(p.Need, need)
		p.Joining = append(p.Joining, 0)
		for _, j := range a.Joining {
			if j.Month == monthOf(m.From) {
				p.Joining[len(p.Joining)-1] += float64(j.People)
			}
		}
	}
	return p, months
}

// surer is by how much more work than the outlook's has to be covered to cover
// it with a probability, where its 80 % band is lognormal.
func surer(bands *[3]series.Band, percent float64) float64 {
	if bands == nil || bands[1].Low <= 0 || percent <= 50 {
		return 1
	}
	sd := math.Log(bands[1].High/bands[1].Low) / (2 * distuv.UnitNormal.Quantile(0.9))
	return math.Exp(sd * distuv.UnitNormal.Quantile(percent/100))
}

func monthOf(d civil.Date) string { return d.String()[:7] }

// tell puts a solution into the months it was made for.
func tell(months []Month, solved *hiring.Plan) Outcome {
	out := Outcome{Months: months, Classes: []Class{}, Cost: solved.Cost, Late: solved.Late}
	name := func(i int) string {
		first, _ := civil.Parse(months[0].Month + "-01")
		y, m, _ := first.Civil()
		return monthOf(civil.Of(y, m+time.Month(i), 1))
	}
	for i, s := range solved.Months {
		m := &months[i]
		m.Capacity, m.Heads, m.Training, m.Learning, m.Leavers, m.Begin, m.Joining = s.Capacity, s.Heads, s.Training, s.Learning, s.Leavers, s.Begin, s.Joining
		m.Overtime, m.Release, m.Short, m.Cost = s.Overtime, s.Release, s.Short, s.Cost
		out.Hired += s.Begin
		out.Short += s.Short
		out.Overtime += s.Overtime
	}
	for _, c := range solved.Classes {
		out.Classes = append(out.Classes, Class{Size: c.Size, Open: name(c.Open), Begin: name(c.Begin), Productive: name(c.Productive)})
	}
	return out
}
