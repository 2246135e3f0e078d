// Writes with the preview open, as an author does: builds a library of its own with `pamphlet watch`, opens the preview
// in headless Chromium, changes an article, and sees that the page shows the change and the reader stays in place;
// goes from a page to its source and back; makes an error and mends it.
//
//     node preview.mjs MODULES CHROMIUM PAMPHLET FOLDER
//
// MODULES is the folder with the packages of package.json beside this file; FOLDER is made anew, for the library and
// pictures of the preview. Exits with 1 when anything is not as it should be.

import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [modules, chromium, pamphlet, folder] = process.argv.slice(2)
if (!folder) {
    console.error('usage: node preview.mjs MODULES CHROMIUM PAMPHLET FOLDER')
    process.exit(2)
}
const require = createRequire(path.resolve(modules, 'package.json'))
const { default: puppeteer } = await import(pathToFileURL(require.resolve('puppeteer-core')))

fs.rmSync(folder, { recursive: true, force: true })
const file = name => path.join(folder, 'book', 'strike', name)
const write = (name, text) => {
    fs.mkdirSync(path.dirname(file(name)), { recursive: true })
    fs.writeFileSync(file(name), text)
}
const paragraph = n => `Paragraph ${n} tells what happened on the square that day, who stood there, what they asked for and what they were told, in more lines than one, so that pages fill.\n\n`
const article = (title, count) => `# ${title}\n\n${Array.from({ length: count }, (_, n) => paragraph(n + 1)).join('')}`
write('1.md', article('First', 60))
write('2.md', article('Second', 60))

const faults = []
const check = (right, what) => {
    console.log(`${right ? 'ok' : 'NOT OK'}  ${what}`)
    if (!right) faults.push(what)
}

const program = spawn(path.resolve(pamphlet), ['watch', '--formats', 'epub,pdf', '--listen', '127.0.0.1:0'], { cwd: folder })
let said = ''
for (const stream of [program.stdout, program.stderr]) stream.on('data', data => { said += data })
const until = async (what, found) => {
    for (let n = 0; n < 300; n++) {
        const value = await found()
        if (value) return value
        await new Promise(later => setTimeout(later, 100))
    }
    throw new Error(`it never came: ${what}\n${said}`)
}

const browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox'] })
try {
    const address = await until('an address', () => /http:\/\/[\d.:]+\//.exec(said)?.[0])
    await until('a build', () => said.includes('dist in '))

    const page = await browser.newPage()
    const errors = []
    const others = []
    page.on('pageerror', error => errors.push(error.message))
    page.on('console', message => { if (message.type() === 'error') errors.push(message.text()) })
    page.on('request', request => { if (!request.url().startsWith(address) && !request.url().startsWith('data:')) others.push(request.url()) })
    await page.setViewport({ width: 1400, height: 900 })
    await page.goto(address)
    await page.waitForSelector('#page-1 svg')
    const count = await page.$eval('#count', element => Number(element.textContent.replace('of ', '')))
    check(count > 6, `${count} pages are laid out`)
    await page.screenshot({ path: path.join(folder, 'spread.png') })

    // To a page of the second article, and from a line of it to its source.
    const { outline } = (await (await fetch(`${address}state.json`)).json()).titles[0]
    const second = outline.find(entry => entry.title === 'Second').page
    await page.evaluate(number => go(number + 2), second)
    await page.waitForSelector(`#page-${second + 2} [data-source]`)
    await page.evaluate(number => {
        const lines = document.querySelectorAll(`#page-${number} [data-source]`)
        lines[Math.floor(lines.length / 2)].querySelector('.hit').dispatchEvent(new MouseEvent('click', { bubbles: true }))
    }, second + 2)
    const found = await page.waitForSelector('#source li.found')
    const words = await found.evaluate(item => item.textContent)
    check(words.startsWith('Paragraph '), `a click on a line shows its source: ${words.slice(0, 14)}`)
    check(await page.$eval('#source h2', heading => heading.textContent) === 'strike/2.md', 'of the right file')
    await page.screenshot({ path: path.join(folder, 'source.png') })

    // And back, from a line of the source to the page.
    await page.evaluate(() => { const items = document.querySelectorAll('#source li'); items[items.length - 2].click() })
    await new Promise(later => setTimeout(later, 700))
    const back = await page.evaluate(() => {
        const line = document.querySelector('#pages .found')
        const [box, window] = [line?.getBoundingClientRect(), pages.getBoundingClientRect()]
        return line && { page: Number(line.closest('.leaf').dataset.page), seen: box.top > window.top && box.bottom < window.bottom }
    })
    check(back?.page > second + 2 && back.seen, `a click on the last line of the source goes to its line on page ${back?.page}`)
    await page.keyboard.press('Escape')

    // A change before the place where the reader is: the same words stay where they were, on another page.
    await page.evaluate(number => go(number + 2), second)
    await new Promise(later => setTimeout(later, 500))
    const before = await page.evaluate(() => whereabouts())
    write('1.md', article('First, and longer', 120))
    await page.waitForFunction(old => Number(document.querySelector('#count').textContent.replace('of ', '')) > old, {}, count)
    await new Promise(later => setTimeout(later, 700))
    const after = await page.evaluate(({ path, line }) => {
        const [number, y] = placeOf(path, line)
        const box = leaf(number).getBoundingClientRect()
        return { page: number, at: box.top + (y / title.height) * box.height - pages.getBoundingClientRect().top }
    }, before)
    check(after.page > before.page, `line ${before.line} of ${before.path} is now on page ${after.page} instead of ${before.page}`)
    check(Math.abs(after.at - before.at) < 2, `and stands where it stood in the window: ${Math.round(after.at - before.at)} pixels off`)

    // The e-book beside the page, at the same place.
    await page.evaluate(({ path, line }) => go(placeOf(path, line)[0]), before)
    await page.keyboard.press('e')
    await page.waitForFunction(() => /epub/.test(document.querySelector('#book').src))
    const frame = await until('the e-book', () => page.frames().find(each => each.url().includes('/epub/')))
    await frame.waitForSelector('h1')
    check(await frame.$eval('h1', heading => heading.textContent) === 'Second', 'the e-book is shown at the article')
    const shown = /#(page-\d+)/.exec(frame.url())?.[1]
    check(shown && await frame.$(`#${shown}`) !== null, `and at the printed page: ${shown}`)
    await page.screenshot({ path: path.join(folder, 'book.png') })
    await page.keyboard.press('Escape')

    // An error is told, and the last good pages stay; mended, it goes.
    write('2.md', '# Second\n\n[Nowhere](x.md)\n')
    await page.waitForSelector('#said pre.error')
    check((await page.$eval('#said', said => said.textContent)).includes('x.md'), 'an error is told, with its line')
    check(await page.$('#page-1') !== null, 'the last good pages stay')
    await page.screenshot({ path: path.join(folder, 'fault.png') })
    write('2.md', article('Second', 60))
    await page.waitForFunction(() => !document.querySelector('#said pre'))
    check(true, 'the error has gone when it is mended')
    await page.keyboard.press('Escape')

    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
    await page.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true })
    await new Promise(later => setTimeout(later, 700))
    await page.screenshot({ path: path.join(folder, 'phone-dark.png') })
    check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'a telephone need not scroll sideways')
    check(errors.length === 0, `no errors in the page: ${errors}`)
    check(others.length === 0, `nothing was asked of anyone else: ${others}`)

    const refused = await fetch(`${address}state.json`, { headers: { Origin: 'http://example.org' } })
    check(refused.status === 403, 'pages of other sites are refused')
    program.kill('SIGTERM')
    const code = await new Promise(done => program.on('exit', done))
    check(code === 0, `the program ends with ${code} when it is told to`)
} catch (error) {
    check(false, error.message)
} finally {
    program.kill('SIGKILL')
    await browser.close()
}
process.exit(faults.length ? 1 : 0)
