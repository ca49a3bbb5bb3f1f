package roster

// Placement is when the pauses of a roster's shifts are, and who attends which
// activity.
type Placement struct {
	// Pauses: person → day → the begin of each of the shift's Pauses, minutes after
	// midnight of that day; nil on days without.
	Pauses [][][]int
	// Attend: activity → one of each of its People, in their order.
	Attend [][]Attendance
}

// Attendance is when a person attends an activity. Day Nowhere: not at all.
type Attendance struct {
	Day, Begin int // minutes after midnight of the day
}

// Nowhere is the day of who cannot attend.
const Nowhere = -1
