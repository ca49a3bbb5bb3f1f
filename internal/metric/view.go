package metric

import (
	"encoding/json"
	"strings"

	"github.com/lingting/lingting/calc/formula"
	"github.com/lingting/lingting/internal/kit/fault"
)

// View is a saved way of looking at numbers: a page and its parameters.
type View struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	Page      string         `json:"page" doc:"explorer, heatmap or another page that keeps views"`
	Params    map[string]any `json:"params"`
	Shared    bool           `json:"shared" doc:"everyone who may read numbers sees it"`
	OwnerID   string         `json:"owner_id"`
	OwnerName string         `json:"owner" doc:"name of who keeps it"`
	Own       bool           `json:"mine" doc:"it is the reader's"`
	CreatedMs int64          `json:"created_ms"`
	Rev       int64          `json:"rev"`
}

const (
	maxViewName   = 80
	maxViewParams = 16 << 10
	maxViews      = 200 // of one owner
)

func (v View) check() error {
	var w fault.Collector
	switch name := strings.TrimSpace(v.Name); {
	case name == "":
		w.Add("body.name", "required", "must not be empty")
	case len([]rune(name)) > maxViewName:
		w.Add("body.name", "too_long", "must have at most 80 characters")
	}
	if !viewPage(v.Page) {
		w.Add("body.page", "pattern", "must be a page's key: lower-case letters, digits and hyphens")
	}
	if b, err := json.Marshal(v.Params); err != nil || len(b) > maxViewParams {
		w.Add("body.params", "too_long", "must be at most 16 KiB of JSON")
	}
	return w.Err("metric.view.invalid", "The view has wrong values.")
}

func viewPage(page string) bool {
	if page == "" || len(page) > 40 {
		return false
	}
	for _, r := range page {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return true
}

// mentions lists the metric ids named anywhere in the view's parameters.
func (v View) mentions() map[string]bool {
	out := map[string]bool{}
	var walk func(x any)
	walk = func(x any) {
		switch x := x.(type) {
		case string:
			for _, part := range strings.FieldsFunc(x, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
				id, _ := formula.SplitRef(part)
				out[id] = true
			}
		case []any:
			for _, y := range x {
				walk(y)
			}
		case map[string]any:
			for _, y := range x {
				walk(y)
			}
		}
	}
	walk(v.Params)
	return out
}
