// Shows the search field and looks for its words in what `search-words.js` brings, when somebody begins to write there.
// A title is found when each word stands somewhere in it; of its articles and headings those are listed that have one.
'use strict'
{
	const form = document.getElementById('search')
	const [input, output] = [form.elements.sought, form.querySelector('output')]
	const plain = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
	const listed = 5
	let titles = null

	const sought = () => plain(input.value).split(/\s+/).filter(Boolean)
	const show = () => {
		const terms = sought()
		let found = 0
		for (const { item, text, places } of titles) {
			item.querySelector('.places')?.remove()
			const has = terms.every(term => text.includes(term))
			item.hidden = !has
			if (!has) continue
			found += 1
			const hits = terms.length ? places.filter(place => terms.some(term => place.text.includes(term))) : []
			// What has all the words comes first.
			const count = place => terms.filter(term => place.text.includes(term)).length
			hits.sort((a, b) => count(b) - count(a))
			if (!hits.length) continue
			const list = document.createElement('ul')
			list.className = 'places'
			for (const { name, href } of hits.slice(0, listed)) {
				const link = document.createElement('a')
				Object.assign(link, { textContent: name, href })
				list.appendChild(document.createElement('li')).append(link)
			}
			item.lastElementChild.append(list)
		}
		output.value = terms.length ? form.dataset.found.replace('{}', found) : ''
	}

	globalThis.searchWords = all => {
		titles = all.map(([slug, words, places]) => {
			const named = places.map(([name, href, more]) => ({ name, href, text: plain(more ?? name) }))
			return { item: document.getElementById(slug), text: plain(words + ' ' + named.map(place => place.text).join(' ')), places: named }
		}).filter(title => title.item)
		show()
	}

	let asked = false
	const look = () => {
		if (titles) return show()
		if (asked) return
		asked = true
		document.head.append(Object.assign(document.createElement('script'), { src: form.dataset.words }))
	}
	form.addEventListener('submit', event => { event.preventDefault(); look() })
	input.addEventListener('input', look)
	form.hidden = false
	if (input.value) look()
}
