package strategy

import (
	_ "embed" // phrases.json
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Kinds of documents.
const (
	Mission = "mission"
	Vision  = "vision"
	Values  = "values"
)

// DocumentKinds lists them in order.
var DocumentKinds = []string{Mission, Vision, Values}

// Document is a version of the mission, the vision or the values. It never
// changes; a new version takes its place.
type Document struct {
	Stamp
	DocumentRequest
	Version  int       `json:"version"`
	Warnings []Warning `json:"warnings"`
	Due      bool      `json:"due" doc:"the day to look at it again has come"`
}

// DocumentRequest says what a new version is to be.
type DocumentRequest struct {
	Kind     string `json:"kind" enum:"mission,vision,values"`
	Text     string `json:"text" maxLength:"8000"`
	Owner    string `json:"owner" maxLength:"400"`
	ReviewOn string `json:"review_on" maxLength:"10" doc:"YYYY-MM-DD: the day to look at it again"`
	Note     string `json:"note,omitempty" maxLength:"8000" doc:"why this version was made"`
}

// keptDocument is a version as it is kept.
type keptDocument struct {
	DocumentRequest
	Version int `json:"version"`
}

// Warning is a trap that the text may have gone into; it may be kept all the same.
type Warning struct {
	Code  string `json:"code" enum:"too_long,empty_phrase,vision_in_mission,no_time,no_picture,too_many_values"`
	Found string `json:"found,omitempty" doc:"the words it is about"`
	Most  int    `json:"most,omitempty" doc:"characters, or values"`
}

// phrases are the words that texts are held against.
type phrases struct {
	Empty    []string `json:"empty"`    // say nothing of this centre
	Becoming []string `json:"becoming"` // speak of what is to come
	Time     []string `json:"time"`
	Picture  []string `json:"picture"` // something that can be seen
}

//go:embed phrases.json
var phrasesFile []byte

var traps = func() (p phrases) {
	if err := json.Unmarshal(phrasesFile, &p); err != nil {
		panic(fmt.Errorf("the phrases of documents cannot be read: %w", err))
	}
	return p
}()

// Beyond these, nobody remembers it. A Han character counts as two letters.
const (
	longMission = 160
	longVision  = 200
	longValues  = 500
	manyValues  = 7
)

// tidy gives every wrong field at once.
func (d *DocumentRequest) tidy() error {
	d.Text, d.Owner, d.Note = strings.TrimSpace(d.Text), strings.TrimSpace(d.Owner), strings.TrimSpace(d.Note)
	var w fault.Collector
	oneOf(&w, "body.kind", d.Kind, DocumentKinds)
	w.Require("body.text", d.Text)
	w.Require("body.owner", d.Owner)
	short(&w, "body.text", d.Text, mostText)
	short(&w, "body.owner", d.Owner, mostName)
	short(&w, "body.note", d.Note, mostText)
	date(&w, "body.review_on", d.ReviewOn)
	return w.Err("strategy.invalid", "What was entered has wrong values.")
}

// warnings are the traps the text has gone into.
func (d *DocumentRequest) warnings() []Warning {
	out := []Warning{}
	text := strings.ToLower(d.Text)
	most := map[string]int{Mission: longMission, Vision: longVision, Values: longValues}[d.Kind]
	if width(text) > most {
		out = append(out, Warning{Code: "too_long", Most: most / 2})
	}
	for _, p := range traps.Empty {
		if strings.Contains(text, p) {
			out = append(out, Warning{Code: "empty_phrase", Found: p})
		}
	}
	switch d.Kind {
	case Mission:
		if found := within(text, traps.Becoming); found != "" {
			out = append(out, Warning{Code: "vision_in_mission", Found: found})
		}
	case Vision:
		if within(text, traps.Time) == "" {
			out = append(out, Warning{Code: "no_time"})
		}
		if within(text, traps.Picture) == "" {
			out = append(out, Warning{Code: "no_picture"})
		}
	case Values:
		if n := len(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ';' || r == '；' })); n > manyValues {
			out = append(out, Warning{Code: "too_many_values", Most: manyValues})
		}
	}
	return out
}

// within is the first of the words that the text has.
func within(text string, words []string) string {
	for _, w := range words {
		if strings.Contains(text, w) {
			return w
		}
	}
	return ""
}

// width is how long a text is to the eye: a Han character is as two letters.
func width(text string) int {
	n := 0
	for _, r := range text {
		n += min(utf8.RuneLen(r), 2)
	}
	return n
}
