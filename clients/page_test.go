package clients

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/peerz-ai/peerz-chain/cmd/keystore"
)

// hostile is a title that the chain takes, since it is a line of text.
const hostile = `<img src=x onerror="document.title='owned'"> & "so"`

// TestPage is a reader's way through the page of a devnet, in a real browser: it looks on while a contribution is
// paid, makes a key, proposes, votes, and sees what the vote has changed.
func TestPage(t *testing.T) {
	needBrowser(t)
	d := start(t, 4*time.Second) // votes are cast within three
	b := open(t, d.api)
	b.patience = max(time.Minute, 20*d.epoch)
	b.says("h1", "paid for it every epoch")
	b.until("the first paint", "performance.getEntriesByName('first-contentful-paint').length > 0")
	t.Logf("first paint after %.0f ms", eval[float64](b, "performance.getEntriesByName('first-contentful-paint')[0].startTime"))

	// An epoch closes while somebody looks on.
	first := b.text("#epoch")
	b.until("the epoch after "+first, "document.querySelector('#epoch') && document.querySelector('#epoch').textContent !== '"+first+"'")

	// Contributions are imported, and their payout appears as paid.
	b.visit("#/earn/258008cdd776")
	d.run("contribution", "import", "--file", "../examples/contributions.csv", "--period", "2026-06")
	b.visit("#/earn")
	b.visit("#/earn/258008cdd776")
	b.says("main .tag", "paid")
	b.says(".explain", "Pool × score ÷ all scores")

	b.run("keys", b.keys)
	b.run("vote", func(t *testing.T) { b.vote(t, d) })
	b.run("claim", b.claim)
	b.run("forms", b.forms)
	b.run("file", func(t *testing.T) { b.file(t, d) })
	b.run("contracts", func(t *testing.T) { b.contracts(t, d) })
	b.run("views", b.views)

	if title := eval[string](b, "document.title"); strings.Contains(title, "owned") {
		t.Error("a title of the chain has run as code")
	}
	if elsewhere := eval[[]string](b, "performance.getEntriesByType('resource').map((e) => e.name).filter((n) => !n.startsWith(location.origin + '/'))"); len(elsewhere) > 0 {
		t.Errorf("the page asked others: %q", elsewhere)
	}
	if said := b.complaints(); len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
}

// keys makes one, and looks at what is at rest.
func (b *browser) keys(t *testing.T) {
	b.do(chromedp.Click(chromedp.CSS("#keys")))
	b.until("the dialog", "document.querySelector('dialog')")
	b.accessible("the dialog with keys")
	b.click("dialog", "Make a key")
	b.until("24 words", "document.querySelectorAll('.words li').length === 24")
	words := eval[string](b, "[...document.querySelectorAll('.words li')].map((w) => w.textContent).join(' ')")
	b.shot("keys-make")
	b.click("dialog", "I have written")
	b.secure("wren")
	b.click("dialog form", "Save this key")
	b.says("dialog section", "wren")
	address := eval[string](b, "document.querySelector('dialog section a').textContent")
	if key, err := keystore.FromWords("wren", words, 0); err != nil || key.Address().String() != address {
		t.Errorf("the words that were shown are not those of %s: %v", address, err)
	}
	rest := eval[string](b, "JSON.stringify(localStorage)")
	if !strings.Contains(rest, "BEGIN AGE ENCRYPTED FILE") {
		t.Error("the key is not encrypted at rest")
	}
	file := eval[string](b, "JSON.parse(localStorage['peerz.keys'])[0].file")
	if key, _, err := keystore.Decrypt("wren", file, answer(passphrase)); err != nil || key.Address().String() != address {
		t.Errorf("the command line opens its file as %s, %v", key.Address(), err)
	}
	for _, w := range strings.Fields(words) {
		if len(w) > 5 && strings.Contains(rest, w) {
			t.Errorf("the word %q is at rest in the clear", w)
		}
	}
	b.click("dialog section", "Ask the faucet")
	b.until("the faucet's tokens", "/[1-9]/.test(document.querySelector('dialog section .amount')?.textContent ?? '')")
	b.do(chromedp.Click(chromedp.CSS("dialog .close")))
}

