// Package obs is what an operator sees of a running Lingting: structured logs
// with secrets taken out, request ids that tie a log line to an answer, health
// and readiness, and counters in the Prometheus text form.
package obs
