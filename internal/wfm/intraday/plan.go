package intraday

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Plan is an emergency plan (应急预案): what is done when contacts come that
// nobody planned for.
type Plan struct {
	ID string `json:"id"`
	PlanRequest
	Rev       int64  `json:"rev"`
	ChangedMs int64  `json:"changed_ms"`
	ChangedBy string `json:"changed_by"`
}

// PlanRequest says what an emergency plan is to be.
type PlanRequest struct {
	Name          string   `json:"name" maxLength:"400"`
	Steps         string   `json:"steps" maxLength:"8000" doc:"what everybody does, in words"`
	SkillIDs      []string `json:"skill_ids" maxItems:"100" doc:"it helps; none: all"`
	People        int      `json:"people" doc:"that come to help, such as back office"`
	DivertPercent float64  `json:"divert_percent" doc:"of contacts that are led elsewhere, such as to a partner or to self-service"`
	LeadMinutes   int      `json:"lead_minutes" doc:"until it works"`
	MostMinutes   int      `json:"most_minutes" doc:"it may last"`
	Active        bool     `json:"active"`
}

const (
	mostPlanName  = 100
	mostSteps     = 2000
	mostHelpers   = 500
	mostPlans     = 50
	mostLead      = 240
	mostEmergency = 720
)

// plan checks what was asked and gives every wrong field at once.
func (r PlanRequest) plan(known func(skillID string) bool) (Plan, error) {
	r.Name, r.Steps = strings.TrimSpace(r.Name), strings.TrimSpace(r.Steps)
	if r.SkillIDs == nil {
		r.SkillIDs = []string{}
	}
	var w fault.Collector
	w.Require("body.name", r.Name)
	w.Require("body.steps", r.Steps)
	for _, x := range []struct {
		field, text string
		most        int
	}{{"body.name", r.Name, mostPlanName}, {"body.steps", r.Steps, mostSteps}} {
		if utf8.RuneCountInString(x.text) > x.most {
			w.Add(x.field, "too_long", fmt.Sprintf("must have at most %d characters", x.most))
		}
	}
	if i := slices.IndexFunc(r.SkillIDs, func(s string) bool { return !known(s) }); i >= 0 {
		w.Add("body.skill_ids", "unknown", "there is no skill "+r.SkillIDs[i])
	}
	if r.People < 0 || r.People > mostHelpers {
		w.Add("body.people", "range", "must be from 0 to 500")
	}
	if !(r.DivertPercent >= 0 && r.DivertPercent <= 100) {
		w.Add("body.divert_percent", "range", "must be from 0 to 100")
	}
	if r.People == 0 && r.DivertPercent == 0 {
		w.Add("body.people", "nothing", "must bring people or lead contacts elsewhere: else it changes nothing")
	}
	if r.LeadMinutes < 0 || r.LeadMinutes > mostLead {
		w.Add("body.lead_minutes", "range", "must be from 0 to 240")
	}
	if r.MostMinutes < 15 || r.MostMinutes > mostEmergency {
		w.Add("body.most_minutes", "range", "must be from 15 to 720")
	}
	return Plan{PlanRequest: r}, w.Err("intraday.plan.invalid", "The emergency plan has wrong values.")
}

func (p Plan) same(o Plan) bool {
	return p.Name == o.Name && p.Steps == o.Steps && slices.Equal(p.SkillIDs, o.SkillIDs) && p.People == o.People && p.DivertPercent == o.DivertPercent &&
		p.LeadMinutes == o.LeadMinutes && p.MostMinutes == o.MostMinutes && p.Active == o.Active
}
