package jobs

import "encoding/json"

// State is where a job is.
type State string

// The states of a job.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Over reports whether the job will not change any more.
func (s State) Over() bool { return s == Done || s == Failed || s == Cancelled }

// Job is one piece of long work.
type Job struct {
	ID          string  `json:"id"`
	Kind        string  `json:"kind" example:"telephony.import"`
	State       State   `json:"state" enum:"waiting,running,done,failed,cancelled"`
	Progress    float64 `json:"progress" doc:"0 to 1"`
	Detail      string  `json:"detail" doc:"What it is doing, in English"`
	Result      any     `json:"result,omitempty" doc:"What it gave; depends on the kind"`
	Error       string  `json:"error,omitempty" doc:"Why it failed, in English"`
	ErrorCode   string  `json:"error_code,omitempty" doc:"Stable code of the error, key of the translation"`
	CancelAsked bool    `json:"cancel_asked"`
	CreatedBy   string  `json:"created_by" doc:"Id of the user who started it"`
	CreatedMs   int64   `json:"created_ms"`
	StartedMs   *int64  `json:"started_ms,omitempty"`
	EndedMs     *int64  `json:"ended_ms,omitempty"`

	input   string
	attempt int64
	beatMs  int64
}

// message is what the work queue carries: the row knows the rest.
type message struct {
	ID    string `json:"id"`
	Login string `json:"login,omitempty"`
	Name  string `json:"name,omitempty"`
}

// Changed is the fact that a job changed its state.
type Changed struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`
	State State  `json:"state"`
}

// SubjectChanged is the subject of Changed.
const SubjectChanged = "jobs.job.changed"

func parseResult(text string) any {
	if text == "" {
		return nil
	}
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return nil
	}
	return v
}