// vote proposes other weights and a hostile title, votes, and sees the weights change.
func (b *browser) vote(t *testing.T, d *devnet) {
	b.importKey("alice", keystore.TestWords, "0")
	b.visit("#/vote")
	b.fill("main", "Tokens", "1.000000000000000001")
	b.click("main", "Bond")
	b.sign("bond", "1.000000000000000001")
	b.pick("#propose", "kind", "text")
	b.fill("#propose", "Title", hostile)
	b.click("#propose", "Why, a link")
	b.fill("#propose", "Why, and what", "First line.\n"+hostile)
	b.click("#propose", "Check and propose")
	b.sign("propose of governance", hostile, "10\u202f000 tokens")
	b.says(".proposal h3", hostile)
	b.says(".proposal .said", "First line.")
	if n := eval[int](b, "document.querySelectorAll('main img').length"); n != 0 {
		t.Errorf("a title has become %d pictures", n)
	}

	b.do(chromedp.Reload()) // which locks the key
	b.pick("#propose", "kind", "weights")
	b.fill("#propose", "Title", "More for developers")
	b.fill("#propose", "compute", "38")
	b.fill("#propose", "developers", "14")
	b.click("#propose", "Check and propose")
	b.fill("dialog", "Passphrase of alice", "another one")
	b.click("dialog form", "Sign and send")
	b.says("dialog .problem", "the passphrase is wrong")
	b.fill("dialog", "Passphrase of alice", passphrase)
	b.accessible("the dialog that signs")
	b.shot("keys-sign")
	b.says("dialog .note", "Decided by the track of weights")
	b.sign("propose of governance", "developers · 14%")
	b.says("#proposal-2", "developers 14%")
	b.click("#proposal-2 .votes", "yes")
	b.sign("vote of governance", "yes")
	d.run("gov", "vote", "2", "yes", "--from", "bob")
	b.says("#proposal-2 .votes", "yes (your vote)")
	b.click("#proposal-2", "What it would have paid")
	b.says("#proposal-2 .effect", "Who gains and who loses")
	b.shot("vote-effect")
	b.accessible("the effect of a proposal")
	b.until("proposal 2 is executed", "document.querySelector('#proposal-2')?.dataset.state === 'executed'")
	b.visit("#/now")
	b.says(".feed", "voted yes on proposal 2")
	b.says(".feed", "Proposal 2 was executed")
	b.says(".feed", "was paid")
	b.visit("#/vote")
	b.fill("#proxy", "Who votes", "peerz1cn0ex2xs97wrmzu327tjdqd4w0820upv032mnt")
	b.click("#proxy", "Delegate")
	b.sign("delegate of governance", "peerz1cn0ex2xs97wrmzu327tjdqd4w0820upv032mnt")
	b.says("#proxy", "votes with")
	b.visit("#/weights")
	b.until("the plot has changed", "/developers 1[4-9]/.test(document.querySelector('#weights-plot .readout')?.innerText ?? '')")
	b.says("main .card", "More for developers")
	b.effect(t, d)
}

// effect compares what the page calculates that other weights would have paid with what the command line
// says, to the unit.
func (b *browser) effect(t *testing.T, d *devnet) {
	calculate := "import('/page/effect.js').then(({ effect }) => effect({ weights: new Map(" +
		"[['compute', 370000n], ['validators', 200000n], ['models', 120000n], ['developers', 150000n], ['liquidity', 100000n], ['social', 60000n]]) }))"
	type role struct{ Role, Old, New string }
	var page struct {
		From, To uint64
		Roles    []role
	}
	var command struct {
		Report struct {
			From, To uint64
			Roles    []struct {
				Role string
				Paid struct{ Old, New string }
			}
		}
	}
	for range 10 { // until no epoch was sealed in between
		page = eval[struct {
			From, To uint64
			Roles    []role
		}](b, calculate+".then((r) => ({ From: Number(r.from), To: Number(r.to), Roles: r.roles.map((x) => ({ Role: x.role, Old: String(x.paid.old), New: String(x.paid.new) })) }))")
		out := d.run("gov", "preview", "--set", "compute=370000,validators=200000,models=120000,developers=150000,liquidity=100000,social=60000", "--epochs", fmt.Sprint(page.To-page.From+1), "--output", "json")
		if err := json.Unmarshal([]byte(out), &command); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if command.Report.From == page.From && command.Report.To == page.To {
			break
		}
	}
	var want []role
	for _, r := range command.Report.Roles {
		want = append(want, role{r.Role, r.Paid.Old, r.Paid.New})
	}
	if !slices.Equal(page.Roles, want) || len(want) == 0 {
		t.Errorf("the page says %v, the command line %v", page, command.Report)
	}
}

// claim sends one from the view of what somebody earns. The sweep pays in the block in which an amount matures, unless an epoch has
// paid out what it may, so the page is told that something is left; the transaction, its block and what is paid then are real.
func (b *browser) claim(*testing.T) {
	b.visit("#/earn/258008cdd776")
	b.says("main .tag", "paid")
	eval[bool](b, `import("/page/node.js").then(({ client }) => {
		const query = client.query;
		client.query = async (contract, method, args) => {
			const answer = await query.call(client, contract, method, args);
			return contract === "rewards" && method === "account" ? { ...answer, paid: 0n, owed: answer.earned } : answer;
		};
		window.honest = () => (client.query = query);
		return true;
	})`)
	b.click("main", "Claim now")
	b.sign("claim of rewards", "peerz1905nx497a2rzz54xnsfg4dk46xsnwghenf8puq")
	eval[bool](b, "(window.honest(), true)")
	const figure = "(name) => [...document.querySelectorAll('main .figure')].find((f) => f.innerText.startsWith(name))?.querySelector('.amount').title"
	b.until("all that was earned is paid, and nothing is owed", "((of) => of('owed') === '0 tokens' && of('paid') === of('earned') && of('paid') !== '0 tokens')("+figure+")")
}

