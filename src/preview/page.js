// The preview's page. It asks for what there is (state.json), draws spreads as they come near, and when the
// program says that there is a new build, asks again and stays where the reader was.
'use strict'

const $ = id => document.getElementById(id)
const pages = $('pages')
const views = ['source', 'book', 'said', 'keys']

let state = { titles: [], files: [], said: [], revision: 0 }
let places = [] // [page, points from the top, file, line], in the order of pages
let title = null // the one of state.titles that is shown
let view = null // the one of views that is open
let sourceFile = null // the path whose source is shown
let pageList = new Map() // from page to the place in the e-book

const get = async path => {
	const response = await fetch(path)
	if (!response.ok) throw new Error(`${path}: ${response.status}`)
	return response
}

// ---- Pages

const leaf = number => document.getElementById(`page-${number}`)

/** Fetches a page's drawing unless it has that of this build. */
const draw = async element => {
	const wanted = `${title.slug}/${element.dataset.page}/${state.revision}`
	if (element.dataset.drawn === wanted) return
	element.dataset.drawn = wanted
	try {
		const text = await (await get(`/pages/${title.slug}/${element.dataset.page}.svg`)).text()
		// The drawing is the program's own: outlines, rectangles, and text that it escaped.
		if (element.dataset.drawn === wanted) element.innerHTML = text
	} catch {
		if (element.dataset.drawn === wanted) delete element.dataset.drawn
	}
}

const near = new IntersectionObserver(entries => {
	for (const { isIntersecting, target } of entries) {
		target.near = isIntersecting
		if (isIntersecting) draw(target)
		// Pages far away give their memory back.
		else if (target.dataset.drawn) { target.replaceChildren(); delete target.dataset.drawn }
	}
}, { root: pages, rootMargin: '120% 0px' })

/** Lays out as many leaves as the title has, keeping those that are there. */
const layOut = () => {
	pages.style.setProperty('--ratio', `${title.width} / ${title.height}`)
	const count = title.pages
	if (pages.dataset.laid !== `${title.slug}/${count}`) {
		pages.dataset.laid = `${title.slug}/${count}`
		near.disconnect()
		const spreads = []
		for (let left = 0; left <= count; left += 2) {
			const spread = document.createElement('div')
			spread.className = 'spread'
			for (const number of [left, left + 1]) {
				const element = document.createElement('div')
				element.className = number % 2 ? 'leaf recto' : 'leaf verso'
				if (number < 1 || number > count) element.classList.add('none')
				else {
					element.id = `page-${number}`
					element.dataset.page = number
					near.observe(element)
				}
				spread.append(element)
			}
			spreads.push(spread)
		}
		pages.replaceChildren(...spreads)
	}
	for (const element of pages.querySelectorAll('.leaf[data-page]')) if (element.near) draw(element)
	$('count').textContent = `of ${count}`
}

/** The page that is read: the first of which the middle of the window is past the top. */
const current = () => {
	const middle = pages.getBoundingClientRect().top + pages.clientHeight / 3
	let found = 1
	for (const element of pages.querySelectorAll('.leaf[data-page]')) {
		if (element.getBoundingClientRect().top > middle) break
		found = Number(element.dataset.page)
	}
	// A spread counts as its left page.
	return found > 1 && found % 2 && innerWidth > 800 ? found - 1 : found
}

/** Goes to a page, or to a height on it in points. */
const go = (number, y = null) => {
	const element = leaf(Math.min(Math.max(1, number), title.pages))
	if (!element) return
	const box = element.getBoundingClientRect()
	const top = box.top - pages.getBoundingClientRect().top + pages.scrollTop
	pages.scrollTop = y === null ? top - 12 : top + (y / title.height) * box.height - pages.clientHeight / 3
	noteWhere()
}

let here = 1 // the page that is read, for when the window changes its size

const noteWhere = () => {
	const number = current()
	here = number
	if (document.activeElement !== $('number')) $('number').value = number
	history.replaceState(null, '', `#${title.slug}/${number}`)
	if (view === 'book') followBook(number)
}

let scrolled
pages.addEventListener('scroll', () => {
	clearTimeout(scrolled)
	scrolled = setTimeout(() => title && noteWhere(), 150)
})

// ---- From the page to the source and back

const mark = (element, within, className = 'found') => {
	for (const old of within.querySelectorAll(`.${className}`)) old.classList.remove(className)
	element?.classList.add(className)
}

