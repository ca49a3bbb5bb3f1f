package sources

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

// toldIn is one posted event, kept as it came: a wrong one is told apart from
// the others by Take.
type toldIn struct{ raw json.RawMessage }

// UnmarshalJSON keeps the text.
func (t *toldIn) UnmarshalJSON(b []byte) error {
	t.raw = append(json.RawMessage(nil), b...)
	return nil
}

// Schema is that of a normal event.
func (toldIn) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[Told](), true, "Told")
}

type intakeIn struct {
	Key  string `header:"X-Intake-Key" doc:"An intake key of the source"`
	Body struct {
		Events []toldIn `json:"events" minItems:"1" maxItems:"1000" doc:"In any order; an event sent before is recognised by its id"`
	}
}

type intakeOut struct {
	Status int
	Body   Taken
}

const intakeHelp = `Takes up to 1000 events and 2 MiB at once. Every event has an id of the sender's; sending an event again, late or in another order changes nothing, so a sender that got no answer just sends the batch again.

Events that cannot be taken are listed in ` + "`errors`" + ` by their place in the batch, the others are taken: 202. When none can be taken: 422.

When folding lags behind: 429, and ` + "`Retry-After`" + ` says after how many seconds to send the batch again. 503: the event log does not answer or is full; nothing was taken.

Needs an intake key in the header ` + "`X-Intake-Key`" + `.`

// security is what the intake's operations ask for.
var security = []map[string][]string{{"intake_key": {}}}

func (s *Service) registerIntake(api huma.API) {
	schemes := api.OpenAPI().Components.SecuritySchemes
	schemes["intake_key"] = &huma.SecurityScheme{Type: "apiKey", In: "header", Name: "X-Intake-Key", Description: "A key of one live source, made by an administrator on the page of live sources."}
	web.Register(api, huma.Operation{
		OperationID: "take-events", Method: http.MethodPost, Path: "/intake/events", Summary: "Tell normal events of a source", Description: intakeHelp,
		Tags: []string{"Intake"}, DefaultStatus: http.StatusAccepted, MaxBodyBytes: MostBytes, SkipValidateBody: true, Security: security,
		Middlewares: huma.Middlewares{s.gate(KindHTTP)},
	}, web.Public, func(ctx context.Context, in *intakeIn) (*intakeOut, error) {
		events := make([]json.RawMessage, len(in.Body.Events))
		for i := range in.Body.Events {
			events[i] = in.Body.Events[i].raw
		}
		taken, err := s.Take(ctx, sourceOf(ctx), events)
		return &intakeOut{http.StatusAccepted, taken}, err
	})
}

type connectIn struct {
	Key      string `header:"X-Intake-Key" doc:"An intake key of the source"`
	Firehose string `header:"X-Amz-Firehose-Access-Key" doc:"The same, as a delivery stream sends it"`
	RawBody  []byte `contentType:"application/json"`
}

type connectOut struct {
	Status int
	Body   Pushed
}

const connectHelp = `Takes contact events (bare or in the envelope of EventBridge), agent events and contact records of Amazon Connect: one JSON object, several one after another or in an array, or the body of a delivery stream (Firehose), up to 8 MiB.

What cannot be read goes to quarantine. Repeats, late and disordered events change nothing; a contact record takes the place of the events of its contact. 429 and 503 as for ` + "`/intake/events`" + `.

Needs an intake key in the header ` + "`X-Intake-Key`" + ` or ` + "`X-Amz-Firehose-Access-Key`" + `.`

func (s *Service) registerConnect(api huma.API) {
	web.Register(api, huma.Operation{
		OperationID: "take-connect-events", Method: http.MethodPost, Path: "/intake/connect", Summary: "Tell events of Amazon Connect", Description: connectHelp,
		Tags: []string{"Intake"}, DefaultStatus: http.StatusAccepted, MaxBodyBytes: MostConnectBytes, SkipValidateBody: true, Security: security,
		Middlewares: huma.Middlewares{s.gate(KindConnectPush)},
	}, web.Public, func(ctx context.Context, in *connectIn) (*connectOut, error) {
		pushed, err := s.Push(ctx, sourceOf(ctx), in.RawBody)
		status := http.StatusAccepted
		if pushed.RequestID != "" { // a delivery stream takes nothing else for a yes
			status = http.StatusOK
		}
		return &connectOut{status, pushed}, err
	})
}

type sourceKey struct{}

func sourceOf(ctx context.Context) Source {
	src, _ := ctx.Value(sourceKey{}).(Source)
	return src
}

// gate checks the key and the pressure before the body is read.
func (s *Service) gate(kind string) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		key := hc.Header("X-Intake-Key")
		if key == "" {
			key = hc.Header("X-Amz-Firehose-Access-Key")
		}
		src, err := s.Holder(hc.Context(), key)
		if err == nil && src.Kind != kind {
			err = wrongKind(src)
		}
		if err != nil {
			web.Refuse(hc, err)
			return
		}
		leave, retry, err := s.Admit(hc.Context(), src.ID)
		if err != nil {
			s.meter(src.ID).failed(s.nowMs(), err)
			if retry > 0 {
				hc.SetHeader("Retry-After", strconv.Itoa(retry))
			}
			web.Refuse(hc, err)
			return
		}
		defer leave()
		next(huma.WithValue(hc, sourceKey{}, src))
	}
}
