package calibration

// ChangedFact is told as staffing.calibration.changed when a calibration was
// made or taken away.
type ChangedFact struct {
	V  int    `json:"v"`
	ID string `json:"id"`
}
