// Package session is a connection to a switch at work, whatever the switch
// speaks: messages are heard one after the other, other things are done when
// they are due, and what comes of both is made safe before more is heard.
//
// A Line is the connection, Told what was heard and is not safe yet, a Sink
// where it goes. What a message means is the business of ami and esl.
package session
