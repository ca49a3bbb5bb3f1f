package telephony

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
)

// DayMs is the length of a UTC day.
const DayMs = 24 * 3600 * 1000

// DayOf is the UTC day of an instant, in days since 1970-01-01.
func DayOf(ms int64) int64 {
	d := ms / DayMs
	if ms%DayMs < 0 {
		d--
	}
	return d
}

// Sheet is one queue's UTC day in columns: every contact that entered, in the
// order of (EnteredMs, ID), and every imported interval that starts in the
// day. All numbers are counted from sheets; all instants are ms since the
// start of the day, all durations ms.
type Sheet struct {
	Day     int64
	QueueID string

	// One entry per contact.
	Entered, Wait, Ring, Talk, Hold, WrapUp []int32
	Agent, Channel, CallType                []int32  // indexes into Names; -1: none
	Customer                                []uint64 // hash; 0: unknown
	Flags                                   []uint32 // Flag
	Outcome                                 []uint8  // Code…
	Bits                                    []uint8  // Bit…
	Offers, Missed, Holds                   []uint16

	// Imported intervals.
	Intervals []IntervalSums

	Names []string // agent ids, channels and call types of this sheet

	Repaired int // contacts with a figure put in by a rule
}

// Codes of Sheet.Outcome: the outcome, and for those that left, why.
const (
	CodeWaiting uint8 = iota
	CodeTalking
	CodeAnswered
	CodeAbandoned
	CodeLeft
	CodeLeftCallback // left for a callback
	CodeLeftOverflow // left to another queue or place
)

// Bits of Sheet.Bits.
const (
	BitTransferred uint8 = 1 << iota
	BitEndedByAgent
)

// Len is the number of contacts.
func (s *Sheet) Len() int { return len(s.Entered) }

// Bytes is about how much memory the sheet takes.
func (s *Sheet) Bytes() int { return 300 + s.Len()*56 + len(s.Intervals)*220 + len(s.Names)*40 }

// CustomerHash is the number a customer is known by in a sheet; 0 when
// unknown.
func CustomerHash(customer string) uint64 {
	if customer == "" {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(customer))
	return max(h.Sum64(), 1)
}

// SheetBuilder collects contacts into a sheet. Contacts must come in the
// order of (EnteredMs, ID).
type SheetBuilder struct {
	sheet Sheet
	index map[string]int32
}

// NewSheetBuilder starts the sheet of a queue and UTC day.
func NewSheetBuilder(day int64, queueID string) *SheetBuilder {
	return &SheetBuilder{sheet: Sheet{Day: day, QueueID: queueID}, index: map[string]int32{}}
}

func (b *SheetBuilder) name(s string) int32 {
	if s == "" {
		return -1
	}
	i, ok := b.index[s]
	if !ok {
		i = int32(len(b.sheet.Names))
		b.sheet.Names = append(b.sheet.Names, s)
		b.index[s] = i
	}
	return i
}

// OutcomeCode is the sheet's code of a contact's outcome.
func OutcomeCode(c *Contact) uint8 {
	switch c.Outcome {
	case OutcomeTalking:
		return CodeTalking
	case OutcomeAnswered:
		return CodeAnswered
	case OutcomeAbandoned:
		return CodeAbandoned
	case OutcomeLeft:
		switch c.LeftReason {
		case LeftCallback:
			return CodeLeftCallback
		case LeftOverflow:
			return CodeLeftOverflow
		}
		return CodeLeft
	}
	return CodeWaiting
}

