// Package calibration replays past days in the simulator and says how far what it
// says is from what was: whether the model of a queue may be believed.
//
// Words. A calibration is a range of days that was replayed with one version of
// the model; it never changes. A replay of a day takes the arrivals as they were and the
// agents when they were there (signed in and not in AUX); patience, handle
// times, ringing and dead time are laws learnt from the contacts of all its days. Dead time
// is what an agent's pause between two contacts was while somebody waited; no
// source tells it. The deviation is the simulated service level less the actual
// one, in points. Who hung up within the first second is counted and not
// simulated. Contacts that left for a callback or a message end their wait like
// those that gave up.
//
// What is inferred: where no source tells sign-ins, an agent is taken to be there from
// the first contact to the last, without pauses of more than two minutes in which somebody
// waited; the queues an agent works for are those whose contacts the agent
// answered; which queue goes first is learnt from whom agents took.
//
// Contacts come as day sheets and sign-ins as presences from telephony/rollup,
// actual numbers from the metric module.
//
// Tables: staffing_calibration, staffing_calibration_day.
// Facts told: staffing.calibration.changed.
package calibration
