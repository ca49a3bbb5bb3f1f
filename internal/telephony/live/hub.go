package live

import (
	"sync"

	"github.com/lingting/lingting/internal/org"
)

// waitingFrames is how many messages a subscriber may lag behind before it is
// given everything anew.
const waitingFrames = 16

// Subscriber is one page that follows the floor.
type Subscriber struct {
	frames  chan []byte
	channel *channel
	lost    bool // guarded by the hub's lock
}

// channel is what all pages of one sight share: a change is encoded once.
type channel struct {
	sight sight
	subs  map[*Subscriber]bool
	whole []byte // everything as of turn wholeAt
	at    int64
}

// hub gives the floor's changes to pages and never waits for one.
type hub struct {
	mu       sync.Mutex
	channels map[string]*channel
	closed   bool
}

func newHub() *hub { return &hub{channels: map[string]*channel{}} }

func (h *hub) join(s sight) *Subscriber {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.channels[s.key()]
	if c == nil {
		c = &channel{sight: s, subs: map[*Subscriber]bool{}, at: -1}
		h.channels[s.key()] = c
	}
	// The first message is everything.
	sub := &Subscriber{frames: make(chan []byte, waitingFrames), channel: c, lost: true}
	if h.closed {
		close(sub.frames)
		return sub
	}
	c.subs[sub] = true
	return sub
}

func (h *hub) leave(sub *Subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(sub.channel.subs, sub)
	if len(sub.channel.subs) == 0 {
		delete(h.channels, sub.channel.sight.key())
	}
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for _, c := range h.channels {
		for sub := range c.subs {
			close(sub.frames)
			delete(c.subs, sub)
		}
	}
}

// count is how many pages follow.
func (h *hub) count() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.channels {
		n += len(c.subs)
	}
	return n
}

// send gives every page what changed, or everything when it is new or fell
// behind. turn counts the changes; delta and whole are encoded at most once
// per sight.
func (h *hub) send(turn int64, dir *org.Directory, delta *Frame, whole func(sight) *Frame) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.channels {
		var change []byte
		if delta != nil {
			if f := c.sight.narrow(dir, delta); !f.empty() {
				var err error
				if change, err = encode(f); err != nil {
					return err
				}
			}
		}
		for sub := range c.subs {
			frame := change
			if sub.lost {
				if len(sub.frames) > 0 {
					continue // it still works on what it has
				}
				if c.at != turn {
					var err error
					if c.whole, err = encode(whole(c.sight)); err != nil {
						return err
					}
					c.at = turn
				}
				frame = c.whole
			}
			if frame == nil {
				continue
			}
			select {
			case sub.frames <- frame:
				sub.lost = false
			default:
				sub.lost = true
			}
		}
	}
	return nil
}

// narrow leaves out what the sight does not see.
func (s sight) narrow(dir *org.Directory, f *Frame) *Frame {
	if s.scope.Centre {
		return f
	}
	out := *f
	out.Agents, out.Alarms = nil, nil
	for i := range f.Agents {
		if s.sees(dir, f.Agents[i].ID, f.Agents[i].Team) {
			out.Agents = append(out.Agents, f.Agents[i])
		}
	}
	for i := range f.Alarms {
		if s.seesAlarm(dir, &f.Alarms[i]) {
			out.Alarms = append(out.Alarms, f.Alarms[i])
		}
	}
	return &out
}

// renew gives every page everything with the next turn.
func (h *hub) renew() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.channels {
		c.at = -1
		for sub := range c.subs {
			sub.lost = true
		}
	}
}
