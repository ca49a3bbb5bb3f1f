package calibration

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// ModelVersion is of the way days are replayed: another one may give other
// figures.
const ModelVersion = 1

// BoundPoints is how far a simulated service level may be from the actual one.
const BoundPoints = 3

// Limits of what may be asked.
const (
	mostDays           = 93
	usualReplications  = 20
	fewestReplications = 5
	mostReplications   = 200
)

// Request asks for a calibration.
type Request struct {
	Name         string     `json:"name,omitempty" maxLength:"200" doc:"made of its days when left out"`
	FirstOn      civil.Date `json:"first_on" format:"date"`
	LastOn       civil.Date `json:"last_on" format:"date"`
	QueueIDs     []string   `json:"queue_ids,omitempty" maxItems:"500" doc:"queues to show; left out: all. All queues are replayed together whatever stands here, since they share agents."`
	Replications int        `json:"replications,omitempty" doc:"times each day is simulated, 5 to 200; default 20"`
	Seed         int64      `json:"seed,omitempty" doc:"the same seed gives the same figures"`
}

func (r *Request) check() error {
	var w fault.Collector
	r.Name = strings.TrimSpace(r.Name)
	if utf8.RuneCountInString(r.Name) > 100 {
		w.Add("body.name", "too_long", "must have at most 100 characters")
	}
	if r.Replications == 0 {
		r.Replications = usualReplications
	}
	if r.Replications < fewestReplications || r.Replications > mostReplications {
		w.Add("body.replications", "range", "must be from 5 to 200")
	}
	if r.Seed == 0 {
		r.Seed = 1
	}
	if r.Seed < 0 {
		w.Add("body.seed", "range", "must not be below 0")
	}
	none := civil.Date{}
	switch days := (civil.Range{From: r.FirstOn, To: r.LastOn}).Days(); {
	case r.FirstOn == none:
		w.Add("body.first_on", "required", "must not be empty")
	case r.LastOn == none:
		w.Add("body.last_on", "required", "must not be empty")
	case days < 1:
		w.Add("body.last_on", "before_from", "must not be before the first day")
	case days > mostDays:
		w.Add("body.last_on", "too_long", "at most 93 days at once")
	}
	slices.Sort(r.QueueIDs)
	r.QueueIDs = slices.Compact(r.QueueIDs)
	if r.Name == "" {
		r.Name = r.FirstOn.String() + " – " + r.LastOn.String()
	}
	return w.Err("staffing.calibration.invalid", "The days cannot be replayed as it is asked for.")
}

// Calibration is days that were replayed.
type Calibration struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	FirstOn   civil.Date `json:"first_on" format:"date"`
	LastOn    civil.Date `json:"last_on" format:"date"`
	About                // what it was made from and by
	CreatedMs int64      `json:"created_ms"`
	CreatedBy string     `json:"created_by"`
}

// About is what a calibration was made from, and what came of it.
type About struct {
	ModelVersion int            `json:"model_version"`
	Engine       string         `json:"engine" doc:"version of the simulator"`
	Timezone     string         `json:"timezone"`
	Variant      string         `json:"service_level_variant" doc:"id of the service level that is compared"`
	Metrics      map[string]int `json:"metrics" doc:"version of each definition actual numbers were asked by"`
	Replications int            `json:"replications"`
	Seed         int64          `json:"seed"`
	Contacts     int            `json:"contacts" doc:"of the days"`
	Agents       int            `json:"agents" doc:"who answered any"`
	Inferred     int            `json:"agents_inferred" doc:"of them those whose sign-ins no source tells"`
	DeadMean     *float64       `json:"dead_time_s,omitempty" doc:"mean pause of an agent between two contacts while somebody waited"`
	Queues       []Learnt       `json:"queues"`
	Whole        Summary        `json:"whole" doc:"all chosen queues together, by day"`
	Cells        Summary        `json:"cells" doc:"every queue's day"`
}

