package turns

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// However many ask, one worker is busy half of the time, and requests come in their order.
func TestHalfOfAWorkersTimeIsRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := of(1)
		began := time.Now()
		for i := range 3 {
			done, err := turns.Take(context.Background(), "a")
			if err != nil {
				t.Fatal(err)
			}
			if at := time.Since(began); at != time.Duration(i)*20*time.Millisecond {
				t.Errorf("request %d begins after %s", i, at)
			}
			time.Sleep(10 * time.Millisecond)
			done()
		}
		time.Sleep(time.Second)
		turns.mu.Lock()
		defer turns.mu.Unlock()
		if turns.free != 1 || turns.all != 0 || len(turns.clients) != 0 || len(turns.last) != 0 {
			t.Errorf("left behind: %+v", turns)
		}
	})
}

// One client cannot fill the queue, nor can many, and who waits too long is told so.
func TestNobodyFillsTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := of(1)
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		ask := func(client string) {
			if _, err := turns.Take(ctx, client); err != nil && !errors.Is(err, ErrBusy) {
				t.Error(err)
			}
		}
		for range maxClient + 5 {
			go ask("a")
		}
		synctest.Wait()
		if all, _ := turns.inside(); all != maxClient {
			t.Errorf("one client has %d requests", all)
		}
		for i := range maxAll {
			go ask(fmt.Sprint(i))
		}
		synctest.Wait()
		if all, _ := turns.inside(); all != maxAll {
			t.Errorf("%d requests", all)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if all, waiting := turns.inside(); all != 1 || waiting != 0 {
			t.Errorf("%d requests stay, %d of them waiting", all, waiting)
		}
	})
}

// inside is how many requests run or wait, and how many of them wait.
func (t *Turns) inside() (all, waiting int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all, len(t.queue)
}

// A client that asks for much at once has its turns between those of others, whoever came first.
func TestClientsTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns, order := of(1), ""
		ask := func(client string) {
			done, err := turns.Take(context.Background(), client)
			if err != nil {
				t.Error(err)
				return
			}
			order += client
			time.Sleep(time.Millisecond)
			done()
		}
		for range 6 {
			go ask("a")
			synctest.Wait()
		}
		for range 2 {
			go ask("b")
			synctest.Wait()
		}
		go func() { // as often as it is let
			for range 3 {
				ask("c")
			}
		}()
		time.Sleep(time.Second)
		synctest.Wait()
		if order != "aabcabcacaa" {
			t.Errorf("turns went to %s", order)
		}
	})
}
