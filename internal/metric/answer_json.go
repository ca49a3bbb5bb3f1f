package metric

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
)

// AppendJSON appends the answer to out, equal to what encoding/json makes of
// it. The rows, which may be tens of thousands, are written without
// reflection.
func (a Answer) AppendJSON(out []byte) ([]byte, error) {
	rest, err := json.Marshal(struct {
		*Answer
		Rows struct{} `json:"rows,omitzero"` // hides the answer's
	}{Answer: &a})
	if err != nil {
		return nil, err
	}
	if n := len(a.Rows); n > 0 {
		out = slices.Grow(out, len(rest)+n*(100+130*a.Rows[0].Values.Len()))
	}
	out = append(out, rest[:len(rest)-1]...)
	out = append(out, `,"rows":[`...)
	dims := map[groupKey][]byte{}
	for i := range a.Rows {
		if i > 0 {
			out = append(out, ',')
		}
		if out, err = a.Rows[i].appendJSON(out, dims); err != nil {
			return nil, err
		}
	}
	return append(out, "]}"...), nil
}

// appendJSON appends the row; dims keeps the text of the values of groups
// written before.
func (r *Row) appendJSON(out []byte, dims map[groupKey][]byte) ([]byte, error) {
	text, known := dims[r.key]
	if !known || r.key == (groupKey{}) { // a row that was read has no key
		var err error
		if text, err = json.Marshal(r.Dims); err != nil {
			return nil, err
		}
		dims[r.key] = text
	}
	out = append(out, `{"dims":`...)
	out = append(out, text...)
	if r.Start != "" {
		out = append(out, `,"start":"`...)
		out = append(out, r.Start...)
		out = append(out, `","end":"`...)
		out = append(out, r.End...)
		out = append(out, '"')
	}
	out = append(out, `,"values":`...)
	return append(r.Values.appendJSON(out), '}'), nil
}

// MarshalJSON writes an object of numbers by metric.
func (n Numbers) MarshalJSON() ([]byte, error) { return n.appendJSON(nil), nil }

func (n Numbers) appendJSON(out []byte) []byte {
	out = append(out, '{')
	for i := range n.list {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendQuote(out, n.refs[i]) // ids of metrics are plain letters
		out = append(out, ':')
		out = n.list[i].appendJSON(out)
	}
	return append(out, '}')
}

// appendJSON appends the number; TestAnswerJSON holds it to the tags of the
// type.
func (n *Number) appendJSON(out []byte) []byte {
	out = append(out, `{"value":`...)
	if n.Value == nil {
		out = append(out, "null"...)
	} else {
		out = appendFloat(out, *n.Value)
	}
	out = appendFloat(append(out, `,"num":`...), n.Num)
	out = appendFloat(append(out, `,"den":`...), n.Den)
	out = strconv.AppendInt(append(out, `,"version":`...), int64(n.Version), 10)
	if n.Mixed {
		out = append(out, `,"mixed":true`...)
	}
	out = strconv.AppendQuote(append(out, `,"grade":`...), n.Grade)
	out = appendFloat(append(out, `,"repaired_share":`...), n.RepairedShare)
	if n.Reason != "" {
		out = strconv.AppendQuote(append(out, `,"reason":`...), n.Reason)
	}
	if n.Target != nil {
		out = appendFloat(append(out, `,"target":`...), *n.Target)
	}
	if n.TargetMixed {
		out = append(out, `,"target_mixed":true`...)
	}
	if n.Compare != nil {
		out = n.Compare.appendJSON(append(out, `,"compare":`...))
	}
	return append(out, '}')
}

// appendFloat appends a number; what no JSON number can say is null.
func appendFloat(out []byte, v float64) []byte {
	if i := int64(v); float64(i) == v && -1e15 < v && v < 1e15 {
		return strconv.AppendInt(out, i, 10)
	}
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(out, "null"...)
	}
	return strconv.AppendFloat(out, v, 'g', -1, 64)
}