// Learnt is what was learnt of a queue.
type Learnt struct {
	QueueID        string   `json:"queue_id"`
	Code           string   `json:"code"`
	Name           string   `json:"name"`
	Contacts       int      `json:"contacts"`
	Gone           int      `json:"gone" doc:"gave up, or left without an agent"`
	Lost           int      `json:"lost" doc:"of them those that hung up within a second"`
	Patience       *float64 `json:"patience_median_s,omitempty" doc:"absent: nobody is taken to give up"`
	PatiencePooled bool     `json:"patience_pooled" doc:"too few gave up: the patience of all queues together"`
	Handle         *float64 `json:"handle_s,omitempty" doc:"mean talk, hold and wrap-up"`
	HeadStart      float64  `json:"head_start_s" doc:"seconds by which agents took its contacts before others"`
	Agents         int      `json:"agents" doc:"who worked for it"`
	Month          Summary  `json:"month" doc:"its days"`
}

// Summary is how far figures are from what was.
type Summary struct {
	Days      int      `json:"days" doc:"with contacts on both sides"`
	Within    int      `json:"within" doc:"days within 3 points"`
	Chance    int      `json:"chance" doc:"days further off, but not further than chance alone moves such a day"`
	Actual    *float64 `json:"actual,omitempty" doc:"service level of all days, per cent"`
	Simulated *float64 `json:"simulated,omitempty"`
	Deviation *float64 `json:"deviation,omitempty" doc:"of all days together, points: the bias"`
	Absolute  *float64 `json:"absolute,omitempty" doc:"mean of the absolute deviation of the days, weighted by contacts, points"`
}

// Figures are a queue's day, or a day of all chosen queues (queue "").
type Figures struct {
	QueueID string     `json:"queue_id"`
	On      civil.Date `json:"on" format:"date"`
	Sides
}

// Sides is what was and what the simulator says.
type Sides struct {
	Actual    Side     `json:"actual"`
	Simulated Side     `json:"simulated" doc:"means of the replications"`
	Deviation *float64 `json:"deviation,omitempty" doc:"simulated less actual service level, points"`
	HalfWidth *float64 `json:"half_width,omitempty" doc:"of the 95 % interval of the simulated mean, points"`
	Spread    *float64 `json:"spread,omitempty" doc:"standard deviation of one such day, points: what chance alone does"`
	DutyHours *float64 `json:"duty_h,omitempty" doc:"hours agents were there for contacts; of the whole day"`
	Causes    []Cause  `json:"causes,omitempty"`
}

// Side is one side of the comparison.
type Side struct {
	Offered   float64  `json:"offered"`
	Answered  float64  `json:"answered"`
	Gone      float64  `json:"gone" doc:"gave up, or left without an agent"`
	Num       float64  `json:"level_num" doc:"of the service level"`
	Den       float64  `json:"level_den"`
	Level     *float64 `json:"level,omitempty" doc:"service level, per cent"`
	ASA       *float64 `json:"asa_s,omitempty"`
	Occupancy *float64 `json:"occupancy,omitempty" doc:"per cent of the time on duty; of the whole day"`
}

// Cause is a reason why a day may miss.
type Cause string

// The causes.
const (
	CauseChance    Cause = "chance"     // the day lies within what chance alone does
	CauseFew       Cause = "few"        // hardly any contacts
	CauseInferred  Cause = "inferred"   // sign-ins of agents are not told
	CauseDead      Cause = "dead_time"  // long pauses between contacts although somebody waited
	CauseHandle    Cause = "handle"     // handle times of hours of the day differ a lot
	CauseLost      Cause = "lost"       // many hung up at once
	CauseUnmanned  Cause = "unmanned"   // contacts came while nobody was there for them
	CausePatience  Cause = "patience"   // patience is of all queues together
	CauseOvertaken Cause = "overtaken"  // contacts of the queue were often not taken in their order
	CauseAtOnce    Cause = "at_once"    // answered at once far more often than in other queues
	CauseNotServed Cause = "not_served" // nobody ever answered: nothing can be simulated
)

// round keeps figures to what they are worth.
func round(v float64, digits float64) float64 {
	scaled := v * digits
	if scaled < 0 {
		return float64(int64(scaled-0.5)) / digits
	}
	return float64(int64(scaled+0.5)) / digits
}

func percent(num, den float64) *float64 {
	if den <= 0 {
		return nil
	}
	v := round(100*num/den, 100)
	return &v
}
