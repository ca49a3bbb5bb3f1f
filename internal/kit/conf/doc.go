// Package conf is how one Lingting process is set up: where its data is, where
// it listens, what it may use. Defaults are overridden by the file
// lingting.yaml, that by LINGTING_* variables, and those by flags.
//
// What a centre decides about its work (targets, hours, thresholds) is data
// with a history and not configuration. The reference page and the JSON Schema
// in docs/operations are made from Conf.
package conf
