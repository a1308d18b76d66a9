package notice

import (
	"time"

	"sauro/vn"
)

// Patience is how long the courier waits for a sender, shorter in tests.
func (c *Courier) Patience(d time.Duration) *Courier {
	c.limit = d
	return c
}

// For tests of the words and hours.
var (
	Short    = short
	Plain    = plain
	Brief    = brief
	Outside  = outside
	Encode   = encode
	Decode   = decode
	Carrying = carrying
	Leading  = leading
	Pauses   = pauses
)

// OpenAt is when a message may leave.
func OpenAt(h Hours, workDay func(vn.Day) bool, at time.Time, legal bool, last vn.Day) time.Time {
	return times{h, workDay}.open(at, legal, last)
}
