// Package load makes the telephony of a centre at work, to measure the product
// with: contacts that queue, ring, are missed, answered, put on hold, ended and
// wrapped up, or abandoned; agents who sign in, pause and come back. The same
// seed makes the same day. It runs by instants it is given, so a morning is
// made at once and the present as it comes.
package load