/** Shows a file of the library, at a line. */
const showSource = async (path, line) => {
	const number = state.files.indexOf(path)
	if (number < 0) return
	open('source')
	const list = $('source').querySelector('ol')
	const wanted = `${path}/${state.revision}`
	if (list.dataset.shown !== wanted) {
		const text = await (await get(`/source/${number}`)).text()
		list.dataset.shown = wanted
		sourceFile = path
		$('source').querySelector('h2').textContent = path
		list.replaceChildren(...text.replace(/\n$/, '').split('\n').map(words => {
			const item = document.createElement('li')
			item.textContent = words
			return item
		}))
	}
	const item = list.children[line - 1]
	mark(item, list)
	item?.scrollIntoView({ block: 'center' })
}

/** The last place in `path` that begins at or before `line`, else the first there is. */
const placeOf = (path, line) => {
	const file = state.files.indexOf(path)
	let found = null
	for (const place of places) {
		if (place[2] !== file) continue
		if (!found || (place[3] <= line && place[3] >= found[3])) found = place
	}
	return found
}

const showPlace = (path, line) => {
	const place = placeOf(path, line)
	if (!place) return
	go(place[0], place[1])
	const element = leaf(place[0])
	draw(element).then(() => setTimeout(() => {
		const lines = [...element.querySelectorAll(`[data-source^="${place[2]}:"]`)]
		const of = line => Number(line.dataset.source.split(':')[1])
		mark(lines.filter(l => of(l) <= line).pop() ?? lines[0], pages)
	}, 50))
}

pages.addEventListener('click', event => {
	const link = event.target.closest('a[data-page]')
	if (link) {
		event.preventDefault()
		return go(Number(link.dataset.page))
	}
	const line = event.target.closest('[data-source]')
	if (!line || event.target.closest('a')) return
	const [file, at] = line.dataset.source.split(':').map(Number)
	mark(line, pages)
	showSource(state.files[file], at)
})

$('source').querySelector('ol').addEventListener('click', event => {
	const item = event.target.closest('li')
	if (!item || String(getSelection())) return
	mark(item, item.parentElement)
	showPlace(sourceFile, [...item.parentElement.children].indexOf(item) + 1)
})

// ---- The e-book

/** Reads the list of printed pages from the e-book's contents. */
const readPageList = async () => {
	pageList = new Map()
	if (!title.epub) return
	try {
		const text = await (await get(`/epub/${title.slug}/OEBPS/nav.xhtml`)).text()
		const nav = new DOMParser().parseFromString(text, 'application/xhtml+xml')
		for (const entry of nav.querySelectorAll('[role="doc-pagelist"] a')) pageList.set(entry.textContent.trim(), entry.getAttribute('href'))
	} catch { /* without the list, the e-book is read from its contents */ }
}

