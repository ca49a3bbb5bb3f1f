package obs

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// incoming reads a caller's W3C traceparent.
var incoming = propagation.TraceContext{}

func tracer() trace.Tracer { return otel.Tracer("github.com/lingting/lingting") }

// StartTraces has spans sent to an OpenTelemetry collector by OTLP over HTTP,
// from the whole process; url is the collector's address, as in
// http://127.0.0.1:4318. Spans of share of all beginnings are sent, and those
// a caller traces already. stop sends what waits and ends it. Until then, and
// without this call, spans cost next to nothing.
func StartTraces(ctx context.Context, url, service, version string, share float64) (stop func(context.Context) error, err error) {
	out, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(url+"/v1/traces"), otlptracehttp.WithTimeout(10*time.Second))
	if err != nil {
		return nil, fmt.Errorf("traces to %s: %w", RedactURL(url), err)
	}
	p := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(out),
		sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(share))),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", service), attribute.String("service.version", version))),
	)
	before := otel.GetTracerProvider()
	otel.SetTracerProvider(p)
	return func(ctx context.Context) error {
		otel.SetTracerProvider(before)
		return p.Shutdown(ctx)
	}, nil
}

// Span begins a span; about is names and values in turn. End ends it.
func Span(ctx context.Context, name string, about ...any) (context.Context, trace.Span) {
	ctx, span := tracer().Start(ctx, name)
	describe(span, about)
	return ctx, span
}

// End ends a span with what came out.
func End(span trace.Span, err error, about ...any) {
	describe(span, about)
	if err != nil && span.IsRecording() {
		span.SetStatus(codes.Error, RedactURL(err.Error()))
	}
	span.End()
}

// RequestSpan begins the span of a request, under the caller's when it tells
// of one.
func RequestSpan(r *http.Request) (context.Context, trace.Span) {
	ctx := incoming.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	return tracer().Start(ctx, r.Method, trace.WithSpanKind(trace.SpanKindServer))
}

// EndRequest ends the span of a request. Neither path nor query is told: they
// may name customers.
func EndRequest(span trace.Span, method, operation string, status int, cut bool) {
	if span.IsRecording() {
		if operation != "" {
			span.SetName(method + " " + operation)
		}
		describe(span, []any{"http.request.method", method, "http.response.status_code", status, "lingting.operation", operation})
		if status >= 500 || cut {
			span.SetStatus(codes.Error, http.StatusText(status))
		}
	}
	span.End()
}

func describe(span trace.Span, about []any) {
	if !span.IsRecording() {
		return
	}
	for i := 0; i+1 < len(about); i += 2 {
		name := about[i].(string)
		switch v := about[i+1].(type) {
		case int:
			span.SetAttributes(attribute.Int(name, v))
		case uint64:
			span.SetAttributes(attribute.Int64(name, int64(v))) //nolint:gosec // positions of the log stay far below
		case string:
			span.SetAttributes(attribute.String(name, v))
		default:
			span.SetAttributes(attribute.String(name, fmt.Sprint(v)))
		}
	}
}
