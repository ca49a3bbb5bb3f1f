package web

import (
	"io"
	"maps"

	"github.com/danielgtaylor/huma/v2"
)

// Appender writes itself as JSON. Answers of tens of thousands of rows do, as
// reflection would take longer than finding them; all others are left to
// encoding/json.
type Appender interface {
	AppendJSON(out []byte) ([]byte, error)
}

// WriteJSON writes v the way answers of the API are written.
func WriteJSON(w io.Writer, v any) error {
	a, ok := v.(Appender)
	if !ok {
		return huma.DefaultJSONFormat.Marshal(w, v)
	}
	text, err := a.AppendJSON(nil)
	if err == nil {
		_, err = w.Write(text)
	}
	return err
}

func formats() map[string]huma.Format {
	out := maps.Clone(huma.DefaultFormats)
	for name, f := range out {
		f.Marshal = WriteJSON
		out[name] = f
	}
	return out
}
