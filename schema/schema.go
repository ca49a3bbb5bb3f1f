// Package schema holds the one sequence of migrations for both store engines.
package schema

import "embed"

// Files are the migrations, NNNNN_module_what.sql in goose's form.
//
//go:embed *.sql
var Files embed.FS
