// Opens EPUBs in a real reader, foliate-js in headless Chromium, as those who read them will: lists the
// contents, the pages of the paper and the landmarks, follows every entry, clicks on note marks to see
// whether the note pops up, and takes pictures of an article on a telephone and a tablet, by day and by night.
//
//     node reader.mjs MODULES CHROMIUM PICTURES EPUB...
//
// MODULES is the folder with the packages of package.json beside this file, PICTURES the folder to put
// pictures in. Exits with 1 when a book has no contents, no pages, no landmarks or no notes, when an entry
// leads nowhere, or when a mark shows anything but its note.

import fs from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [modules, chromium, pictures, ...epubs] = process.argv.slice(2)
if (!epubs.length) {
    console.error('usage: node reader.mjs MODULES CHROMIUM PICTURES EPUB...')
    process.exit(2)
}
const require = createRequire(path.resolve(modules, 'package.json'))
const { default: puppeteer } = await import(pathToFileURL(require.resolve('puppeteer-core')))
const reader = path.join(modules, 'node_modules', 'foliate-js')

// The reader is made of modules, which a browser takes from a server only.
const types = { '.js': 'text/javascript', '.epub': 'application/epub+zip' }
const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
    if (name === '/') {
        response.setHeader('content-type', 'text/html')
        return response.end('<!doctype html><title>reader</title><body style="height: 90vh">')
    }
    const number = /^\/book-(\d+)\.epub$/.exec(name)?.[1]
    const file = number ? epubs[number] : path.join(reader, path.normalize(name))
    fs.readFile(file, (error, data) => {
        if (error) response.statusCode = 404
        else response.setHeader('content-type', types[path.extname(file)] ?? 'application/octet-stream')
        response.end(data)
    })
})
await new Promise(ready => server.listen(0, '127.0.0.1', ready))
const address = `http://127.0.0.1:${server.address().port}/`

// Runs in the browser: what is found in the book, and what is wrong with it.
const read = async book => {
    const { View } = await import('/view.js')
    const { FootnoteHandler } = await import('/footnotes.js')
    const faults = []
    const view = new View()
    document.body.append(view)
    await view.open(new File([await (await fetch(book)).blob()], 'book.epub'))

    const contents = []
    const list = async (entries, level) => {
        for (const { label, href, subitems } of entries ?? []) {
            contents.push(`${'  '.repeat(level)}${label}`)
            if (!label?.trim()) faults.push(`an entry of the contents without words leads to ${href}`)
            const place = await view.book.resolveHref(href)
            const section = view.book.sections[place?.index]
            if (!section || place.anchor(await section.createDocument()) == null) {
                faults.push(`“${label}” leads nowhere: ${href}`)
            }
            await list(subitems, level + 1)
        }
    }
    await list(view.book.toc, 0)
    if (!contents.length) faults.push('no contents are listed')
    const listed = contents.splice(0)
    await list(view.book.pageList, 0)
    const pages = contents.splice(0)
    if (!pages.length) faults.push('no pages are listed')
    if (pages.some((page, at) => at && Number(page) <= Number(pages[at - 1]))) faults.push('pages are out of order')
    await list(view.book.landmarks, 0)
    const landmarks = contents.splice(0)
    if (!landmarks.length) faults.push('no landmarks are listed')

    const words = node => node.textContent.replace(/\s+/g, ' ').trim()
    const notes = new FootnoteHandler()
    let shown
    notes.addEventListener('before-render', event => document.body.append(event.detail.view))
    notes.addEventListener('render', ({ detail }) => shown(words(detail.view.renderer.getContents()[0].doc.body)))
    view.addEventListener('link', event => {
        const handled = notes.handle(view.book, event)
        if (handled) handled.catch(error => shown(`error: ${error.message}`))
        else shown(`no note, but the page ${event.detail.href}`)
    })
    const popped = []
    for (const [index, section] of view.book.sections.entries()) {
        const document = await section.createDocument()
        if (document.querySelector('parsererror')) faults.push(`${section.id} is not well formed`)
        const marks = document.querySelectorAll('a[role="doc-noteref"]').length
        if (!marks) continue
        await view.goTo(index)
        const { doc } = view.renderer.getContents().find(content => content.index === index)
        // The first and the last: both ends of what an article numbers.
        for (const at of new Set([0, marks - 1])) {
            const mark = doc.querySelectorAll('a[role="doc-noteref"]')[at]
            const note = doc.getElementById(mark.getAttribute('href').slice(1))
            const late = new Promise(resolve => setTimeout(resolve, 20_000, 'nothing'))
            const seen = new Promise(resolve => { shown = resolve })
            mark.click()
            const found = await Promise.race([seen, late])
            const right = note && found === words(note) && found.startsWith(`${words(mark)}.`)
            if (right) popped.push(found)
            else faults.push(`“${doc.title}”: the mark ${words(mark)} shows ${found}`)
        }
    }
    if (!popped.length) faults.push('no note popped up')
    view.close()
    return { contents: listed, pages, landmarks, popped, faults }
}

