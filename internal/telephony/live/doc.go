// Package live is the floor at this moment: who waits, what every agent does,
// what must be handled, and the numbers of today, pushed to open pages.
//
// The floor is a fold in memory over the set of events of the day. It is read
// once from the store (facts and journals as of one position of the event
// log) and then follows the log itself; the store is not asked again, but for
// the journal of a call that ended long ago and is told of once more. Repeated,
// late and re-ordered events give the same floor. Numbers are counted by the
// catalogue's own rules (Numbers), so they equal what a question over the same
// stretch answers.
//
// Words. A threshold says when something becomes an alarm and, with another
// value, when it is over. An alarm has an owner, can be acknowledged, and can
// be muted for a while with a reason. A note on an agent is seen by those who
// may act on the floor, never by agents. A board is a wallboard on a fixed
// grid; a playlist shows boards in turn; a screen link shows one of them
// without a sign-in until it expires or is revoked.
//
// Changes are taken together at a fixed pace and encoded once for all pages of
// one scope. A page that does not keep up is given everything anew; nobody
// waits for it.
//
// Tables: live_threshold, live_alarm, live_alarm_action, live_mute, live_note,
// live_goal, live_board, live_playlist, live_kiosk. Read from
// other packages of the room: telephony_source, telephony_restart,
// telephony_contact, telephony_call, telephony_agent_event,
// telephony_position.
//
// Told: live.<object>.changed. Heard: org.>, metric.>, live.>, roster.version.>,
// timeoff.request.>, adherence.rule.>, adherence.exception.>.
package live
