package store

import "github.com/peerz-ai/peerz-chain/state"

// own is the chain's state.
type own struct {
	store *state.Store
	view  *state.View // of the last commit, as a query would hold it
}

func openPeerz(cfg Config) (Store, error) {
	s, err := state.Open(cfg.Dir, state.Config{History: cfg.History, CacheBytes: cfg.Cache, FS: cfg.Files})
	if err != nil {
		return nil, err
	}
	return &own{s, s.View()}, nil
}

func (o *own) Commit(writes []Write) error {
	if err := Block(o.store, writes); err != nil {
		return err
	}
	o.view.Close()
	o.view = o.store.View()
	return nil
}

// Block runs the whole path of a block: overlay, root, batch, undo log, pruning.
func Block(s *state.Store, writes []Write) error {
	overlay := s.Overlay()
	for _, w := range writes {
		if err := overlay.Set(w.Key, w.Value); err != nil {
			return err
		}
	}
	if _, err := overlay.Root(); err != nil {
		return err
	}
	_, err := s.Commit(overlay, s.Head().Height+1)
	return err
}

func (o *own) Get(key []byte) ([]byte, error) {
	value, _, err := o.view.Get(key)
	return value, err
}

func (o *own) Prove(key []byte) (int, error) {
	proof, err := o.view.Prove(key)
	if err != nil {
		return 0, err
	}
	b, err := proof.Marshal()
	return len(b), err
}

func (o *own) Close() error {
	o.view.Close()
	return o.store.Close()
}
