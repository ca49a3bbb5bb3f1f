package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
)

// Entry is one line of the log.
type Entry struct {
	ID        string          `json:"id"`
	Seq       int64           `json:"seq" doc:"place in the chain, from 1 without gaps"`
	At        string          `json:"at" format:"date-time"`
	ActorID   string          `json:"actor_id"`
	Actor     string          `json:"actor" doc:"login of who did it"`
	Action    string          `json:"action" doc:"for example org.queue.update"`
	Kind      string          `json:"kind" enum:"change,export,reveal,session"`
	Object    string          `json:"object" doc:"kind of thing, for example queue"`
	ObjectID  string          `json:"object_id"`
	Before    json.RawMessage `json:"before,omitempty"`
	After     json.RawMessage `json:"after,omitempty"`
	RequestID string          `json:"request_id,omitempty"`
}

// row is an entry as stored.
type row struct {
	seq, atMs                                                       int64
	id, actorID, actor, action, object, objectID, before, after, rq string
	hash                                                            string
}

// chain is the hash of the row after the one with hash prev. Parts are
// prefixed with their length, so no two rows read the same.
func (r row) chain(prev string) string {
	h := sha256.New()
	for _, p := range []string{prev, strconv.FormatInt(r.seq, 10), r.id, strconv.FormatInt(r.atMs, 10), r.actorID, r.actor,
		r.action, r.object, r.objectID, r.before, r.after, r.rq} {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func document(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", fmt.Errorf("audit: %w", err)
	}
	return string(bytes.TrimSpace(b.Bytes())), nil
}
