package sources

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/telephony/adapter"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// MostConnectBytes is the largest body of one push: what a delivery stream sends.
const MostConnectBytes = 8 << 20

// Pushed is what became of a push of Amazon Connect events.
type Pushed struct {
	Accepted  int    `json:"accepted" doc:"Objects that were read and are safe on disk"`
	Refused   int    `json:"refused" doc:"Objects that cannot be read; they are kept in quarantine"`
	Position  uint64 `json:"position"`
	RequestID string `json:"requestId,omitempty" doc:"Of a delivery stream, as it was sent"`
	Timestamp int64  `json:"timestamp,omitempty" doc:"Of a delivery stream: when it was answered, ms"`
}

// delivery is the body a delivery stream (Firehose) sends.
type delivery struct {
	RequestID string `json:"requestId"`
	Records   []struct {
		Data string `json:"data"`
	} `json:"records"`
}

// Push takes contact events, agent events and contact records: one or many
// JSON objects in any packing, or the body of a delivery stream. What cannot be
// read goes to quarantine: the sender could not mend it.
func (s *Service) Push(ctx context.Context, src Source, body []byte) (Pushed, error) {
	var out Pushed
	var d delivery
	if json.Unmarshal(body, &d) == nil && d.RequestID != "" && d.Records != nil {
		out.RequestID, out.Timestamp = d.RequestID, s.nowMs()
		var all bytes.Buffer
		for _, r := range d.Records {
			raw, err := base64.StdEncoding.DecodeString(r.Data)
			if err != nil {
				return out, fault.Invalidf("telephony.intake.bad_delivery", "A record of the delivery is not base64.").WithField("body.records", "format", "must be base64")
			}
			all.Write(raw)
			all.WriteByte('\n')
		}
		body = all.Bytes()
	}
	names, err := s.names(ctx, src.ID)
	if err != nil {
		return out, err
	}
	in, err := adapter.Open(adapter.KindConnectEvents, bytes.NewReader(body), adapter.Options{Source: src.Name, File: "push", Names: names.known()})
	if err != nil {
		return out, err
	}
	batch := ingest.Batch{Source: src.Name, Kind: src.Kind}
	for {
		it, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return out, err
		}
		take(&batch, &it)
		if it.Bad != nil {
			out.Refused++
		} else {
			out.Accepted++
		}
	}
	if out.Accepted+out.Refused == 0 {
		return out, fault.Invalidf("telephony.intake.empty", "The batch has no events.").WithField("body", "too_few", "must hold at least one JSON object")
	}
	if batch.Rows() > 0 {
		if out.Position, err = s.log.Publish(ctx, batch); err != nil {
			return out, err
		}
	}
	s.meter(src.ID).heard(s.nowMs(), batch.Events, int64(out.Refused))
	return out, names.keep(ctx, s, src.ID, in)
}

// take adds what an item says to a batch.
func take(b *ingest.Batch, it *adapter.Item) {
	b.Events = append(b.Events, it.Events...)
	if it.Bad != nil {
		b.Bad, b.Settings = append(b.Bad, *it.Bad), json.RawMessage(`{"kind":"`+adapter.KindConnectEvents+`"}`)
	}
}

// delivered is what is known of a folder: how much of each file was read.
type delivered struct {
	Size   int64              `json:"size"`
	At     adapter.Checkpoint `json:"at"`
	looked int64              // the size at the last look
}

// folder reads the files of a folder as they come, until ctx ends.
func (s *Service) folder(ctx context.Context, v *row) error {
	was, err := s.memory(ctx, v.ID)
	if err != nil {
		return err
	}
	files := map[string]*delivered{}
	if len(was.State) > 0 {
		if err := json.Unmarshal(was.State, &files); err != nil {
			return err
		}
	}
	names, err := s.names(ctx, v.ID)
	if err != nil {
		return err
	}
	k := &sink{s: s, v: v}
	for first := true; ; first = false {
		list, err := os.ReadDir(v.Settings.Folder)
		if err != nil {
			return fault.Newf(fault.Unavailable, "telephony.live.folder", "The folder %s cannot be read: check its path and that this server may read it.", v.Settings.Folder).WithCause(err)
		}
		if first {
			k.Connected()
		}
		k.Alive()
		there := map[string]bool{}
		for _, e := range list {
			name := e.Name()
			if e.IsDir() || strings.HasPrefix(name, ".") {
				continue
			}
			there[name] = true
			if err := s.file(ctx, k, v, name, files, names); err != nil {
				return err
			}
		}
		if gone := len(files); gone > len(there) {
			maps.DeleteFunc(files, func(name string, _ *delivered) bool { return !there[name] })
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(s.pace.folder):
		}
	}
}

// file reads on in one file when it has grown and come to rest.
func (s *Service) file(ctx context.Context, k *sink, v *row, name string, files map[string]*delivered, names *names) error {
	path := filepath.Join(v.Settings.Folder, name)
	size, err := adapter.SizeOf(path)
	if err != nil {
		return nil //nolint:nilerr // it went away between two looks
	}
	f := files[name]
	if f == nil {
		f = &delivered{}
		files[name] = f
	}
	if size == f.Size || size != f.looked {
		f.looked = size
		return nil
	}
	if size < f.Size { // another file of the same name
		f.At = adapter.Checkpoint{}
	}
	r, err := adapter.OpenFile(path)
	if err != nil {
		return fault.Newf(fault.Unavailable, "telephony.live.folder", "%s cannot be read: check that this server may read it.", path).WithCause(err)
	}
	defer r.Close() //nolint:errcheck // only read
	in, err := adapter.Open(adapter.KindConnectEvents, r, adapter.Options{Source: v.Name, File: name, From: f.At, Names: names.known()})
	if err != nil {
		return err
	}
	for ended := false; !ended; {
		batch := ingest.Batch{}
		for len(batch.Events)+len(batch.Bad) < 500 {
			it, err := in.Next()
			if err != nil {
				ended = true
				if !errors.Is(err, io.EOF) {
					k.s.meter(v.ID).failed(k.s.nowMs(), fault.Newf(fault.Unavailable, "telephony.live.folder", "%s cannot be read to its end.", path).WithCause(err))
				}
				break
			}
			take(&batch, &it)
		}
		if batch.Rows() > 0 {
			if err := k.tell(ctx, batch.Events, batch.Bad, batch.Settings); err != nil {
				return err
			}
		}
		f.At = in.Checkpoint()
	}
	f.Size = size
	if err := k.Remember(ctx, []byte(text(files))); err != nil {
		return err
	}
	return names.keep(ctx, s, v.ID, in)
}

// names is what the ids of a source are called, as agent events told it.
type names struct{ have map[string]string }

func (n *names) known() map[string]string { return maps.Clone(n.have) }

func (s *Service) names(ctx context.Context, sourceID string) (*names, error) {
	was, err := s.memory(ctx, sourceID)
	return &names{was.Names}, err
}

// keep remembers names a reader learnt.
func (n *names) keep(ctx context.Context, s *Service, sourceID string, in adapter.Reader) error {
	learnt, ok := in.(interface{ Names() map[string]string })
	if !ok || maps.Equal(learnt.Names(), n.have) {
		return nil
	}
	n.have = maps.Clone(learnt.Names())
	return s.remember(ctx, sourceID, func(k *kept) { k.Names = n.have })
}
