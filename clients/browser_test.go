package clients

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// browser is a real one, without a window, with one page in it.
type browser struct {
	t    *testing.T
	ctx  context.Context
	base string

	patience time.Duration // how long something may take to be true

	mu   sync.Mutex
	said []string // errors and exceptions in its console
}

// open starts a browser on the page of a node, and skips the test where there is none.
func open(t *testing.T, base string) *browser {
	t.Helper()
	end, ok := t.Deadline() // a busy machine takes its time
	if !ok {
		end = time.Now().Add(time.Hour)
	}
	limit, stop := context.WithDeadline(context.Background(), end.Add(-20*time.Second)) // and says what it saw
	t.Cleanup(stop)
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses root otherwise
	}
	alloc, stop := chromedp.NewExecAllocator(limit, options...)
	t.Cleanup(stop)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	b := &browser{t: t, ctx: ctx, base: base, patience: time.Minute}
	b.view(1280, "light")
	go b.listen()
	b.do(chromedp.Navigate(base + "/"))
	return b
}

// run runs a part of the test, which what the browser does belongs to meanwhile.
func (b *browser) run(name string, part func(t *testing.T)) {
	whole := b.t
	defer func() { b.t = whole }()
	if !whole.Run(name, func(t *testing.T) {
		b.t = t
		part(t)
	}) {
		whole.FailNow() // the parts after it go on from where it left the page
	}
}

// needBrowser skips a test where there is no Chromium.
func needBrowser(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts a devnet and a browser")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "headless-shell"} {
		if _, err := exec.LookPath(name); err == nil {
			return
		}
	}
	t.Skip("the tests of the page need Chromium")
}

// listen takes down what the page's console complains about.
func (b *browser) listen() {
	for m, err := range chromedp.Console(b.ctx) {
		if err != nil {
			return
		}
		if m.IsException() || m.Type == "error" && m.Source != "network" { // a 404 is an answer
			b.mu.Lock()
			b.said = append(b.said, m.Text)
			b.mu.Unlock()
		}
	}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.shot("failed")
		b.t.Fatalf("%v\nthe page says:\n%s", err, b.text("body"))
	}
}

// view is how wide the window is, and which colours the reader prefers.
func (b *browser) view(width int64, scheme string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1})
	if err == nil {
		_, err = chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// visit shows a view of the page, as a link does.
func (b *browser) visit(hash string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf("(location.hash = %q, true)", hash))
}

// eval asks the page's own JavaScript.
func eval[T any](b *browser, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits for something to be true in the page.
func (b *browser) until(what, expression string) {
	b.t.Helper()
	for end := time.Now().Add(b.patience); ; time.Sleep(100 * time.Millisecond) {
		if eval[bool](b, "Boolean("+expression+")") {
			return
		}
		if time.Now().After(end) {
			b.shot("failed")
			b.t.Fatalf("never: %s\nthe page says:\n%s\nthe console says: %q", what, b.text("body"), b.complaints())
		}
	}
}

// says waits for a text within an element.
func (b *browser) says(selector, text string) {
	b.t.Helper()
	b.until(selector+" says "+text, fmt.Sprintf("[...document.querySelectorAll(%q)].some((e) => e.innerText.includes(%q))", selector, text))
}

func (b *browser) text(selector string) string {
	return eval[string](b, fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector))
}

// click clicks the first visible button or link with this text within an element.
func (b *browser) click(within, text string) {
	b.t.Helper()
	find := fmt.Sprintf("[...document.querySelectorAll(%q)].flatMap((e) => [...e.querySelectorAll('button, a, summary, label')]).find((e) => e.innerText.trim().startsWith(%q) && !e.disabled)", within, text)
	b.until("a button "+text, find)
	eval[bool](b, "("+find+".click(), true)")
}

// fill writes into the field whose label begins with a text, as typing would.
func (b *browser) fill(within, label, value string) {
	b.t.Helper()
	find := fmt.Sprintf("[...document.querySelectorAll(%q)].flatMap((e) => [...e.querySelectorAll('label')]).find((l) => l.innerText.trim().startsWith(%q))?.querySelector('input, textarea')", within, label)
	b.until("a field "+label, find)
	eval[bool](b, fmt.Sprintf("((e) => { e.value = %q; e.dispatchEvent(new Event('input', { bubbles: true })); return true; })(%s)", value, find))
}

// pick chooses in the list of a name.
func (b *browser) pick(within, name, value string) {
	b.t.Helper()
	find := fmt.Sprintf("document.querySelector('%s select[name=%s]')", within, name)
	b.until("a list "+name, find+" && [..."+find+".options].some((o) => o.value === '"+value+"')")
	eval[bool](b, fmt.Sprintf("((e) => { e.value = %q; e.dispatchEvent(new Event('change', { bubbles: true })); return true; })(%s)", value, find))
}

func (b *browser) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.said...)
}

// shot saves a picture of the whole page where PEERZ_SHOTS says, if it says so.
func (b *browser) shot(name string) {
	dir := os.Getenv("PEERZ_SHOTS")
	if dir == "" {
		return
	}
	ctx, stop := context.WithTimeout(b.ctx, 15*time.Second)
	defer stop()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o600)
	}
	if err != nil {
		b.t.Logf("no picture %s: %v", name, err)
	}
}

// accessible fails when axe-core finds something serious in what is shown.
func (b *browser) accessible(name string) {
	b.t.Helper()
	if !eval[bool](b, "'axe' in window") {
		axe, err := os.ReadFile("../abci/page/testdata/axe.min.js")
		if err != nil {
			b.t.Fatal(err)
		}
		eval[bool](b, string(axe)+"; true")
	}
	found := eval[[]string](b, `axe.run({ resultTypes: ["violations"] }).then((r) => r.violations.filter((v) => ["serious", "critical"].includes(v.impact))
		.map((v) => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")))`)
	for _, f := range found {
		b.t.Errorf("%s: %s", name, f)
	}
}

// words of the page that only it and this test know.
const passphrase = "a long passphrase"

// importKey imports a key by its words, in the dialog.
func (b *browser) importKey(name, words, account string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS("#keys")))
	b.until("the dialog", "document.querySelector('dialog')")
	if strings.Contains(b.text("dialog"), "Add another key") {
		b.click("dialog", "Add another key")
	}
	b.click("dialog", "Import one")
	b.fill("dialog", "24 words", words)
	b.fill("dialog", "Account", account)
	b.secure(name)
	b.click("dialog form", "Import")
	b.says("dialog section", name)
	b.do(chromedp.Click(chromedp.CSS("dialog .close")))
}

// secure names the new key and gives it a passphrase.
func (b *browser) secure(name string) {
	b.fill("dialog", "Name", name)
	b.fill("dialog", "Passphrase, to encrypt", passphrase)
	b.fill("dialog", "Once more", passphrase)
}

// sign waits for the decoded transaction to say something, and signs it.
func (b *browser) sign(says ...string) {
	b.t.Helper()
	for _, s := range says {
		b.says("dialog .decoded", s)
	}
	b.click("dialog form", "Sign and send")
	b.says("dialog .success", "Done, in block")
	b.click("dialog", "Close")
	b.until("the dialog is closed", "!document.querySelector('dialog')")
}

// run runs a command of the program on the devnet and returns what it says.
func (d *devnet) run(args ...string) string {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, d.program, append(args, "--home", d.home, "--api", d.api)...).CombinedOutput()
	if err != nil {
		d.t.Fatalf("peerz %v: %v\n%s", args, err, out)
	}
	return string(out)
}
