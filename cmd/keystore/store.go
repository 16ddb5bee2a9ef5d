package keystore

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// ErrNotFound says that no key has the name asked for. Its ErrorCode is what programs read.
var ErrNotFound error = notFoundError{}

type notFoundError struct{}

func (notFoundError) Error() string     { return "no such key" }
func (notFoundError) ErrorCode() string { return "key_not_found" }

// ErrExists says that a key was not written, because it would have replaced another one.
var ErrExists = errors.New("there is something of that name already")

// Store is a folder of key files. It caches nothing, so that several processes can
// use one folder.
type Store struct{ dir string }

// In returns the store in the folder "keys" of a home. Nothing is created before Put.
func In(home string) *Store { return &Store{dir: filepath.Join(home, "keys")} }

// Dir returns the folder.
func (s *Store) Dir() string { return s.dir }

// format of the key files that are written now. Files without a number are of an older program.
const format = 2

// record is the form of a key on disk: one of Encrypted, TestAccount and Secret says where the seed is. The
// address is there for the human who looks.
type record struct {
	Format      int     `json:"format,omitempty"`
	Name        string  `json:"name"`
	Address     string  `json:"address"`
	PublicKey   string  `json:"public_key,omitempty"`   // hex
	Encrypted   string  `json:"encrypted,omitempty"`    // an age file with the seed's hex digits
	TestAccount *uint32 `json:"test_account,omitempty"` // of the words that everybody knows
	Secret      string  `json:"secret,omitempty"`       // hex of the seed, in files of older programs

	Elsewhere bool            `json:"elsewhere,omitempty"`
	Multisig  *multisigRecord `json:"multisig,omitempty"`
}

type multisigRecord struct {
	Threshold  int      `json:"threshold"`
	PublicKeys []string `json:"public_keys"` // hex
}

// ErrNoSecret says that a key's file cannot sign: the secret is on another machine, or with several.
var ErrNoSecret error = noSecretError{}

type noSecretError struct{}

func (noSecretError) Error() string {
	return "its secret is not here: `peerz tx build` writes a transaction to sign where it is"
}
func (noSecretError) ErrorCode() string { return "no_secret" }

func recordOf(k Key) record {
	public := k.Signer().Public()
	return record{Format: format, Name: k.Name, Address: k.Address().String(), PublicKey: hex.EncodeToString(public[:])}
}

func encryptedRecord(k Key, passphrase string) (record, error) {
	r := recordOf(k)
	var err error
	r.Encrypted, err = k.Encrypt(passphrase)
	return r, err
}

func testRecord(name string, account uint32) (record, error) {
	k, err := TestKey(name, account)
	r := recordOf(k)
	r.TestAccount = &account
	return r, err
}

// account reads what a record says without a passphrase.
func (r record) account(name string) (Account, error) {
	a := Account{Name: name, Protection: Encrypted}
	switch {
	case r.Format > format:
		return a, fmt.Errorf("format %d is of a newer program than this one", r.Format)
	case r.Encrypted != "":
	case r.Multisig != nil:
		a.Protection = Shared
		var err error
		if a.Multisig, err = r.Multisig.read(); err != nil {
			return a, err
		}
		return a, r.checkAddress(a)
	case r.Elsewhere:
		a.Protection = Public
	case r.TestAccount != nil:
		key, err := TestKey(name, *r.TestAccount)
		a.PublicKey, a.Protection = key.Signer().Public(), Test
		return a, err
	default:
		key, err := Parse(name, r.Secret)
		a.PublicKey, a.Protection = key.Signer().Public(), Clear
		return a, err
	}
	public, err := hex.DecodeString(r.PublicKey)
	if err != nil || len(public) != len(a.PublicKey) {
		return a, errors.New("its public key is damaged")
	}
	copy(a.PublicKey[:], public)
	return a, r.checkAddress(a)
}

func (r record) checkAddress(a Account) error {
	if a.Address().String() != r.Address {
		return errors.New("its public key and its address are not of one account")
	}
	return nil
}

func (r multisigRecord) read() (*tx.Multisig, error) {
	keys := make([][32]byte, len(r.PublicKeys))
	for i, text := range r.PublicKeys {
		if err := readHex(text, &keys[i]); err != nil {
			return nil, err
		}
	}
	m, err := tx.NewMultisig(r.Threshold, keys...)
	return &m, err
}

// unlock returns the key; a prompt is asked only when the record is encrypted.
func (r record) unlock(a Account, from Prompt) (key Key, err error) {
	switch a.Protection {
	case Public, Shared:
		return key, ErrNoSecret
	case Test:
		key, err = TestKey(a.Name, *r.TestAccount)
	case Clear:
		key, err = Parse(a.Name, r.Secret)
	default:
		key, _, err = Decrypt(a.Name, r.Encrypted, from)
	}
	if err == nil && key.Signer().Public() != a.PublicKey {
		err = errors.New("the file says another account than its secret makes")
	}
	return key, err
}

// Put writes a new key, which the passphrase opens from then on; it never replaces one (ErrExists),
// since a lost key is lost money.
func (s *Store) Put(k Key, passphrase string) error {
	if err := s.CheckNew(k.Name); err != nil { // before the work of encrypting
		return err
	}
	r, err := encryptedRecord(k, passphrase)
	if err != nil {
		return err
	}
	return s.add(r)
}

// PutTest writes an account of the words that everybody knows. It never replaces a key (ErrExists).
func (s *Store) PutTest(name string, account uint32) error {
	r, err := testRecord(name, account)
	if err != nil {
		return err
	}
	return s.add(r)
}