// Add appends a contact.
func (b *SheetBuilder) Add(c *Contact) {
	s := &b.sheet
	s.Entered = append(s.Entered, int32(c.EnteredMs-s.Day*DayMs))
	s.Wait = append(s.Wait, clamp(c.WaitMs))
	s.Ring = append(s.Ring, clamp(c.RingMs))
	s.Talk = append(s.Talk, clamp(c.TalkMs))
	s.Hold = append(s.Hold, clamp(c.HoldMs))
	s.WrapUp = append(s.WrapUp, clamp(c.WrapUpMs))
	s.Agent = append(s.Agent, b.name(c.AgentID))
	s.Channel = append(s.Channel, b.name(c.Channel))
	s.CallType = append(s.CallType, b.name(c.CallType))
	s.Customer = append(s.Customer, CustomerHash(c.Customer))
	s.Flags = append(s.Flags, uint32(c.Flags))
	if c.Repaired() {
		s.Repaired++
	}
	s.Outcome = append(s.Outcome, OutcomeCode(c))
	var bits uint8
	if c.Transferred {
		bits |= BitTransferred
	}
	if c.EndedBy == ByAgent {
		bits |= BitEndedByAgent
	}
	s.Bits = append(s.Bits, bits)
	s.Offers = append(s.Offers, uint16(min(c.Offers, 65535)))
	s.Missed = append(s.Missed, uint16(min(c.Missed, 65535)))
	s.Holds = append(s.Holds, uint16(min(c.Holds, 65535)))
}

// AddInterval appends an imported interval.
func (b *SheetBuilder) AddInterval(v IntervalSums) {
	v.Raw, v.File, v.Queue = "", "", ""
	b.sheet.Intervals = append(b.sheet.Intervals, v)
}

// Sheet is the finished sheet.
func (b *SheetBuilder) Sheet() *Sheet { return &b.sheet }

func clamp(ms int64) int32 { return int32(min(max(ms, 0), 1<<31-1)) }

const sheetFormat = 1

var errSheet = errors.New("the stored sheet cannot be read; it will be made anew from the contacts")

// Encode packs the sheet column by column in variable-length integers.
func (s *Sheet) Encode() []byte {
	out := make([]byte, 0, 64+s.Len()*24+len(s.Intervals)*64)
	put := func(v int64) { out = binary.AppendVarint(out, v) }
	text := func(v string) {
		put(int64(len(v)))
		out = append(out, v...)
	}
	put(sheetFormat)
	put(s.Day)
	text(s.QueueID)
	put(int64(len(s.Names)))
	for _, n := range s.Names {
		text(n)
	}
	put(int64(s.Len()))
	var before int32
	for _, v := range s.Entered {
		put(int64(v - before))
		before = v
	}
	for _, col := range [][]int32{s.Wait, s.Ring, s.Talk, s.Hold, s.WrapUp, s.Agent, s.Channel, s.CallType} {
		for _, v := range col {
			put(int64(v))
		}
	}
	for _, v := range s.Customer {
		out = binary.LittleEndian.AppendUint64(out, v)
	}
	for _, v := range s.Flags {
		put(int64(v))
	}
	out = append(out, s.Outcome...)
	out = append(out, s.Bits...)
	for _, col := range [][]uint16{s.Offers, s.Missed, s.Holds} {
		for _, v := range col {
			put(int64(v))
		}
	}
	put(int64(len(s.Intervals)))
	for i := range s.Intervals {
		v := &s.Intervals[i]
		text(v.Key)
		text(v.Channel)
		for _, n := range v.numbers() {
			put(*n)
		}
		put(int64(v.Told))
		put(v.Line)
	}
	return out
}

func (v *IntervalSums) numbers() []*int64 {
	return []*int64{&v.StartMs, &v.LengthMs, &v.Offered, &v.Answered, &v.Abandoned, &v.Left, &v.AnsweredWithin, &v.AbandonedWithin,
		&v.ThresholdMs, &v.AnsweredWaitMs, &v.AbandonedWaitMs, &v.MaxWaitMs, &v.TalkMs, &v.HoldMs, &v.WrapUpMs}
}

type sheetReader struct {
	b   []byte
	err error
}

