package sim

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/lingting/lingting/internal/kit/golden"
)

func TestGoldenSchema(t *testing.T) {
	golden.Equal(t, "docs/examples/simulation/model.schema.json", Schema())
}

// The schema knows every field that the structs read, and says what each is.
func TestSchemaDescribesEveryField(t *testing.T) {
	var schema struct {
		Defs map[string]struct {
			Properties map[string]struct{ Description string }
			Additional *bool `json:"additionalProperties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal([]byte(Schema()), &schema); err != nil {
		t.Fatal(err)
	}
	for _, s := range []reflect.Type{reflect.TypeFor[Model](), reflect.TypeFor[Type](), reflect.TypeFor[Group](), reflect.TypeFor[Distribution](), reflect.TypeFor[Outbound](), reflect.TypeFor[Skill](), reflect.TypeFor[Arrivals](), reflect.TypeFor[Target](), reflect.TypeFor[Staffing](), reflect.TypeFor[Mix]()} {
		d := schema.Defs[s.Name()]
		if d.Additional == nil || *d.Additional || len(d.Properties) != s.NumField() {
			t.Errorf("%s: %d fields, %d in the schema", s.Name(), s.NumField(), len(d.Properties))
		}
		for name, p := range d.Properties {
			if p.Description == "" {
				t.Errorf("%s.%s: nothing says what it is", s.Name(), name)
			}
		}
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]Duration{"20s": 20, "1m30s": 90, "8h": 28800, "2d": 172800, "1d12h": 129600, "08:00": 28800, "08:00:30": 28830, "30:00": 108000, "12.5": 12.5, "1.5h": 5400, "0s": 0} {
		if d, err := ParseDuration(text); err != nil || d != want {
			t.Errorf("%q: %g %v", text, float64(d), err)
		}
	}
	for _, text := range []string{"", "soon", "8:5", "08:60", "d", "NaN", "Inf", "-"} {
		if d, err := ParseDuration(text); err == nil {
			t.Errorf("%q is %g", text, float64(d))
		}
	}
}

// Decode never panics, whatever a file says.
func FuzzDecode(f *testing.F) {
	f.Add(`{"types":[{"name":"a","arrivals":{"per_hour":[{"from":0,"to":"1h","value":3}]}}],"groups":null}`)
	f.Add(`[1]`)
	f.Fuzz(func(t *testing.T, text string) {
		var file any
		if json.Unmarshal([]byte(text), &file) != nil {
			return
		}
		if m, err := Decode(file); err == nil {
			_, _ = Compile(m)
		}
	})
}
