package bus

import "github.com/nats-io/nats.go"

// Tell sends a word to whoever hears the subject now, on any node, without
// any promise.
func (b *Bus) Tell(subject string, data []byte) error {
	return unavailable(b.nc.Publish(tellPrefix+subject, data))
}

// Hear gives words that are told from now on to fn, until Stop; also what
// this process tells itself.
func (b *Bus) Hear(subject string, fn func(data []byte)) error {
	_, err := b.nc.Subscribe(tellPrefix+subject, func(m *nats.Msg) { fn(m.Data) })
	return unavailable(err)
}

const tellPrefix = "tell."