// Runs in the browser: opens the book at the first article with notes.
const show = async (book, dark) => {
    const { View } = await import('/view.js')
    const view = new View()
    view.style.cssText = 'display: block; width: 100vw; height: 100vh'
    document.body.style.cssText = `margin: 0; background: ${dark ? '#111' : '#fff'}`
    document.body.replaceChildren(view)
    await view.open(new File([await (await fetch(book)).blob()], 'book.epub'))
    view.renderer.setStyles?.(dark ? 'html { color-scheme: dark; color: #ddd; background: #111 } a:any-link { color: #9cf }' : '')
    for (const [index, section] of view.book.sections.entries()) {
        if (/doc-noteref/.test((await section.createDocument()).documentElement.innerHTML)) return view.goTo(index)
    }
}

// The reader lays a page out anew when its size changes, even while the page's document is still empty, and
// stumbles then, which harms nobody: it lays the page out once more when that has come. Seen on busy machines.
const tooEarly = error =>
    /\bnull\b|not of type 'Element'/.test(error.message) && /\bat render \(.*\n\s*at #observer \(/.test(error.stack)

// Width and height in CSS pixels, and how many of the screen's there are to one.
const screens = { phone: [390, 844, 2], tablet: [820, 1180, 1] }

// Without a sandbox, which needs rights that a container lacks: the books are our own.
const browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox'] })
let well = true
for (const [number, epub] of epubs.entries()) {
    const page = await browser.newPage()
    const errors = []
    page.on('pageerror', error => {
        if (!tooEarly(error)) errors.push(`the reader says: ${error.message}`)
    })
    await page.goto(address)
    const { contents, pages, landmarks, popped, faults } = await page.evaluate(read, `/book-${number}.epub`)
    console.log(`${epub}: ${contents.length} entries of contents, ${pages.length} pages, landmarks ${landmarks.join(', ')}; ${popped.length} notes popped up, the first: ${popped[0]}`)
    for (const fault of [...faults, ...errors]) {
        console.error(`error: ${epub}: ${fault}`)
        well = false
    }
    fs.mkdirSync(pictures, { recursive: true })
    for (const [screen, [width, height, deviceScaleFactor]] of Object.entries(screens)) {
        for (const light of ['light', 'dark']) {
            await page.setViewport({ width, height, deviceScaleFactor })
            await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: light }])
            await page.evaluate(show, `/book-${number}.epub`, light === 'dark')
            await new Promise(resolve => setTimeout(resolve, 1_500))
            await page.screenshot({ path: path.join(pictures, `${path.basename(epub, '.epub')}-${screen}-${light}.png`) })
        }
    }
    await page.close()
}
await browser.close()
server.close()
process.exitCode = well ? 0 : 1
