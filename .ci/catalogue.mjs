// Visits the download pages as readers do: walks from the library's page by way of a search to a title, downloads a file and
// compares its checksum, with axe at every page, by day and by night, on a telephone and on a desk; reads both OPDS feeds
// with the library of Thorium Reader.
//
//     node catalogue.mjs MODULES CHROMIUM DIST FOLDER
//
// MODULES is the folder with the packages of package.json beside this file; FOLDER is for pictures of the pages. Exits with 1
// when anything is not as it should be.

import crypto from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [modules, chromium, dist, folder] = process.argv.slice(2)
if (!folder) {
    console.error('usage: node catalogue.mjs MODULES CHROMIUM DIST FOLDER')
    process.exit(2)
}
const require = createRequire(path.resolve(modules, 'package.json'))
const { default: puppeteer } = await import(pathToFileURL(require.resolve('puppeteer-core')))
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
fs.mkdirSync(folder, { recursive: true })

const faults = []
const check = (right, what) => {
    console.log(`${right ? 'ok' : 'NOT OK'}  ${what}`)
    if (!right) faults.push(what)
}
const read = name => fs.readFileSync(path.join(dist, name))
const sums = new Map(read('SHA256SUMS').toString().trim().split('\n').map(line => line.split('  ').reverse()))

// Feeds.
const opds = 'r2-opds-js/dist/es8-es2017/src/opds'
require(`${opds}/init-globals`).initGlobalConverters_GENERIC()
const { XML } = require('r2-utils-js/dist/es8-es2017/src/_utils/xml-js-mapper')
const { DOMParser } = require('@xmldom/xmldom')
const feed = XML.deserialize(new DOMParser().parseFromString(read('opds.xml').toString(), 'application/xml'), require(`${opds}/opds1/opds`).OPDS)
const { TaJsonDeserialize } = require('r2-lcp-js/dist/es8-es2017/src/serializable')
const feed2 = TaJsonDeserialize(JSON.parse(read('opds.json')), require(`${opds}/opds2/opds2`).OPDSFeed)
const open = 'http://opds-spec.org/acquisition/open-access'
const one = feed.Entries.map(entry => ({
    title: entry.Title,
    files: entry.Links.filter(link => link.Rel === open).map(link => link.Href),
    images: entry.Links.filter(link => link.Rel.startsWith('http://opds-spec.org/image')).map(link => link.Href),
}))
const two = feed2.Publications.map(publication => ({
    title: `${publication.Metadata.Title}${publication.Metadata.SubTitle ? `: ${publication.Metadata.SubTitle}` : ''}`,
    files: publication.Links.filter(link => link.Rel.includes(open)).map(link => link.Href),
    images: publication.Images.map(link => link.Href),
}))
check(one.length >= 2 && one.length === two.length, `both OPDS feeds have ${one.length} titles`)
check(JSON.stringify(one.map(title => [title.title, title.files])) === JSON.stringify(two.map(title => [title.title, title.files])),
    'the same ones, with the same files')
check([...one, ...two].every(title => title.files.length && title.images.length), 'each with files and a cover')
check([...one, ...two].every(title => [...title.files, ...title.images].every(name => fs.existsSync(path.join(dist, name)))),
    'all of which are there')

// Pages.
const types = { html: 'text/html', css: 'text/css', js: 'text/javascript', jpg: 'image/jpeg', xml: 'application/xml', pdf: 'application/pdf' }
const server = http.createServer((request, response) => {
    // Browsers ask for it by themselves.
    if (request.url === '/favicon.ico') return response.writeHead(204).end()
    const name = path.normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname)).replace(/\/$/, '/index.html')
    const file = path.join(dist, name)
    if (!fs.existsSync(file)) return response.writeHead(404).end()
    response.writeHead(200, {
        'content-type': types[name.split('.').pop()] ?? 'application/octet-stream',
        // As strict as a host can be: nothing in the pages is in the line.
        'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'",
    })
    response.end(fs.readFileSync(file))
})
await new Promise(ready => server.listen(0, '127.0.0.1', ready))
const root = `http://127.0.0.1:${server.address().port}/`
const browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox', '--allow-file-access-from-files'] })
try {
    const pages = ['', ...[...sums.keys()].filter(name => /.\/index\.html$/.test(name))]
    check(pages.length === one.length + 1, `${pages.length} pages`)
    const screens = [['telephone', 390, 844, 'light'], ['telephone', 390, 844, 'dark'], ['desk', 1280, 900, 'light'], ['desk', 1280, 900, 'dark'], ['narrow', 320, 600, 'light']]
    for (const [screen, width, height, scheme] of screens) {
        const page = await browser.newPage()
        const said = []
        page.on('pageerror', error => said.push(error.message))
        page.on('console', message => { if (message.type() === 'error') said.push(message.text()) })
        page.on('request', request => { if (!request.url().startsWith(root)) said.push(request.url()) })
        await page.setViewport({ width, height })
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
        for (const name of pages) {
            await page.goto(root + name)
            const { violations, passes } = await page.evaluate(`${axe}\naxe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`)
            const found = violations.map(({ id, nodes }) => `${id} at ${nodes.map(node => node.target).join(', ')}`).join('; ')
            check(violations.length === 0 && passes.length > 10, `axe at /${name}, ${screen}, ${scheme}: ${found || `${passes.length} rules pass`}`)
            check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `and it need not be scrolled sideways`)
            await page.screenshot({ path: path.join(folder, `${name.split('/')[0] || 'library'}-${screen}-${scheme}.png`), fullPage: true })
        }
        check(said.length === 0, `no errors, and nobody else was asked: ${said}`)
        await page.close()
    }

    // From the library by way of a search to a title and a file.
    const page = await browser.newPage()
    await page.goto(root)
    await page.type('#sought', 'strike')
    await page.waitForFunction(() => document.querySelector('output').value)
    const shown = () => page.$$eval('.titles > li:not([hidden])', items => items.map(item => item.id))
    check((await shown()).join() === 'zhanaozen', `a search finds ${await shown()}`)
    check((await page.$$('.places a')).length > 0, 'and places in it')
    await page.$eval('#zhanaozen h2 a', link => link.click())
    await page.waitForSelector('main.title')
    check(page.url() === `${root}zhanaozen/index.html`, 'a click leads to its page')
    const files = await page.$$eval('.downloads a', links => links.map(link => link.href))
    check(files.length >= 6, `which has ${files.length} files`)
    for (const file of files) {
        const bytes = Buffer.from(await (await fetch(file)).arrayBuffer())
        const sum = crypto.createHash('sha256').update(bytes).digest('hex')
        check(sum === sums.get(file.slice(root.length)), `the checksum of ${file.slice(root.length)} agrees`)
    }

    // From a disk, and without a script.
    await page.goto(pathToFileURL(path.resolve(dist, 'index.html')).href)
    await page.type('#sought', 'strike')
    await page.waitForFunction(() => document.querySelector('output').value)
    check((await shown()).join() === 'zhanaozen', 'the search works from a disk as well')
    await page.setJavaScriptEnabled(false)
    await page.goto(root)
    check(await page.$eval('#search', form => getComputedStyle(form).display) === 'none', 'without a script no field is shown')
} catch (error) {
    check(false, error.stack)
} finally {
    await browser.close()
    server.close()
}
process.exit(faults.length ? 1 : 0)
