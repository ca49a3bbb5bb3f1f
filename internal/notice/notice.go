package notice

// Notice is something a person is told.
type Notice struct {
	ID     string            `json:"id"`
	Kind   string            `json:"kind" doc:"roster_published, roster_changed, time_off_answered, lent, swap, offer, action, action_late, praise, rewards_approved, prize_won, contract_… (proposed, countered, agreed, withdrawn, change_proposed, change_agreed, change_refused, scored, sign_off, signed, accepted, appealed, upheld, rejected)"`
	About  map[string]string `json:"about" doc:"what the words of the kind need"`
	Link   string            `json:"link" doc:"path of the page it leads to"`
	AtMs   int64             `json:"at_ms"`
	Unread bool              `json:"unread"`
}

// Told is what some people are to be told.
type Told struct {
	People []string // ids; who is named twice is told once
	Kind   string
	About  map[string]string
	Link   string

	// Together is where several of the kind lead to that a person has not read yet:
	// they become one notice, which counts them in About["n"]. Empty: each stands alone.
	Together string
}

// Own are the newest notices of a person.
type Own struct {
	Unread  int      `json:"unread"`
	Notices []Notice `json:"notices" doc:"the newest first, at most a hundred"`
}

const (
	mostShown = 100
	keptMs    = 90 * 86_400_000
)
