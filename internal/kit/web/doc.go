// Package web is the door: one HTTP server with the API under /api/v1 (huma,
// OpenAPI 3.1), the event stream that wakes open pages, health and readiness,
// and the pages themselves.
//
// A module declares an operation with Register and names its permission; the
// door decodes and validates the input, checks the actor and the permission,
// and turns errors into RFC 9457 problems whose code is the key of the
// translation. Cause and stack stay in the log, under the request id that the
// answer carries.
//
//	web.Register(api, huma.Operation{
//		OperationID: "list-queues", Method: http.MethodGet, Path: "/queues",
//		Summary: "List queues", Tags: []string{"Organisation"},
//	}, "org.read", s.listQueues)
package web
