// Reads Ace's report and says what it found, for Ace itself exits with 0 whatever it finds.
//
//     node ace.mjs REPORT.json
//
// Exits with 1 when there is a violation, or when the report does not say that documents were looked at.

import fs from 'node:fs'

const [file] = process.argv.slice(2)
if (!fs.existsSync(file)) {
    console.error(`error: Ace wrote no ${file}`)
    process.exit(1)
}
const report = JSON.parse(fs.readFileSync(file, 'utf8'))
const documents = report.assertions ?? []
let violations = 0
for (const document of documents) {
    for (const { 'earl:test': test, 'earl:result': result } of document.assertions) {
        if (result['earl:outcome'] === 'pass') continue
        violations += 1
        const { 'dct:title': rule, 'earl:impact': impact } = test
        console.error(`error: ${document['earl:testSubject'].url}: ${rule} (${impact}): ${result['dct:description']}`)
    }
}
console.log(`${documents.length} documents, ${violations} violations`)
const passed = report['earl:result']?.['earl:outcome'] === 'pass'
process.exitCode = passed && documents.length > 0 && violations === 0 ? 0 : 1
