package vm

// ScheduleVersion names the cost table and the rewriting rules below it. It is part of
// consensus: changing either one needs a new version, and old ones stay for old blocks.
const ScheduleVersion = 1

// Price is one line of the cost table.
type Price struct {
	Class string // stable name of the class of instructions or of the operation
	Gas   Gas    // cost of one
	Per   string // what one is: "instruction", "byte", "page", "call", "local"
	Ops   string // the instructions in the class, in text format, for people
}

// Schedule returns the cost table of ScheduleVersion in a fixed order.
func Schedule() []Price { return nil }
