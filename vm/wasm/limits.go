package wasm

// The limits of a module. They bound what decoding, rewriting and compiling can cost, and are
// part of consensus: a change needs a new schedule version.
const (
	MaxCode        = 512 << 10 // bytes of the whole module
	MaxTypes       = 1024
	MaxImports     = 256
	MaxFunctions   = 4096     // defined ones
	MaxBody        = 64 << 10 // bytes of one function
	MaxLocals      = 256      // of one function, parameters not counted
	MaxParams      = 64       // compilers of Go pass structures field by field
	MaxLoops       = 128      // in one function
	MaxControls    = 4096     // blocks, branches, their labels, operand-priced instructions in one function
	MaxNesting     = 256      // blocks inside each other
	MaxBrTable     = 1024     // labels of one br_table, the default not counted
	MaxGlobals     = 256
	MaxExports     = 1024
	MaxTable       = 2048 // elements
	MaxElements    = 256  // element segments
	MaxData        = 128  // data segments
	MaxDataBytes   = 256 << 10
	MaxPages       = 256       // of 64 KiB
	NearPages      = 64        // where a memory without a declared maximum stops to grow
	MaxImage       = 2 << 20   // bytes that _initialize may leave in memory, in blocks of 4 KiB that are not zero
	MaxMerges      = 32 << 10  // locals x controls in one function, and
	MergesPerByte  = 4         // more for each byte of its body
	MaxWork        = 128 << 10 // of all functions: merges, and controls squared / 16; and
	MaxWorkPerByte = 8         // more for each byte of the module
	MaxName        = 1024      // bytes of an import or export name
	PageSize       = 64 << 10
)

// Limit is one limit for people to read.
type Limit struct {
	Name string
	Max  int
}

// Limits lists all limits in a fixed order.
func Limits() []Limit {
	return []Limit{
		{"code bytes", MaxCode}, {"types", MaxTypes}, {"imports", MaxImports},
		{"functions", MaxFunctions}, {"body bytes", MaxBody}, {"locals per function", MaxLocals},
		{"params per function", MaxParams}, {"loops per function", MaxLoops},
		{"control operators per function", MaxControls}, {"nesting", MaxNesting},
		{"br_table labels", MaxBrTable}, {"globals", MaxGlobals}, {"exports", MaxExports},
		{"table elements", MaxTable}, {"element segments", MaxElements},
		{"data segments", MaxData}, {"data bytes", MaxDataBytes}, {"memory pages", MaxPages},
		{"memory pages without a declared maximum", NearPages},
		{"initialized bytes", MaxImage},
		{"locals x controls per function", MaxMerges}, {"locals x controls per byte of the function", MergesPerByte},
		{"work to compile", MaxWork}, {"work to compile per byte", MaxWorkPerByte},
		{"name bytes", MaxName},
	}
}
