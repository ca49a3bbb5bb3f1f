package app

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// contractLine is the one line of a contract.
const contractLine = `{"metric":"aht","direction":"down","rule":"linear","weight":100,"threshold":400,"target":300,"stretch":300}`

// reaches reports whether the operation finds what it is about; that one's own
// is refused is finding it too.
func (v *visitor) reaches(method, path, body string) bool {
	rec := v.send(method, path, []byte(body))
	if rec.Code >= 500 {
		v.t.Errorf("%s: %s %s answered %d %s", v.name, method, path, rec.Code, rec.Body)
	}
	return rec.Code != http.StatusNotFound
}

// probes say whether an operation tells the visitor of someone.
var probes = map[string]func(f *floor, v *visitor, x *someone) bool{
	"GET /contacts":      func(_ *floor, v *visitor, x *someone) bool { return v.hears("/contacts?limit=500", x.contact) },
	"GET /contacts/{id}": func(_ *floor, v *visitor, x *someone) bool { return v.hears("/contacts/"+x.contact, x.contact) },
	"POST /contacts/{id}/unmask": func(_ *floor, v *visitor, x *someone) bool {
		rec := v.send("POST", "/contacts/"+x.contact+"/unmask", []byte(`{"reason":"the customer asked to be called back"}`))
		return rec.Code == http.StatusOK && strings.Contains(rec.Body.String(), "13812345678")
	},
	"GET /contacts.xlsx": func(_ *floor, v *visitor, x *someone) bool { return v.reads("/contacts.xlsx", x.contact) },
	"GET /people":        func(_ *floor, v *visitor, x *someone) bool { return v.hears("/people?limit=500", x.person) },
	"GET /people/{id}":   func(_ *floor, v *visitor, x *someone) bool { return v.hears("/people/"+x.person, x.person) },
	"GET /people/{id}/skills": func(_ *floor, v *visitor, x *someone) bool {
		return v.send("GET", "/people/"+x.person+"/skills", nil).Code == http.StatusOK
	},
	"GET /people/{id}/memberships": func(_ *floor, v *visitor, x *someone) bool {
		return v.send("GET", "/people/"+x.person+"/memberships", nil).Code == http.StatusOK
	},
	"GET /employee-files":      func(_ *floor, v *visitor, x *someone) bool { return v.hears("/employee-files?limit=500", x.person) },
	"GET /employee-files/{id}": func(_ *floor, v *visitor, x *someone) bool { return v.hears("/employee-files/"+x.person, x.person) },
	"GET /employee-files.xlsx": func(_ *floor, v *visitor, x *someone) bool { return v.reads("/employee-files.xlsx?lang=en", x.agentNo) },
	"GET /reported-values":     func(_ *floor, v *visitor, x *someone) bool { return v.hears("/reported-values?limit=500", x.person) },
	"GET /reported-values.xlsx": func(_ *floor, v *visitor, x *someone) bool {
		return v.reads("/reported-values.xlsx?lang=en", x.agentNo)
	},
	// One more is there on the day somebody entered than the day before.
	"GET /workforce/structure": func(_ *floor, v *visitor, x *someone) bool {
		return v.counts("/workforce/structure?on="+x.entered.String(), "heads") > v.counts("/workforce/structure?on="+x.entered.Add(-1).String(), "heads")
	},
	"GET /workforce/attrition": func(_ *floor, v *visitor, x *someone) bool {
		return v.hears("/workforce/attrition?from="+x.entered.String()+"&to="+x.entered.String(), `"entered":1`)
	},
	"GET /workforce/survival": func(_ *floor, v *visitor, x *someone) bool {
		return v.counts("/workforce/survival?to="+x.entered.String(), "people") > v.counts("/workforce/survival?to="+x.entered.Add(-1).String(), "people")
	},
	"GET /workforce/exits": func(_ *floor, v *visitor, x *someone) bool {
		return v.counts("/workforce/exits?to="+x.entered.String(), "people") > v.counts("/workforce/exits?to="+x.entered.Add(-1).String(), "people")
	},
	"GET /team-plan": func(_ *floor, v *visitor, x *someone) bool {
		return v.counts("/team-plan?on="+x.entered.String(), "people") > v.counts("/team-plan?on="+x.entered.Add(-1).String(), "people")
	},
	"GET /careers":      func(_ *floor, v *visitor, x *someone) bool { return v.hears("/careers?limit=500", x.person) },
	"GET /careers/{id}": func(_ *floor, v *visitor, x *someone) bool { return v.hears("/careers/"+x.person, x.person) },
	"GET /careers/{id}/decisions/{decision}/evidence.xlsx": func(_ *floor, v *visitor, x *someone) bool {
		// Of somebody within reach it is the decision that is not there.
		return strings.Contains(v.send("GET", "/careers/"+x.person+"/decisions/none/evidence.xlsx", nil).Body.String(), "decision_not_found")
	},
	"GET /incentive-runs/{id}/lines": func(_ *floor, v *visitor, x *someone) bool {
		return v.hears("/incentive-runs/"+x.run+"/lines?limit=500", x.person)
	},
	"GET /incentive-entries": func(_ *floor, v *visitor, x *someone) bool {
		return v.hears("/incentive-entries?limit=500&search="+x.agentNo, x.person)
	},
	"GET /incentive-contests/{id}/places": func(_ *floor, v *visitor, x *someone) bool {
		return v.hears("/incentive-contests/"+x.contest+"/places?limit=500", x.person)
	},
	"GET /incentive-takings": func(_ *floor, v *visitor, x *someone) bool { return v.hears("/incentive-takings?limit=500", x.person) },
	"POST /incentive-praises": func(_ *floor, v *visitor, x *someone) bool {
		rec := v.send("POST", "/incentive-praises", []byte(`{"person_id":"`+x.person+`","kind":"message","words":"well done","key":"probe `+x.person+`"}`))
		return rec.Code == http.StatusCreated || strings.Contains(rec.Body.String(), "incentive.praise.own")
	},
	"PUT /incentive-takings/{id}/state": func(_ *floor, v *visitor, x *someone) bool {
		rec := v.send("PUT", "/incentive-takings/"+x.taking+"/state", []byte(`{"handed":true}`))
		return rec.Code == http.StatusOK || strings.Contains(rec.Body.String(), "incentive.taking.own")
	},
	"POST /careers/{id}/statements": func(_ *floor, v *visitor, x *someone) bool {
		rec := v.send("POST", "/careers/"+x.person+"/statements", []byte(`{"condition":"helps","met":true,"evidence":"seen"}`))
		return rec.Code == http.StatusCreated || strings.Contains(rec.Body.String(), "people.career.own")
	},
	"GET /targets": func(f *floor, v *visitor, x *someone) bool { return v.hears("/targets?limit=500&on="+f.day, x.person) },
	"GET /targets.xlsx": func(f *floor, v *visitor, x *someone) bool {
		return v.reads("/targets.xlsx?lang=en&on="+f.day, x.agentNo)
	},
	"GET /targets/{id}": func(_ *floor, v *visitor, x *someone) bool { return v.hears("/targets/"+x.target, x.person) },
	"GET /scorecards/{id}": func(f *floor, v *visitor, x *someone) bool {
		return v.hears("/scorecards/"+x.person+"?on="+f.day, x.person)
	},
	"GET /team-scores":    func(f *floor, v *visitor, x *someone) bool { return v.hears("/team-scores?on="+f.day, x.person) },
	"GET /contracts":      func(_ *floor, v *visitor, x *someone) bool { return v.hears("/contracts?limit=500", x.contract) },
	"GET /contracts/{id}": func(_ *floor, v *visitor, x *someone) bool { return v.hears("/contracts/"+x.contract, x.person) },
	"GET /contracts/{id}/target-lines": func(_ *floor, v *visitor, x *someone) bool {
		return v.reaches("GET", "/contracts/"+x.contract+"/target-lines", "")
	},
	"GET /contracts.xlsx": func(_ *floor, v *visitor, x *someone) bool { return v.reads("/contracts.xlsx?lang=en", x.agentNo) },
	"POST /contract-imports": func(f *floor, v *visitor, x *someone) bool {
		file := "Agent ID,Position,Superior ID,From,To,Metric,Threshold,Target,Weight (%)\n" + x.agentNo + ",agent,superior," + f.day + "," + f.day + ",aht,400,300,100\n"
		rec := v.send("POST", "/contract-imports", []byte(`{"file_name":"x.csv","check":true,"content":"`+base64.StdEncoding.EncodeToString([]byte(file))+`"}`))
		return strings.Contains(rec.Body.String(), `"change":`) || strings.Contains(rec.Body.String(), "contract.own")
	},
	"POST /contracts": func(f *floor, v *visitor, x *someone) bool {
		body := `{"person_ids":["` + x.person + `"],"position":"agent","superior_id":"` + f.superior + `","from_on":"` + f.day + `","to_on":"` + f.day + `","lines":[` + contractLine + `]}`
		return v.send("POST", "/contracts", []byte(body)).Code == http.StatusCreated
	},
	"PUT /contracts/{id}": func(_ *floor, v *visitor, x *someone) bool {
		return v.reaches("PUT", "/contracts/"+x.contract, `{"lines":[`+contractLine+`]}`)
	},
	"POST /contracts/{id}/proposal": func(_ *floor, v *visitor, x *someone) bool {
		return v.reaches("POST", "/contracts/"+x.contract+"/proposal", `{"accept":true}`)
	},
	"POST /contracts/{id}/withdrawal": func(_ *floor, v *visitor, x *someone) bool {
		return v.reaches("POST", "/contracts/"+x.contract+"/withdrawal", `{}`)
	},
	"POST /contracts/{id}/changes": func(_ *floor, v *visitor, x *someone) bool {
		return v.reaches("POST", "/contracts/"+x.contract+"/changes", `{"from_on":"2026-01-02","reason":"x","lines":[`+contractLine+`]}`)
	},
	"POST /contracts/{id}/score": func(_ *floor, v *visitor, x *someone) bool {
		return v.reaches("POST", "/contracts/"+x.contract+"/score", `{}`)
	},
	"POST /contracts/{id}/sign-off": func(_ *floor, v *visitor, x *someone) bool {
		return v.reaches("POST", "/contracts/"+x.contract+"/sign-off", `{}`)
	},
	"POST /contract-proposals": func(_ *floor, v *visitor, x *someone) bool {
		return v.reaches("POST", "/contract-proposals", `{"ids":["`+x.contract+`"]}`)
	},
	"GET /talks": func(_ *floor, v *visitor, x *someone) bool { return v.hears("/talks?limit=500", x.person) },
	// A talk is with somebody else: with oneself it is refused for that, and not for the reach.
	"POST /scorecards/{id}/talks": func(f *floor, v *visitor, x *someone) bool { return v.talk(f, x) != "" },
	"PUT /talks/{id}": func(f *floor, v *visitor, x *someone) bool {
		talk := v.talk(f, x)
		return talk == "own" || talk != "" && v.send("PUT", "/talks/"+talk, []byte(`{"on":"`+f.day+`","words":"again","action":"","private":false}`)).Code == http.StatusOK
	},
	"GET /segments": func(f *floor, v *visitor, x *someone) bool {
		return v.notOwn(x, v.counts("/segments?on="+f.day+"&team="+x.team, "people") > 0)
	},
	"GET /segment-people": func(f *floor, v *visitor, x *someone) bool {
		return v.notOwn(x, v.hears("/segment-people?limit=500&on="+f.day+"&search="+x.agentNo, x.person))
	},
	"GET /segment-people.xlsx": func(f *floor, v *visitor, x *someone) bool {
		return v.notOwn(x, v.reads("/segment-people.xlsx?lang=en&on="+f.day, x.agentNo))
	},
	"GET /segment-people/{id}": func(_ *floor, v *visitor, x *someone) bool {
		return v.notOwn(x, v.reaches("GET", "/segment-people/"+x.person, ""))
	},
	"GET /segment-actions": func(_ *floor, v *visitor, x *someone) bool {
		return v.notOwn(x, v.hears("/segment-actions?limit=500&search="+x.agentNo, x.person))
	},
	"PUT /segment-people/{id}/attitudes/{month}": func(f *floor, v *visitor, x *someone) bool {
		return v.notOwn(x, v.reaches("PUT", "/segment-people/"+x.person+"/attitudes/"+f.day[:8]+"01", `{"answers":[],"words":""}`))
	},
	"POST /segment-people/{id}/actions": func(_ *floor, v *visitor, x *someone) bool {
		return v.notOwn(x, v.reaches("POST", "/segment-people/"+x.person+"/actions", `{"kind":"coach","words":"x","due_on":"2000-01-01"}`))
	},
	"PUT /segment-actions/{id}": func(_ *floor, v *visitor, x *someone) bool {
		return v.notOwn(x, v.reaches("PUT", "/segment-actions/"+x.action, `{"kind":"coach","words":"x","due_on":"2000-01-01"}`))
	},
	"GET /team-comparison": func(f *floor, v *visitor, x *someone) bool {
		return v.hears("/team-comparison?period=month&metric=aht&on="+f.day, x.person)
	},
	"GET /seat-plans/{id}":     func(f *floor, v *visitor, x *someone) bool { return v.hears("/seat-plans/"+f.plan, x.person) },
	"GET /seats/{id}/seatings": func(_ *floor, v *visitor, x *someone) bool { return v.hears("/seats/"+x.seat+"/seatings", x.person) },
	"PUT /seats/{id}/occupant": func(_ *floor, v *visitor, x *someone) bool {
		return v.send("PUT", "/seats/"+x.seat+"/occupant", []byte(`{"person_id":"`+x.person+`"}`)).Code == http.StatusOK
	},
	// Somebody takes the seat again, so that the next visitor finds them there.
	"DELETE /seats/{id}/occupant": func(f *floor, v *visitor, x *someone) bool {
		freed := v.send("DELETE", "/seats/"+x.seat+"/occupant", nil).Code == http.StatusOK
		f.sit(x)
		return freed
	},
	"GET /live/agents/{id}": func(_ *floor, v *visitor, x *someone) bool {
		return v.send("GET", "/live/agents/"+x.person, nil).Code == http.StatusOK
	},
	"POST /live/agents/{id}/notes": func(_ *floor, v *visitor, x *someone) bool {
		return v.send("POST", "/live/agents/"+x.person+"/notes", []byte(`{"kind":"talked"}`)).Code == http.StatusCreated
	},
	"GET /dimensions": func(_ *floor, v *visitor, x *someone) bool { return v.hears("/dimensions", x.person) },
	"GET /metric-query": func(f *floor, v *visitor, x *someone) bool {
		return v.hears("/metric-query?by=agent&metrics=offered&from="+f.day+"&to="+f.day, x.person)
	},
	"GET /metric-query.xlsx": func(f *floor, v *visitor, x *someone) bool {
		return v.reads("/metric-query.xlsx?by=agent&metrics=offered&lang=en&from="+f.day+"&to="+f.day, x.agentNo)
	},
	"GET /metric-drill": func(f *floor, v *visitor, x *someone) bool {
		return v.hears("/metric-drill?metric=offered&from="+f.day+"&to="+f.day+"&agent="+x.person, x.contact)
	},
	"GET /audit": func(_ *floor, v *visitor, x *someone) bool {
		return v.hears("/audit?actor="+url.QueryEscape(x.account), `"identity.sign_in"`)
	},
}

// counts is the number of that name in the answer.
func (v *visitor) counts(path, name string) int {
	v.t.Helper()
	var body map[string]any
	rec := v.send("GET", path, nil)
	if err := json.Unmarshal(rec.Body.Bytes(), &body); err != nil {
		v.t.Fatal(err)
	}
	n, _ := body[name].(float64)
	return int(n)
}

// talk writes a talk with someone and gives its id, "own" when it would be with
// oneself, "" when it was refused.
func (v *visitor) talk(f *floor, x *someone) string {
	rec := v.send("POST", "/scorecards/"+x.person+"/talks", []byte(`{"on":"`+f.day+`","words":"seen","action":"","private":false}`))
	var out struct {
		ID string `json:"id"`
	}
	if strings.Contains(rec.Body.String(), "scorecard.talk_own") {
		return "own"
	}
	if rec.Code != http.StatusCreated || json.Unmarshal(rec.Body.Bytes(), &out) != nil {
		return ""
	}
	return out.ID
}

// notOwn is for what nobody is told of themselves, whatever their scope.
func (v *visitor) notOwn(x *someone, told bool) bool {
	if x != v.self {
		return told
	}
	if told {
		v.t.Errorf("%s is told of themselves", v.name)
	}
	return true
}