// PutPublic writes an account whose key is on another machine. It never replaces a key (ErrExists).
func (s *Store) PutPublic(name string, public [32]byte) error {
	a := Account{PublicKey: public}
	return s.add(record{Format: format, Name: name, Address: a.Address().String(), PublicKey: hex.EncodeToString(public[:]), Elsewhere: true})
}

// PutMultisig writes an account that several keys control. It never replaces a key (ErrExists).
func (s *Store) PutMultisig(name string, m tx.Multisig) error {
	r := record{Format: format, Name: name, Address: m.Address().String(), Multisig: &multisigRecord{Threshold: m.Threshold}}
	for _, key := range m.Keys {
		r.Multisig.PublicKeys = append(r.Multisig.PublicKeys, hex.EncodeToString(key[:]))
	}
	return s.add(r)
}

// CheckNew says whether a key of this name could be put: a good name that is not taken (ErrExists).
func (s *Store) CheckNew(name string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	if book, err := s.Book(); err != nil {
		return err
	} else if _, known := book[name]; known {
		return fmt.Errorf("%s: %w in the address book", name, ErrExists)
	}
	if _, err := os.Lstat(s.path(name)); err == nil {
		return fmt.Errorf("%s: %w", name, ErrExists)
	}
	return nil
}

// add writes the file of a new key.
func (s *Store) add(r record) error {
	unlock, err := s.make()
	if err != nil {
		return err
	}
	defer unlock()
	if err := s.CheckNew(r.Name); err != nil {
		return err
	}
	return s.replaceFile(r.Name, r)
}

// make makes the folder, and locks it.
func (s *Store) make() (unlock func(), err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the key folder: %w", err)
	}
	return s.Lock()
}

// Reencrypt changes the passphrase of a key that is here. The file is replaced in one step, by one that
// was opened again before.
func (s *Store) Reencrypt(k Key, passphrase string) error {
	have, err := s.Get(k.Name)
	if err != nil {
		return err
	}
	if have.PublicKey != k.Signer().Public() {
		return fmt.Errorf("%s: %w, and it is another key", k.Name, ErrExists)
	}
	r, err := encryptedRecord(k, passphrase)
	if err != nil {
		return err
	}
	if plain, err := open(r.Encrypted, passphrase); err != nil || strings.TrimSpace(plain) != k.Secret() {
		return errors.Join(errors.New("what was encrypted does not open: the key stays as it was"), err)
	}
	unlock, err := s.Lock()
	if err != nil {
		return err
	}
	defer unlock()
	return s.replaceFile(k.Name, r)
}

// Get reads by name what a key file says without a passphrase; ErrNotFound when there is none.
func (s *Store) Get(name string) (Account, error) {
	_, account, err := s.read(name)
	return account, err
}

// Unlock returns a key by name, asking for its passphrase if it has one; ErrNotFound when there is none.
func (s *Store) Unlock(name string, from Prompt) (Key, error) {
	r, account, err := s.read(name)
	if err != nil {
		return Key{}, err
	}
	key, err := r.unlock(account, from)
	if err != nil {
		return Key{}, fmt.Errorf("key %s: %w", name, err)
	}
	return key, nil
}

// Export returns the text of a encrypted key that its passphrase opens, as Decrypt takes it; empty when
// the key has no passphrase.
func (s *Store) Export(name string) (string, error) {
	r, _, err := s.read(name)
	return r.Encrypted, err
}

func (s *Store) read(name string) (r record, a Account, err error) {
	if err := CheckName(name); err != nil {
		return r, a, fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	raw, err := os.ReadFile(s.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return r, a, fmt.Errorf("%w: %s (in %s)", ErrNotFound, name, s.dir)
	}
	if err != nil {
		return r, a, fmt.Errorf("read key: %w", err)
	}
	if err = json.Unmarshal(raw, &r); err == nil {
		a, err = r.account(name)
	}
	if err != nil {
		return r, a, fmt.Errorf("key file %s: %w", s.path(name), err)
	}
	return r, a, nil
}

// List returns the named accounts, sorted by name; none when the folder is not there. The error names
// those that cannot be read; the others are returned beside it.
func (s *Store) List() ([]Account, error) {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	var list []Account
	var broken error
	for _, e := range entries {
		name, isKey := strings.CutSuffix(e.Name(), ".json")
		if !isKey || CheckName(name) != nil {
			continue
		}
		a, err := s.Get(name)
		if err != nil {
			broken = errors.Join(broken, err)
			continue
		}
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b Account) int { return strings.Compare(a.Name, b.Name) })
	return list, broken
}

// Delete removes a key's file for good; ErrNotFound when there is none.
func (s *Store) Delete(name string) error {
	if _, err := s.Get(name); err != nil {
		return err
	}
	if err := os.Remove(s.path(name)); err != nil {
		return fmt.Errorf("delete key: %w", err)
	}
	return nil
}

func (s *Store) path(name string) string { return filepath.Join(s.dir, name+".json") }

// replaceFile writes a file of the folder as JSON in one step: a crash leaves the old one or the new
// one, never half of either. The folder is locked.
func (s *Store) replaceFile(name string, content any) error {
	raw, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(s.dir, name+"-*.tmp") // mode 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", s.path(name), err)
	}
	_, err = f.Write(append(raw, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), s.path(name))
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", s.path(name), err)
	}
	return syncDir(s.dir)
}
