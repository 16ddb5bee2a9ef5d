package hometest

import "testing"

// Two tests never get the same ports, and a range with a port that somebody listens on is nobody's.
func TestPortsAreHeld(t *testing.T) {
	base := Ports(t, 3)
	for node := range 3 {
		if hold(base+node*block, 1) != nil {
			t.Errorf("the ports of node %d are given twice", node)
		}
	}
	t.Run("until the test ends", func(t *testing.T) { base = Ports(t, 1) })
	l := listen(base + 1)
	if l == nil {
		t.Fatal("the ports of a test that has ended are held")
	}
	if hold(base, 1) != nil {
		t.Error("a range is given while somebody listens on one of its ports")
	}
	_ = l.Close()
	held := hold(base, 1)
	if held == nil {
		t.Error("a failed hold keeps ports")
	}
	release(held)
}
