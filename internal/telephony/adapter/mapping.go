package adapter

// Mapping describes the columns of a file with one row per call or interval.
type Mapping struct{}