// file signs a transaction of an account of two keys, one of which signs on the command line.
func (b *browser) file(t *testing.T, d *devnet) {
	d.run("keys", "multisig", "team", "--threshold", "2", "--keys", "alice,bob,carol")
	d.run("tx", "send", "team", "10tokens", "--from", "alice")
	name := filepath.Join(t.TempDir(), "pay.json")
	out := d.run("tx", "build", "tx", "send", "carol", "1token", "--from", "team")
	if err := os.WriteFile(name, []byte(out[strings.Index(out, "{"):]), 0o600); err != nil {
		t.Fatal(err)
	}
	d.run("tx", "sign", name, "--from", "bob", "--yes")
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Click(chromedp.CSS("#keys")))
	b.until("a file to choose", "document.querySelector('#file-to-sign')")
	eval[bool](b, fmt.Sprintf("((e, d) => { d.items.add(new File([%q], 'pay.json')); e.files = d.files; e.dispatchEvent(new Event('change', { bubbles: true })); return true; })(document.querySelector('#file-to-sign'), new DataTransfer())", content))
	b.says("dialog .decoded", "transfer")
	b.says("dialog #signatures", "1 of 2 signatures")
	b.accessible("the dialog with a file")
	b.shot("keys-file")
	b.click("dialog form", "Sign as alice")
	b.says("dialog #signatures", "2 of 2 signatures")
	b.click("dialog", "Send it")
	b.says("dialog .success", "Done, in block")
	b.click("dialog", "×")
	b.until("the dialog is closed", "!document.querySelector('dialog')")
}

// forms proposes something of every other kind, as far as the chain's check.
func (b *browser) forms(*testing.T) {
	b.visit("#/vote")
	try := func(kind string, fill func(), says string) {
		b.pick("#propose", "kind", kind)
		b.fill("#propose", "Title", "A change of "+kind)
		fill()
		b.click("#propose", "Check and propose")
		b.says("dialog .decoded, #propose .problem", says)
		if strings.Contains(b.text("dialog"), "Sign and send") {
			b.says("dialog .note", "Decided by the track of")
			b.click("dialog", "Do not")
			b.until("the dialog is closed", "!document.querySelector('dialog')")
		}
	}
	input := func(name, value string) func() {
		return func() {
			b.until("a field "+name, fmt.Sprintf("document.querySelector('#propose [name=%q]')", name))
			eval[bool](b, fmt.Sprintf("((e) => { e.value = %q; e.dispatchEvent(new Event('input', { bubbles: true })); return true; })(document.querySelector('#propose [name=%q]'))", value, name))
		}
	}
	all := func(fills ...func()) func() {
		return func() {
			for _, f := range fills {
				f()
			}
		}
	}
	try("params", input("param:min_gas_price", "200000000"), "min_gas_price · 200000000")
	try("params", input("param:min_gas_price", "1"), "min_gas_price")
	try("upgrade", input("code", "xyz"), "want 64 hex digits")
	try("upgrade", input("code", strings.Repeat("ab", 32)), "not uploaded")
	try("call", func() { b.pick("#propose", "method", "set_role") }, "want JSON")
	try("program", all(input("version", "9.9.9"), input("height", "99999999")), "9.9.9@99999999")
	try("guardrails", all(input("name", "rewards/dispute"), input("least", "1"), input("most", "20")), "rewards/dispute")
	try("guardian", all(input("account", "peerz1cn0ex2xs97wrmzu327tjdqd4w0820upv032mnt"), input("until", "500")), "peerz1cn0ex2xs97wrmzu327tjdqd4w0820upv032mnt")
	b.click("#rescues", "Signal a code")
	b.fill("#rescues", "Hash of the code", strings.Repeat("cd", 32))
	b.click("#rescues form", "Signal")
	b.says("dialog .problem", "code")
	b.click("dialog", "×")
}

// bare describes the methods of a contract that does not.
const bare = `{"name": "bare", "version": "1", "kind": "contract", "doc": "Does as it is told.", "methods": [{"name": "nothing", "entry": "query", "doc": "Says nothing."}]}`

