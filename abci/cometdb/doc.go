// Package cometdb stores what CometBFT asks for (blocks, consensus state,
// evidence) and the node's own small indexes in one Pebble database.
//
// CometBFT asks its DBProvider for a database per purpose. Here each of them is
// a key prefix of the same Pebble instance: one write-ahead log, one memtable
// and one block cache instead of four of each, which is most of what an idle
// node would otherwise hold in memory and on disk. It also orders writes across
// purposes: a synced write of one makes earlier unsynced writes of all durable.
//
// CometBFT's own backends are not linked: a node has one storage engine.
package cometdb
