// Package esl hears the queues of a FreeSWITCH (mod_callcenter) over its event
// socket: bytes in, normal events out.
//
// A Session is one connection: auth, subscription to callcenter::info as plain
// text, then events as they come. Every minute, and after every connection, the
// switch's own lists of members and agents are held against what was heard:
// callers that came unheard are added, and a caller the switch has forgotten,
// or keeps although the channel is gone, is given up as lost.
//
// Keys are made of the member's and the session's ids and what happened, so
// that the same thing told twice, or by two messages, is one event.
//
// What the switch does not tell: wrap-up, who hung up, transfers. Events that
// fire on a mere read (agent-status-get …) are left aside.
package esl
