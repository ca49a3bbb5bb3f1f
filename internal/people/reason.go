package people

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Reason is a reason of leaving. Its id never changes: files hold it.
type Reason struct {
	ID      string `json:"id" maxLength:"60" doc:"empty: a new one"`
	Name    string `json:"name" maxLength:"200" doc:"in Chinese"`
	NameEN  string `json:"name_en" maxLength:"200" doc:"in English"`
	Ended   bool   `json:"ended" doc:"no longer offered; files that name it keep it"`
	EndedOn string `json:"ended_on,omitempty" maxLength:"10"`
}

// Reasons are the reasons files may name, in the order they are offered.
type Reasons struct {
	Reasons []Reason `json:"reasons" maxItems:"60"`
	Rev     int64    `json:"rev" doc:"0: as they come with the product"`
}

const mostReasonName = 30

// usualReasons are those that come with the product.
var usualReasons = []Reason{
	{ID: "salary", Name: "薪酬福利", NameEN: "Pay and benefits"}, {ID: "shifts", Name: "倒班与作息", NameEN: "Shifts and hours"}, {ID: "pressure", Name: "工作压力", NameEN: "Pressure of work"},
	{ID: "development", Name: "发展空间", NameEN: "Development"}, {ID: "management", Name: "管理方式", NameEN: "Management"}, {ID: "relations", Name: "同事关系", NameEN: "Colleagues"},
	{ID: "relocation", Name: "搬迁异地", NameEN: "Moving away"}, {ID: "family", Name: "家庭原因", NameEN: "Family"}, {ID: "health", Name: "健康原因", NameEN: "Health"}, {ID: "study", Name: "升学", NameEN: "Study"},
	{ID: "unfit", Name: "不胜任", NameEN: "Not fit for the work"}, {ID: "discipline", Name: "违纪", NameEN: "Discipline"}, {ID: "contract_end", Name: "合同到期", NameEN: "Contract ended"}, {ID: "other", Name: "其他", NameEN: "Other"},
}

// change makes the next list of reasons of the one before: none is lost, and new ones
// get an id.
func (r *Reasons) change(before []Reason, today string, newID func() string) error {
	var w fault.Collector
	if len(r.Reasons) > 60 {
		w.Add("body.reasons", "too_many", "at most 60")
	}
	seen, names, open := map[string]bool{}, map[string]bool{}, 0
	for i := range r.Reasons {
		x := &r.Reasons[i]
		at := fmt.Sprintf("body.reasons[%d]", i)
		x.Name, x.NameEN = strings.TrimSpace(x.Name), strings.TrimSpace(x.NameEN)
		for field, name := range map[string]string{".name": x.Name, ".name_en": x.NameEN} {
			key := field + " " + strings.ToLower(name)
			switch {
			case name == "":
				w.Add(at+field, "required", "must not be empty")
			case utf8.RuneCountInString(name) > mostReasonName:
				w.Add(at+field, "too_long", "must have at most 30 characters")
			case strings.ContainsAny(name, ",;，；、/"):
				w.Add(at+field, "characters", "must not hold , ; / or 、, which part reasons in tables")
			case names[key]:
				w.Add(at+field, "not_unique", "there is another reason of that name")
			}
			names[key] = true
		}
		was := slices.IndexFunc(before, func(o Reason) bool { return o.ID == x.ID })
		switch {
		case x.ID == "":
			x.ID = newID()
		case was < 0 || seen[x.ID]:
			w.Add(at+".id", "unknown", "there is no such reason")
		}
		seen[x.ID] = true
		switch {
		case !x.Ended:
			x.EndedOn = ""
			open++
		case was >= 0 && before[was].Ended:
			x.EndedOn = before[was].EndedOn
		default:
			x.EndedOn = today
		}
	}
	if open == 0 {
		w.Add("body.reasons", "required", "at least one must be in use")
	}
	for _, x := range before {
		if !seen[x.ID] {
			w.Add("body.reasons", "kept", "a reason is ended, never taken away: files may name it")
			break
		}
	}
	return w.Err("people.reason.invalid", "The reasons have wrong values.")
}

// mayName reports whether a file may name a reason: one in use, or one it named
// before.
func mayName(all []Reason, before *Record, id string) bool {
	for _, x := range all {
		if x.ID == id && !x.Ended {
			return true
		}
	}
	return slices.ContainsFunc(before.Employments, func(e Employment) bool { return slices.Contains(e.Reasons, id) })
}

// reasonMeant is the reason that a text in a table stands for.
func reasonMeant(all []Reason, text string) (string, bool) {
	for _, x := range all {
		w := words[x.ID]
		if strings.EqualFold(text, x.ID) || text == x.Name || strings.EqualFold(text, x.NameEN) || w[1] != "" && strings.EqualFold(text, w[1]) {
			return x.ID, true
		}
	}
	return "", false
}

// reasonName is what a reason is called in tables.
func reasonName(all []Reason, id string, zh bool) string {
	for _, x := range all {
		if x.ID == id && zh {
			return x.Name
		} else if x.ID == id {
			return x.NameEN
		}
	}
	return id
}

func reasonsExpected(all []Reason) string {
	out := []string{}
	for _, x := range all {
		if !x.Ended {
			out = append(out, x.Name)
		}
	}
	return strings.Join(out, " / ")
}