const followBook = number => {
	const address = `/epub/${title.slug}/OEBPS/${pageList.get(String(number)) ?? pageList.get(String(number + 1)) ?? 'nav.xhtml'}`
	const frame = $('book')
	const wanted = `${address} ${state.revision}`
	if (frame.dataset.shown === wanted) return
	const [path] = address.split('#')
	const [shownPath, shownRevision] = [frame.dataset.shown?.split(/[# ]/)[0], frame.dataset.shown?.split(' ')[1]]
	frame.dataset.shown = wanted
	// Only the place changes within the same document; otherwise it is fetched anew.
	frame.src = path === shownPath && shownRevision === String(state.revision) ? address : address.replace(/(#|$)/, `?${state.revision}$1`)
}

// ---- What stands beside the pages

const open = name => {
	const number = title && current()
	view = view === name && name !== 'source' ? null : name
	for (const each of views) {
		$(each).hidden = each !== view
		$(`tab-${each}`).setAttribute('aria-selected', String(each === view))
	}
	const was = $('beside').hidden
	$('beside').hidden = !view
	// Pages change their size when their room does; the reader stays at the same one.
	if (title && was !== $('beside').hidden) go(number)
	if (view === 'book' && title) followBook(current())
}

const close = () => {
	const number = title && current()
	view = null
	$('beside').hidden = true
	for (const each of views) $(`tab-${each}`).setAttribute('aria-selected', 'false')
	if (title) go(number)
}

const openSource = () => {
	if (view === 'source') return close()
	const here = current()
	const place = places.find(place => place[0] >= here) ?? places[0]
	if (place) showSource(state.files[place[2]], place[3])
	else open('source')
}

for (const tab of document.querySelectorAll('[role=tab]')) {
	tab.addEventListener('click', () => (tab.dataset.view === 'source' ? openSource() : open(tab.dataset.view)))
}

const listSaid = () => {
	const errors = state.said.filter(said => said.error).length
	const tab = $('tab-said')
	tab.classList.toggle('error', errors > 0)
	tab.textContent = state.said.length ? `Faults ${state.said.length}` : 'Faults'
	$('said').replaceChildren(...state.said.map(said => {
		const block = document.createElement('pre')
		block.textContent = said.whole
		block.classList.toggle('error', said.error)
		if (said.file) {
			block.dataset.line = said.line
			block.addEventListener('click', () => showSource(said.file, said.line))
		}
		return block
	}))
	if (!state.said.length) {
		const none = document.createElement('p')
		none.textContent = 'Nothing is wrong.'
		$('said').append(none)
	}
	const time = state.milliseconds < 1000 ? `${state.milliseconds} ms` : `${(state.milliseconds / 1000).toFixed(1)} s`
	$('status').textContent = errors ? 'not made: see Faults; the pages are the last good ones' : `made in ${time}`
	document.title = `${errors ? '✗ ' : ''}${title?.title ?? 'Pamphlet'}`
	if (errors && view !== 'said' && view !== 'source') open('said')
}

// ---- Builds

/** Where the reader is, in terms that outlive a build: a line of an article, and how far down the window it stands. */
const whereabouts = () => {
	if (!title || !places.length) return null
	const window = pages.getBoundingClientRect()
	const number = current()
	let best = null
	for (const [page, y, file, line] of places) {
		if (page < number || page > number + 2) continue
		const box = leaf(page)?.getBoundingClientRect()
		if (!box) continue
		const at = box.top + (y / title.height) * box.height - window.top
		if (at >= 0 && (!best || Math.abs(at - window.height / 4) < Math.abs(best.at - window.height / 4))) best = { path: state.files[file], line, at, page }
	}
	return best ?? { page: number }
}

const stay = where => {
	if (!where) return
	const place = where.path ? placeOf(where.path, where.line) : null
	if (!place) return go(where.page)
	const box = leaf(place[0]).getBoundingClientRect()
	const at = box.top + (place[1] / title.height) * box.height - pages.getBoundingClientRect().top
	pages.scrollTop += at - where.at
	noteWhere()
}

const refresh = async () => {
	const before = title?.slug
	const where = whereabouts()
	state = await (await get('/state.json')).json()
	const [slug, number] = decodeURIComponent(location.hash.slice(1)).split('/')
	title = state.titles.find(each => each.slug === (before ?? slug)) ?? state.titles[0] ?? null
	$('title').replaceChildren(...state.titles.map(each => new Option(each.title, each.slug, false, each === title)))
	$('title').hidden = state.titles.length < 2
	if (title) {
		places = await (await get(`/places/${title.slug}`)).json()
		await readPageList()
		layOut()
		if (before === title.slug) stay(where)
		else go(Number(number) || 1)
	}
	listSaid()
	if (view === 'source' && sourceFile) {
		const shown = [...$('source').querySelectorAll('li')].findIndex(item => item.classList.contains('found')) + 1
		showSource(sourceFile, shown || 1)
	}
}

let asking = Promise.resolve()
const ask = () => { asking = asking.then(refresh).catch(() => {}) }
const listen = () => {
	const events = new EventSource('/events')
	events.onopen = ask
	events.onmessage = ask
	events.onerror = () => { $('status').textContent = 'the program has ended, or is busy' }
}

// ---- Keys and buttons

const step = by => {
	const number = current()
	if (innerWidth <= 800) return go(number + by)
	go(by > 0 ? (number - (number % 2)) + 2 : (number - (number % 2)) - 2)
}
const zoom = by => {
	const number = current()
	const zoomed = by ? Math.min(4, Math.max(0.3, (Number(pages.dataset.zoom) || 1) * by)) : 1
	pages.dataset.zoom = zoomed
	pages.style.setProperty('--zoom', Math.max(1, zoomed))
	pages.style.setProperty('--fit', Math.min(1, zoomed))
	go(number)
}

$('title').addEventListener('change', () => {
	location.hash = `#${$('title').value}/1`
	title = null
	pages.dataset.laid = ''
	ask()
})
$('number').addEventListener('change', () => go(Number($('number').value) || 1))
$('back').addEventListener('click', () => step(-1))
$('on').addEventListener('click', () => step(1))
$('smaller').addEventListener('click', () => zoom(1 / 1.2))
$('larger').addEventListener('click', () => zoom(1.2))

const keys = {
	ArrowLeft: () => step(-1), ArrowRight: () => step(1), PageUp: () => step(-1), PageDown: () => step(1),
	Home: () => go(1), End: () => go(title.pages),
	'+': () => zoom(1.2), '=': () => zoom(1.2), '-': () => zoom(1 / 1.2), 0: () => zoom(0),
	s: openSource, e: () => open('book'), d: () => open('said'), '?': () => open('keys'), Escape: close,
}
addEventListener('keydown', event => {
	if (!title || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select')) return
	const key = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
	if (!key) return
	event.preventDefault()
	key()
})
addEventListener('resize', () => title && go(here))

listen()
