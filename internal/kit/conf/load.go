package conf

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/go-viper/mapstructure/v2"
	"github.com/knadh/koanf/v2"
	"go.yaml.in/yaml/v3"

	"github.com/lingting/lingting/internal/kit/fault"
)

// File is the name of the configuration file looked for in the working
// folder when none is named.
const File = "lingting.yaml"

// Source is where the layers above the defaults come from.
type Source struct {
	File  string            // path; empty: LINGTING_CONFIG, else lingting.yaml when it exists
	Env   []string          // as from os.Environ
	Flags map[string]string // by key name; only flags that were given
}

// Load puts the layers together and checks the result. A key that does not
// exist is an error that names the nearest one.
func Load(s Source) (*Conf, error) {
	k := koanf.New("\x00") // keys are flat: no separator
	defaults := map[string]any{}
	for _, key := range Keys() {
		defaults[key.Name] = key.Default
	}
	file, err := fileLayer(s)
	if err != nil {
		return nil, err
	}
	env, err := envLayer(s.Env)
	if err != nil {
		return nil, err
	}
	flags := map[string]any{}
	for name, v := range s.Flags {
		flags[name] = v
	}
	if err := known(flags, "flag"); err != nil {
		return nil, err
	}
	for _, layer := range []map[string]any{defaults, file, env, flags} {
		if err := k.Load(layerOf(layer), nil); err != nil {
			return nil, fmt.Errorf("configuration: %w", err)
		}
	}
	c := &Conf{}
	err = k.UnmarshalWithConf("", c, koanf.UnmarshalConf{DecoderConfig: &mapstructure.DecoderConfig{
		Result: c, TagName: "koanf", WeaklyTypedInput: true,
		DecodeHook: mapstructure.ComposeDecodeHookFunc(mapstructure.StringToTimeDurationHookFunc(), mapstructure.TextUnmarshallerHookFunc()),
	}})
	if err != nil {
		return nil, unreadable(err)
	}
	return c, c.Check()
}

// unreadable turns the decoder's complaints into fields.
func unreadable(err error) error {
	f := fault.New(fault.Invalid, "conf.invalid", "The configuration cannot be used.")
	var decode *mapstructure.DecodeError
	for e := range flatten(err) {
		if errors.As(e, &decode) {
			f = f.WithField(decode.Name(), "invalid", decode.Unwrap().Error())
		}
	}
	if len(f.Fields) == 0 {
		f.Message += " " + err.Error()
	}
	return f
}

func flatten(err error) func(func(error) bool) {
	return func(yield func(error) bool) {
		if joined, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // walks the tree itself
			for _, e := range joined.Unwrap() {
				for x := range flatten(e) {
					if !yield(x) {
						return
					}
				}
			}
			return
		}
		yield(err)
	}
}

type layerOf map[string]any

// Read gives the layer to koanf.
func (l layerOf) Read() (map[string]any, error) { return l, nil }

// ReadBytes is not how a layer is read.
func (layerOf) ReadBytes() ([]byte, error) {
	return nil, errors.New("a layer is read as a map")
}

func fileLayer(s Source) (map[string]any, error) {
	path, named := s.File, s.File != ""
	if !named {
		for _, e := range s.Env {
			if v, ok := strings.CutPrefix(e, "LINGTING_CONFIG="); ok && v != "" {
				path, named = v, true
			}
		}
	}
	if !named {
		path = File
	}
	b, err := os.ReadFile(path)
	if err != nil {
		if !named && errors.Is(err, os.ErrNotExist) {
			return nil, nil
		}
		return nil, fault.Newf(fault.Invalid, "conf.file", "The configuration file %s cannot be read: %v.", path, err)
	}
	out := map[string]any{}
	if err := yaml.Unmarshal(b, &out); err != nil {
		return nil, fault.Newf(fault.Invalid, "conf.file", "The configuration file %s is not YAML with one key per line: %v.", path, err)
	}
	return out, known(out, "key in "+path)
}

func envLayer(env []string) (map[string]any, error) {
	byEnv := map[string]string{}
	for _, k := range Keys() {
		byEnv[k.Env()] = k.Name
	}
	out := map[string]any{}
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(name, "LINGTING_") {
			continue
		}
		if key, ok := byEnv[name]; ok {
			out[key] = value
			continue
		}
		// Other LINGTING_ variables belong to tools; one that is nearly a key
		// is a slip.
		if near, d := nearest(name, slices.Collect(maps.Keys(byEnv))); d <= 2 {
			return nil, fault.Newf(fault.Invalid, "conf.unknown", "The variable %s is unknown; did you mean %s?", name, near)
		}
	}
	return out, nil
}

func known(layer map[string]any, what string) error {
	names := make([]string, 0, len(layer))
	for _, k := range Keys() {
		names = append(names, k.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(layer)) {
		if !slices.Contains(names, name) {
			near, _ := nearest(name, names)
			return fault.Newf(fault.Invalid, "conf.unknown", "The %s %q is unknown; did you mean %q?", what, name, near)
		}
	}
	return nil
}

// nearest is the candidate with the fewest edits from name.
func nearest(name string, candidates []string) (best string, edits int) {
	slices.Sort(candidates)
	edits = 1 << 30
	for _, c := range candidates {
		if d := distance(name, c); d < edits {
			best, edits = c, d
		}
	}
	return best, edits
}

func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
