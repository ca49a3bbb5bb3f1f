package sim

import (
	"encoding/json"
	"reflect"
	"strings"
)

// Schema is the JSON Schema of a model file, for editors. It is made of the
// structs that read the file.
func Schema() string {
	definitions := map[string]any{}
	root := schemaOf(reflect.TypeFor[Model](), definitions)
	definitions["Duration"] = map[string]any{
		"description": "Seconds as a number, or a text: a length like 20s, 1m30s, 8h or 2d, or a time of day like 08:00.",
		"oneOf": []any{
			map[string]any{"type": "number"},
			map[string]any{"type": "string"},
		},
	}
	definitions["Profile"] = map[string]any{
		"description": "A number by time of day: one number for the whole day, equal periods, or a list of parts of the day; 0 where nothing is said.",
		"oneOf": []any{
			map[string]any{"type": "number"},
			object(reflect.TypeFor[periods](), definitions),
			map[string]any{"type": "array", "items": schemaOf(reflect.TypeFor[Piece](), definitions)},
		},
	}
	b, err := json.MarshalIndent(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "A contact centre to simulate",
		"$ref":    root["$ref"],
		"$defs":   definitions,
	}, "", "  ")
	if err != nil {
		panic(err) // maps and texts only
	}
	return string(b) + "\n"
}

func schemaOf(t reflect.Type, definitions map[string]any) map[string]any {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := t.Name()
	switch {
	case t == durationType || t == profileType:
		return map[string]any{"$ref": "#/$defs/" + name}
	case t.Kind() == reflect.Struct:
		if _, ok := definitions[name]; !ok {
			definitions[name] = nil // against going round
			definitions[name] = object(t, definitions)
		}
		return map[string]any{"$ref": "#/$defs/" + name}
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem(), definitions)}
	case t.Kind() == reflect.Int:
		return map[string]any{"type": "integer"}
	case t.Kind() == reflect.Float64:
		return map[string]any{"type": "number"}
	case t.Kind() == reflect.Bool:
		return map[string]any{"type": "boolean"}
	}
	return map[string]any{"type": "string"}
}

// object is a struct as a schema that knows no other fields.
func object(t reflect.Type, definitions map[string]any) map[string]any {
	properties := map[string]any{}
	var required []string
	for i := range t.NumField() {
		f := t.Field(i)
		name, optional := tagName(f)
		p := schemaOf(f.Type, definitions)
		p["description"] = f.Tag.Get("doc")
		if e := f.Tag.Get("enum"); e != "" {
			p["enum"] = strings.Split(e, ",")
		}
		properties[name] = p
		if !optional {
			required = append(required, name)
		}
	}
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if required != nil {
		out["required"] = required
	}
	return out
}
