package wasm

import "encoding/binary"

// Writer builds a binary. The zero value is ready to use.
type Writer struct{ B []byte }

// Byte appends bytes as they are.
func (w *Writer) Byte(b ...byte) { w.B = append(w.B, b...) }

// U32 appends an unsigned LEB128.
func (w *Writer) U32(v uint32) { w.B = binary.AppendUvarint(w.B, uint64(v)) }

// S64 appends a signed LEB128; it serves 32-bit numbers as well.
func (w *Writer) S64(v int64) {
	for v < -0x40 || v >= 0x40 {
		w.B = append(w.B, byte(v)|0x80)
		v >>= 7
	}
	w.B = append(w.B, byte(v)&0x7f)
}

// Name appends a length and the string.
func (w *Writer) Name(s string) {
	w.U32(uint32(len(s)))
	w.B = append(w.B, s...)
}

// Section appends a section with this content, unless it is empty.
func (w *Writer) Section(id byte, content []byte) {
	if len(content) == 0 {
		return
	}
	w.Byte(id)
	w.U32(uint32(len(content)))
	w.B = append(w.B, content...)
}
