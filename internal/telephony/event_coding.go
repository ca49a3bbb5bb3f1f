package telephony

import (
	"encoding/binary"
	"encoding/json"
	"errors"
)

// Events are kept in the event log and in journals in a binary form, because
// writing and reading them is most of what ingest does beside the store's own
// work: a third of the size of JSON and a tenth of its time. ADR 0011 has the
// figures.
//
// One event is: its length, a bit set of the fields that are not zero, then
// those fields in the order of event.fields. Numbers are varints, texts are
// length and bytes. Several events are written one after another, so a journal
// grows by appending. New fields get the next bit; bits are never reused.

// field is one field of an event's stored form: exactly one of the pointers.
type field struct {
	text *string
	num  *int64
	span *Span
}

const fieldCount = 27

// fields lists the fields in the order of their bits.
func (e *Event) fields(small *[2]int64) [fieldCount]field {
	return [fieldCount]field{
		{text: &e.Key}, {text: (*string)(&e.Kind)}, {num: &e.At}, {text: &e.Call}, {text: &e.Link}, {text: &e.Queue}, {text: &e.Agent},
		{num: &e.Revision}, {num: &small[0]}, {text: &e.Channel}, {text: &e.CallType}, {text: &e.Customer},
		{span: &e.Wait}, {span: &e.Ring}, {span: &e.Talk}, {span: &e.Hold}, {num: &small[1]}, {span: &e.WrapUp},
		{text: &e.State}, {text: &e.Reason}, {text: &e.By}, {text: &e.To}, {text: &e.Verb},
		{text: &e.File}, {num: &e.Line}, {text: &e.Raw}, {text: &e.Extension},
	}
}

// AppendTo adds the event's stored form to b.
func (e *Event) AppendTo(b []byte) []byte {
	small := [2]int64{int64(e.Rank), int64(e.Holds)}
	fields := e.fields(&small)
	var set uint64
	size := 0
	for i, f := range fields {
		switch {
		case f.text != nil && *f.text != "":
			set |= 1 << i
			size += varintRoom + len(*f.text)
		case f.num != nil && *f.num != 0, f.span != nil && f.span.told:
			set |= 1 << i
			size += varintRoom
		}
	}
	var room [512]byte
	body := room[:0]
	if size > len(room)-varintRoom {
		body = make([]byte, 0, size+varintRoom)
	}
	body = binary.AppendUvarint(body, set)
	for i, f := range fields {
		switch {
		case set&(1<<i) == 0:
		case f.text != nil:
			body = binary.AppendUvarint(body, uint64(len(*f.text)))
			body = append(body, *f.text...)
		case f.num != nil:
			body = binary.AppendVarint(body, *f.num)
		default:
			body = binary.AppendUvarint(body, uint64(f.span.ms))
		}
	}
	b = binary.AppendUvarint(b, uint64(len(body)))
	return append(b, body...)
}

// varintRoom is the most bytes a varint takes.
const varintRoom = binary.MaxVarintLen64

var errEventForm = errors.New("the stored form of an event is damaged")

// DecodeEvents reads events stored one after another by AppendTo. Journals
// written before that form hold a JSON array, which is read too.
func DecodeEvents(stored []byte) ([]Event, error) {
	if len(stored) > 0 && stored[0] == '[' && json.Valid(stored) {
		var out []Event
		err := json.Unmarshal(stored, &out)
		return out, err
	}
	n := 0
	if err := EachStored(stored, func([]byte) error { n++; return nil }); err != nil || n == 0 {
		return nil, err
	}
	out := make([]Event, 0, n)
	err := EachStored(stored, func(part []byte) error {
		out = append(out, Event{})
		return out[len(out)-1].decode(part)
	})
	return out, err
}

// EachStored calls fn with the part of stored that each event takes, its
// length included.
func EachStored(stored []byte, fn func(part []byte) error) error {
	for len(stored) > 0 {
		n, w := binary.Uvarint(stored)
		if w <= 0 || n > uint64(len(stored)-w) {
			return errEventForm
		}
		end := w + int(n)
		if err := fn(stored[:end:end]); err != nil {
			return err
		}
		stored = stored[end:]
	}
	return nil
}

// StoredKey is whether an event with the key is among events stored one after
// another by AppendTo.
func StoredKey(stored []byte, key string) bool {
	found := false
	_ = EachStored(stored, func(part []byte) error {
		_, w := binary.Uvarint(part)
		b := part[w:]
		set, w := binary.Uvarint(b)
		if w <= 0 || set&1 == 0 {
			return nil // the key is the first field
		}
		b = b[w:]
		n, w := binary.Uvarint(b)
		if w > 0 && n <= uint64(len(b)-w) && string(b[w:w+int(n)]) == key {
			found = true
		}
		return nil
	})
	return found
}

// decode reads one event with its length into the empty event e.
func (e *Event) decode(part []byte) error {
	_, w := binary.Uvarint(part)
	b := part[w:]
	set, w := binary.Uvarint(b)
	if w <= 0 {
		return errEventForm
	}
	b = b[w:]
	texts := string(b) // one piece of memory for all of them
	var small [2]int64
	for i, f := range e.fields(&small) {
		if set&(1<<i) == 0 {
			continue
		}
		set &^= 1 << i
		if f.num != nil {
			v, w := binary.Varint(b)
			if w <= 0 {
				return errEventForm
			}
			*f.num, b = v, b[w:]
			continue
		}
		v, w := binary.Uvarint(b)
		if w <= 0 {
			return errEventForm
		}
		b = b[w:]
		if f.span != nil {
			*f.span = SpanOf(int64(v))
			continue
		}
		if v > uint64(len(b)) {
			return errEventForm
		}
		at := len(texts) - len(b)
		*f.text, b = texts[at:at+int(v)], b[v:]
	}
	if set != 0 || len(b) > 0 {
		return errEventForm // written by a newer version, or damaged
	}
	e.Rank, e.Holds = int(small[0]), int(small[1])
	return nil
}
