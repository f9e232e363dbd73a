#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports in a real browser: Chromium, by chromedriver's HTTP (W3C WebDriver).

    browser.py [--pictures DIR] FOLDER...

Prints a line for each check, "ok - what" or "not ok - what: why", as tests/lib.sh does.
With --pictures each page is kept as PNGs: wide and narrow, light and dark; and as a PDF.
"""
import base64, json, os, re, socket, subprocess, sys, tempfile, time, urllib.error, urllib.request

WIDE, NARROW = 1280, 400


class Browser:
	def __init__(self, folder):
		with socket.socket() as s:
			s.bind(('127.0.0.1', 0))
			port = s.getsockname()[1]
		self.url = 'http://127.0.0.1:%d' % port
		self.driver = subprocess.Popen(['chromedriver', '--port=%d' % port],
			stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
		self.session = None
		until = time.monotonic() + 60
		while True:
			try:
				self.request('GET', '/status')
				break
			except OSError:
				assert time.monotonic() < until, 'chromedriver does not answer'
				time.sleep(0.05)
		options = {'binary': os.environ.get('CHROMIUM', '/usr/bin/chromium'),
			'args': ['--headless=new', '--no-sandbox', '--disable-gpu',
				'--disable-dev-shm-usage', '--hide-scrollbars',
				'--user-data-dir=' + folder]}
		value = self.request('POST', '/session', {'capabilities': {'alwaysMatch': {
			'browserName': 'chrome', 'goog:chromeOptions': options,
			'goog:loggingPrefs': {'browser': 'ALL'}}}})
		self.session = '/session/' + value['sessionId']

	def request(self, method, path, body=None):
		data = None if method == 'GET' else json.dumps(body or {}).encode()
		request = urllib.request.Request(self.url + path, data, method=method,
			headers={'Content-Type': 'application/json'})
		try:
			with urllib.request.urlopen(request, timeout=120) as answer:
				return json.load(answer)['value']
		except urllib.error.HTTPError as e:
			raise RuntimeError(path + ': ' + json.load(e)['value']['message']) from e

	def post(self, path, **body):
		return self.request('POST', self.session + path, body)

	def cdp(self, command, **params):
		return self.post('/goog/cdp/execute', cmd=command, params=params)

	def js(self, script, *args):
		return self.post('/execute/sync', script=script, args=list(args))

	def look(self, width, scheme, height=900):
		self.cdp('Emulation.setDeviceMetricsOverride', width=width, height=height,
			deviceScaleFactor=1, mobile=False)
		self.cdp('Emulation.setEmulatedMedia', media='screen',
			features=[{'name': 'prefers-color-scheme', 'value': scheme}])

	def open(self, folder):
		self.console() # of the page before
		self.post('/url', url='file://' + os.path.abspath(folder) + '/index.html')

	def console(self):
		return [entry['message'] for entry in self.post('/se/log', type='browser')]

	def close(self):
		try:
			if self.session:
				self.request('DELETE', self.session)
		finally:
			self.driver.terminate()
			self.driver.wait()


# What is wrong with the page as it stands now, a line each. Text has a contrast of 4.5 with
# what is under it (WCAG 2, 1.4.3); nothing lies beyond the page but in a box that scrolls;
# no number is on two lines or cut.
FAULTS = r'''
const faults = [], wide = document.documentElement.clientWidth;
const range = document.createRange(); /* one: each of them is kept up to date for ever */
function rgb(text) { return text.match(/[\d.]+/g).map(Number); }
function light(c) {
	const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92
		: ((v + 0.055) / 1.055) ** 2.4);
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function under(e) {
	for (; e; e = e.parentElement) {
		const c = rgb(getComputedStyle(e).backgroundColor);
		if (c.length === 3 || c[3] === 1) return c;
	}
	return [255, 255, 255];
}
if (document.documentElement.scrollWidth > innerWidth)
	faults.push('the page is ' + document.documentElement.scrollWidth + ' wide');
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
	const node = texts.currentNode, e = node.parentElement;
	if (!node.data.trim() || !e.checkVisibility() || e.closest('svg, script, style')) continue;
	const a = light(rgb(getComputedStyle(e).color)), b = light(under(e));
	const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
	if (contrast < 4.5)
		faults.push('contrast ' + contrast.toFixed(2) + ': ' + node.data.trim());
	const scrolls = e.closest('.wide, .plot');
	range.selectNodeContents(node);
	const box = range.getBoundingClientRect();
	if (!scrolls && (box.left < 0 || box.right > wide + 0.5))
		faults.push('beyond the page: ' + node.data.trim());
	for (const m of node.data.matchAll(/[0-9][0-9.e+-]*/g)) {
		range.setStart(node, m.index);
		range.setEnd(node, m.index + m[0].length);
		if (new Set([...range.getClientRects()].map(r => r.top)).size > 1)
			faults.push('a number on two lines: ' + m[0]);
	}
}
for (const e of document.querySelectorAll('body *')) {
	if (e.closest('.wide, .plot') || e.closest('svg') || !e.checkVisibility()) continue;
	const box = e.getBoundingClientRect();
	if (box.right > wide + 0.5 || box.left < -0.5)
		faults.push('beyond the page: ' + e.tagName + '.' + e.className);
}
for (const e of document.querySelectorAll('a[href^="#"]'))
	if (!document.getElementById(decodeURIComponent(e.getAttribute('href').slice(1))))
		faults.push('a link to nothing: ' + e.getAttribute('href'));
for (const e of document.querySelectorAll('.wide, .plot'))
	if (e.tabIndex !== 0) faults.push('scrolls, but not by keys: ' + e.className);
return [...new Set(faults)];
'''

# What is wrong with the order that each head gives the trials, at first and again: as
# numbers where all are, else as words; what is empty is last.
SORT = r'''
const table = document.querySelector('#trials table'), faults = [];
for (const head of table.tHead.rows[0].cells) {
	const button = head.querySelector('button'), ways = [];
	if (!button) continue;
	if (button.tabIndex !== 0) faults.push('no key reaches ' + head.textContent);
	for (let i = 0; i < 2; i++) {
		button.click();
		const way = head.getAttribute('aria-sort'), up = way === 'ascending';
		const cells = [...table.tBodies[0].rows].map(r => {
			const v = r.cells[head.cellIndex].dataset.v;
			return v === undefined ? r.cells[head.cellIndex].textContent : v;
		});
		const full = cells.filter(c => c !== '');
		const numbers = full.every(c => Number.isFinite(Number(c)));
		const values = full.map(c => numbers ? Number(c) : c);
		const rises = (a, b) => numbers ? a <= b : a.localeCompare(b) <= 0;
		ways.push(way);
		if (cells.slice(full.length).some(c => c !== ''))
			faults.push(head.textContent + ': what is empty is not last');
		if (values.some((v, k) => k && !(up ? rises(values[k - 1], v) : rises(v, values[k - 1]))))
			faults.push(head.textContent + ' is not ' + way);
	}
	if (ways.sort().join() !== 'ascending,descending') faults.push('it does not turn round');
	if (table.querySelectorAll('[aria-sort]').length !== 1) faults.push('two heads sort');
}
return faults;
'''

# A place of the chart's trial that nothing else covers, in pixels of the window.
PLACE = r'''
const spots = [...document.querySelectorAll('#' + arguments[0] + ' .spots a')].reverse();
document.getElementById(arguments[0]).scrollIntoView({block: 'center'});
for (const a of spots) {
	const path = a.querySelector('path'), box = path.getBBox();
	const p = path.classList.contains('dot')
		? new DOMPoint(box.x + box.width / 2, box.y + box.height / 2)
		: path.getPointAtLength(0.3 * path.getTotalLength());
	const plot = a.closest('.plot');
	plot.scrollLeft += p.matrixTransform(path.getScreenCTM()).x - innerWidth / 2;
	const at = p.matrixTransform(path.getScreenCTM());
	const e = document.elementFromPoint(at.x, at.y);
	if (e && e.closest('.spots a') === a) return [a.dataset.n, at.x, at.y];
}
return null;
'''
PICKED = r'''
const on = [...document.querySelectorAll('.on')], bar = document.querySelector('.pick');
return {on: [...new Set(on.map(e => e.dataset.n))],
	at: on.map(e => e.closest('figure') ? e.closest('figure').id : 'table'),
	links: bar.hidden ? [] : [...bar.querySelectorAll('a')].map(a => a.getAttribute('href')),
	tip: document.querySelector('.tip').hidden ? '' : document.querySelector('.tip').textContent};
'''


class Checks:
	def __init__(self):
		self.failed = 0

	def check(self, what, why=''):
		"""why: what is wrong; empty: nothing is."""
		print('not ok - %s: %s' % (what, why) if why else 'ok - ' + what)
		self.failed += bool(why)


def charts(b):
	return b.js('return [...document.querySelectorAll("figure")].map(f => f.id)')


def mouse(b, kind, at):
	b.cdp('Input.dispatchMouseEvent', type=kind, x=at[1], y=at[2],
		button='none' if kind == 'mouseMoved' else 'left', clickCount=1)


def check_trials(b, checks, name):
	for chart in charts(b):
		at = b.js(PLACE, chart)
		if not at:
			if b.js('return document.querySelectorAll("#%s .spots a").length' % chart):
				checks.check('%s: %s' % (name, chart), 'no trial can be pointed at')
			continue
		b.post('/execute/async', args=[], # what scrolling does comes with the next frame
			script='const done = arguments[0]; requestAnimationFrame(() => setTimeout(done))')
		mouse(b, 'mouseMoved', at)
		tip = b.js(PICKED)['tip']
		mouse(b, 'mousePressed', at)
		mouse(b, 'mouseReleased', at)
		seen = b.js(PICKED)
		why = ''
		if not re.match(r'T%s\b' % at[0], tip):
			why = 'the tip of T%s is "%s"' % (at[0], tip)
		elif seen['on'] != [at[0]] or chart not in seen['at']:
			why = 'T%s is picked, and marked are %s' % (at[0], seen)
		elif '#T' + at[0] not in seen['links'] or '#%s-T%s' % (chart, at[0]) not in seen['links']:
			why = 'links of T%s: %s' % (at[0], seen['links'])
		checks.check('%s: %s: a trial is named, picked, and found elsewhere' % (name, chart), why)
		b.cdp('Input.dispatchKeyEvent', type='keyDown', key='Escape')
		if b.js(PICKED)['on']:
			checks.check(name, 'Escape does not let go of T' + at[0])


def picture(b, folder, name):
	if folder:
		data = b.cdp('Page.captureScreenshot', captureBeyondViewport=True, clip=dict(
			zip(('width', 'height'), b.js('return [innerWidth, document.documentElement.scrollHeight]')),
			x=0, y=0, scale=1))
		with open(os.path.join(folder, name + '.png'), 'wb') as f:
			f.write(base64.b64decode(data['data']))


def check_page(b, checks, folder, pictures):
	name = os.path.basename(folder.rstrip('/'))
	for width in WIDE, NARROW:
		for scheme in 'light', 'dark':
			b.look(width, scheme)
			b.open(folder)
			faults = b.js(FAULTS)
			checks.check('%s, %d wide, %s: all is seen' % (name, width, scheme),
				'; '.join(faults[:8]))
			picture(b, pictures, '%s-%d-%s' % (name, width, scheme))
		if b.js('return !!document.getElementById("trials")'):
			checks.check('%s, %d wide: the table sorts by every head' % (name, width),
				'; '.join(b.js(SORT)))
			check_trials(b, checks, '%s, %d wide' % (name, width))
		checks.check('%s, %d wide: nothing on the console' % (name, width),
			'; '.join(b.console()))
	pdf = base64.b64decode(b.cdp('Page.printToPDF')['data'])
	checks.check(name + ': prints', '' if pdf.startswith(b'%PDF') else 'no PDF')
	if pictures:
		with open(os.path.join(pictures, name + '.pdf'), 'wb') as f:
			f.write(pdf)


def check_policy(b, checks, folder, scratch):
	"""Another script than the page's own does not run, and the page is there without one."""
	with open(os.path.join(folder, 'index.html'), encoding='utf-8') as f:
		text = f.read()
	with open(os.path.join(scratch, 'index.html'), 'w', encoding='utf-8') as f:
		f.write(text.replace("'use strict';", "'use strict' ;", 1))
	b.look(NARROW, 'light')
	b.open(scratch)
	checks.check('the policy stops a script that was changed', '' if any(
		'Content Security Policy' in m for m in b.console()) and not b.js(
		'return document.querySelectorAll("thead button").length') else 'it ran')
	checks.check('the page is the same without a script', '; '.join(b.js(FAULTS)[:8]))


def main(args):
	pictures = None
	if args[0] == '--pictures':
		pictures, args = args[1], args[2:]
		os.makedirs(pictures, exist_ok=True)
	checks = Checks()
	with tempfile.TemporaryDirectory() as scratch:
		b = Browser(os.path.join(scratch, 'profile'))
		try:
			for folder in args:
				check_page(b, checks, folder, pictures)
			check_policy(b, checks, args[0], scratch)
		finally:
			b.close()
	return 1 if checks.failed else 0


if __name__ == '__main__':
	sys.exit(main(sys.argv[1:]))
