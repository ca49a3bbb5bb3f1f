// Package cli is the command line. Each command stands in a file of its own
// and adds itself with command(); flags and environment reach it as one
// conf.Conf; its errors become exit codes in one place:
//
//	0  done
//	1  something went wrong on our side
//	2  wrong use or bad input
//	3  there is no such thing
//	4  conflict: the data folder is in use, a name is taken, changed meanwhile
//	5  unavailable: a store, log or server does not answer; try again
//	6  finished, with rejected rows
//
// Commands that need the data work on the folder itself, or through the server
// when one runs on it: Connect tells which.
package cli