func (r *sheetReader) int() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.err = errSheet
		r.b = nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *sheetReader) take(n int64) []byte {
	if n < 0 || n > int64(len(r.b)) {
		r.err = errSheet
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *sheetReader) text() string { return string(r.take(r.int())) }

// count reads a length; every entry takes at least one byte.
func (r *sheetReader) count() int {
	n := r.int()
	if n < 0 || n > int64(len(r.b)) {
		r.err = errSheet
		return 0
	}
	return int(n)
}

// DecodeSheet unpacks what Encode made.
func DecodeSheet(b []byte) (*Sheet, error) {
	r := &sheetReader{b: b}
	if r.int() != sheetFormat {
		return nil, errSheet
	}
	s := &Sheet{Day: r.int(), QueueID: r.text()}
	s.Names = make([]string, r.count())
	for i := range s.Names {
		s.Names[i] = r.text()
	}
	n := r.count()
	if r.err != nil {
		return nil, r.err
	}
	// One piece of memory for all columns of a width: a centre keeps tens of
	// thousands of sheets, which lie closer and are fewer for the collector.
	wide, narrow := make([]int32, 9*n), make([]uint16, 3*n)
	column := func() (col []int32) {
		col, wide = wide[:n:n], wide[n:]
		return col
	}
	s.Entered = column()
	var before int32
	for i := range s.Entered {
		before += int32(r.int())
		s.Entered[i] = before
	}
	for _, col := range []*[]int32{&s.Wait, &s.Ring, &s.Talk, &s.Hold, &s.WrapUp, &s.Agent, &s.Channel, &s.CallType} {
		*col = column()
		for i := range *col {
			(*col)[i] = int32(r.int())
		}
	}
	s.Customer = make([]uint64, n)
	if raw := r.take(int64(n) * 8); r.err == nil {
		for i := range s.Customer {
			s.Customer[i] = binary.LittleEndian.Uint64(raw[i*8:])
		}
	}
	s.Flags = make([]uint32, n)
	for i := range s.Flags {
		s.Flags[i] = uint32(r.int())
		if Flag(s.Flags[i])&Repairs != 0 {
			s.Repaired++
		}
	}
	bytes := append([]uint8{}, r.take(2*int64(n))...)
	if r.err == nil {
		s.Outcome, s.Bits = bytes[:n:n], bytes[n:]
	}
	for _, col := range []*[]uint16{&s.Offers, &s.Missed, &s.Holds} {
		*col, narrow = narrow[:n:n], narrow[n:]
		for i := range *col {
			(*col)[i] = uint16(r.int())
		}
	}
	s.Intervals = make([]IntervalSums, r.count())
	for i := range s.Intervals {
		v := &s.Intervals[i]
		v.Key, v.Channel = r.text(), r.text()
		for _, n := range v.numbers() {
			*n = r.int()
		}
		v.Told = uint32(r.int())
		v.Line = r.int()
	}
	for _, col := range [][]int32{s.Agent, s.Channel, s.CallType} {
		for _, v := range col {
			if v < -1 || int(v) >= len(s.Names) {
				r.err = errSheet
			}
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	return s, nil
}

// Encode packs the day's non-zero sums.
func (d *AgentDay) Encode() []byte {
	var out []byte
	for i := range d.Slots {
		if d.Slots[i] == ([AgentMeasures]int32{}) {
			continue
		}
		out = append(out, byte(i))
		for _, v := range d.Slots[i] {
			out = binary.AppendUvarint(out, uint64(v))
		}
	}
	return out
}

// DecodeAgentDay unpacks what Encode made.
func DecodeAgentDay(b []byte) (AgentDay, error) {
	var d AgentDay
	for len(b) > 0 {
		i := int(b[0])
		b = b[1:]
		if i >= AgentSlotsPerDay {
			return d, errSheet
		}
		for m := range d.Slots[i] {
			v, n := binary.Uvarint(b)
			if n <= 0 {
				return d, errSheet
			}
			d.Slots[i][m] = int32(v)
			b = b[n:]
		}
	}
	return d, nil
}
