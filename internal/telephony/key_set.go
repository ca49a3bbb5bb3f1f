package telephony

import "slices"

// KeySet is a set of the keys of events. A call has a handful of them, which
// are found faster without a map.
type KeySet struct {
	few  []string
	many map[string]bool
}

const fewKeys = 16

// newKeySet makes an empty set with room for n keys.
func newKeySet(n int) KeySet {
	if n > fewKeys {
		return KeySet{many: make(map[string]bool, n)}
	}
	return KeySet{few: make([]string, 0, n)}
}

// KeysOf is the set of the keys of events, with room for so many more.
func KeysOf(events []Event, more int) KeySet {
	s := newKeySet(len(events) + more)
	for i := range events {
		s.Add(events[i].Key)
	}
	return s
}

// Add puts a key in and reports whether it was new.
func (s *KeySet) Add(key string) bool {
	switch {
	case s.many != nil && s.many[key], s.many == nil && slices.Contains(s.few, key):
		return false
	case s.many != nil:
		s.many[key] = true
	default:
		s.few = append(s.few, key)
	}
	return true
}
