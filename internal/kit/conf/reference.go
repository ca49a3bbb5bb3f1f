package conf

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Markdown is the reference page.
func Markdown() string {
	var b strings.Builder
	b.WriteString(`# Configuration

<!-- Made from internal/kit/conf by make gen; do not edit. -->

A value is taken from the first of these that has it: the flag, the environment
variable, the file, the default. The file is the one named by ` + "`--config`" + ` or
` + "`LINGTING_CONFIG`" + `, else ` + "`lingting.yaml`" + ` in the working folder. A key that does
not exist is an error. Sizes are written as ` + "`512MiB`" + ` or ` + "`2GiB`" + `, times as ` + "`90s`" + ` or ` + "`12h`" + `.

Passwords inside URLs never appear in the log.

`)
	for _, k := range Keys() {
		fmt.Fprintf(&b, "## `%s`\n\n%s\n\n", k.Name, k.Doc)
		fmt.Fprintf(&b, "| | |\n|---|---|\n| default | `%s` |\n", k.Default)
		if k.Example != "" {
			fmt.Fprintf(&b, "| example | `%s` |\n", k.Example)
		}
		fmt.Fprintf(&b, "| variable | `%s` |\n| flag | `--%s` |\n\n", k.Env(), k.Flag())
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// JSONSchema is the schema of the file, for editors.
func JSONSchema() string {
	type property struct {
		Type        any      `json:"type"`
		Description string   `json:"description"`
		Default     any      `json:"default"`
		Enum        []string `json:"enum,omitempty"`
		Pattern     string   `json:"pattern,omitempty"`
	}
	props := newOrdered()
	for _, k := range Keys() {
		p := property{Type: "string", Description: k.Doc, Default: k.Default}
		switch {
		case k.Type == reflect.TypeFor[time.Duration]():
			p.Pattern = `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`
		case k.Type == reflect.TypeFor[Bytes]():
			p.Type, p.Pattern = []string{"string", "integer"}, `^[0-9]+ ?([KMGT]i?B|B)?$`
		case k.Type.Kind() == reflect.Bool:
			p.Type, p.Default = "boolean", k.Default == "true"
		case k.Type.Kind() == reflect.Int:
			p.Type, p.Default = "integer", json.Number(k.Default)
		}
		switch k.Name {
		case "log_level":
			p.Enum = []string{"debug", "info", "warn", "error"}
		case "log_format":
			p.Enum = []string{"text", "json"}
		}
		props.add(k.Name, p)
	}
	out, err := json.MarshalIndent(struct {
		Schema     string   `json:"$schema"`
		Title      string   `json:"title"`
		Type       string   `json:"type"`
		Additional bool     `json:"additionalProperties"`
		Properties *ordered `json:"properties"`
	}{"https://json-schema.org/draft/2020-12/schema", "lingting.yaml", "object", false, props}, "", "  ")
	if err != nil {
		panic(err) // plain data always marshals
	}
	return string(out) + "\n"
}

// ordered is a JSON object that keeps the order of its keys.
type ordered struct{ parts []string }

func newOrdered() *ordered { return &ordered{} }

func (o *ordered) add(key string, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	o.parts = append(o.parts, fmt.Sprintf("%q:%s", key, b))
}

// MarshalJSON writes the keys in the order they were added.
func (o *ordered) MarshalJSON() ([]byte, error) {
	return []byte("{" + strings.Join(o.parts, ",") + "}"), nil
}