// contracts asks and calls one whose code describes nothing, attaches an interface to it, and looks up what a transaction called.
func (b *browser) contracts(t *testing.T, d *devnet) {
	d.run("contract", "upload", "../runtime/testdata/probe.wasm", "--from", "alice")
	d.run("contract", "instantiate", "../runtime/testdata/probe.wasm", "--label", "bare", "--from", "alice")
	b.visit("#/contracts")
	b.click("main table", "bare")
	b.fill("#raw", "input", "0x000000000000")
	b.click("#raw", "Ask")
	b.says("#raw pre", "06000000 00000000")
	b.fill("#raw", "input", "no hex")
	b.click("#raw", "Ask")
	b.says("#raw .problem", "want bytes in hex")
	b.fill("#raw", "input", "0000000000")
	b.click("#raw", "Call")
	b.says("dialog .warning", "nobody can tell you what this input does")
	b.sign("call of peerz1", "00000000 00")
	b.shot("contract-raw")
	attach := func(json string) {
		eval[bool](b, fmt.Sprintf("((e, d) => { d.items.add(new File([%q], 'bare.json')); e.files = d.files; e.dispatchEvent(new Event('change', { bubbles: true })); return true; })(document.querySelector('#raw input[type=file]'), new DataTransfer())", json))
	}
	attach("{}")
	b.says("#raw .problem", "not an interface")
	attach(bare)
	b.says("main .warning", "Its code describes nothing")
	b.says(".method summary", "nothing")
	b.accessible("a contract with an attached interface")
	b.click("main .warning", "Take it away")
	b.until("nothing describes it", "!document.querySelector('.method')")

	b.visit("#/contracts/rewards")
	b.click("main .method", "claim")
	b.fill("main .method[open]", "account", "peerz1905nx497a2rzz54xnsfg4dk46xsnwghenf8puq")
	b.click("main .method[open]", "Call")
	b.until("what a claim would do: the sweep has paid already, or there is something left", "document.querySelector('dialog .decoded') || document.querySelector('dialog .problem')")
	b.click("dialog", "×")

	b.visit("#/contracts/governance")
	b.says("main .kv", "contracts/governance, which came with this node's program")
	b.until("its size", "/stores\\s+[0-9]+ keys/.test(document.querySelector('main .kv').innerText)")
	vote := eval[string](b, "fetch('/v1/contracts/governance/events?type=governance.voted&limit=1').then((r) => r.json()).then((r) => r.events[0].tx)")
	b.visit("#/look/" + vote)
	b.says(".calls", "governance.vote")
	b.shot("look-calls")
	b.accessible("a transaction with its calls")
}

// views looks at every view, wide and narrow, in light and dark, with axe-core and by keyboard.
func (b *browser) views(t *testing.T) {
	for _, hash := range []string{"now", "earn/258008cdd776", "weights", "vote", "contracts", "contracts/rewards", "network", "look/1"} {
		b.visit("#/" + hash)
		b.until("the view is there", "document.querySelector('main h1') && !document.querySelector('main .waiting')")
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{1280, 390} {
				b.view(width, scheme)
				if wide := eval[int](b, "document.documentElement.scrollWidth"); int64(wide) > width {
					t.Errorf("%s is %d wide on a screen of %d", hash, wide, width)
				}
				if width < 400 && !strings.HasPrefix(hash, "look/") {
					if cut := eval[[]string](b, "[...document.querySelectorAll('main .scroll')].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.innerText.slice(0, 60))"); len(cut) > 0 {
						t.Errorf("%s on a screen of %d: one has to scroll sideways for %q", hash, width, cut)
					}
				}
				b.shot(strings.ReplaceAll(hash, "/", "-") + map[int64]string{1280: "-wide-", 390: "-narrow-"}[width] + scheme)
			}
			b.accessible(hash + " in " + scheme)
		}
		b.view(1280, "light")
	}
	b.visit("#/earn/peerz1905nx497a2rzz54xnsfg4dk46xsnwghenf8puq")
	b.says("main h2", "258008cdd776")
	b.visit("#/earn/peerz1qly33gjk58n6xsd3qdq5tuhjlk7fpq7tvy6mkc")
	b.says("main .note", "No participant has this account")
	b.visit("#/contracts/rewards")
	b.click("main .method", "epoch")
	b.fill("main .method[open]", "epoch", "1")
	b.click("main .method[open]", "Ask")
	b.says("main .method[open] .decoded", "developers")
	b.visit("#/look/%3Cimg%20src=x%3E")
	b.says("main .problem", "Nothing on this chain is called <img src=x>")
	b.visit("#/now")
	b.until("the view is there", "document.querySelector('main .term button')")
	eval[bool](b, "(document.querySelector('main .term button').focus(), true)")
	b.says(".term.open .tip", "The time from one point")
}
