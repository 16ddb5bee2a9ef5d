// Package index finds what past blocks did by who took part in it: transactions by account, events by contract, type and
// attribute.
//
// It is outside of consensus: it follows behind the chain, from the blocks and their results as they are stored, and works at most half of
// the time, so that blocks never wait for it. It has a Pebble database of its own, which may be deleted at any time: it is made anew from the
// blocks that are retained. It knows events, no contracts, so whatever contract comes has its history without a change here.
//
// Its size is bounded: the oldest blocks are forgotten when it holds more bytes than it may.
package index
