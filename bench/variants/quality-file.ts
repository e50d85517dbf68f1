import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { generateData } from '@understudy/sdk'
import { customers } from '../customers.ts'
import { report } from '../measure.ts'
import { mostBalance, unknownCountry } from '../quality-rules.ts'

/** Writes rows of which one in a hundred is broken, in one of eight ways, and the countries that there may be. */
const [rowsText, path = '', countriesPath = ''] = process.argv.slice(2)
const rows = Number(rowsText)
const names = customers.entities[0]!.fields.map(({ name }) => name)
const at = (name: string) => names.indexOf(name)
const countries = new Set<string>()
const file = createWriteStream(path)
let rest = ''
let row = -1
const breaks: readonly (readonly [column: string, text: string])[] = [
  ['email', ''],
  ['id', '1'],
  ['email', 'nobody@example.com'],
  ['email', 'nobody at example.com'],
  ['phone', 'unknown'],
  ['balance', String(mostBalance + 1)],
  ['born', '2999-12-31'],
  ['country', unknownCountry],
]
for await (const piece of generateData(customers, { rows, seed: 7, format: 'csv' })) {
  const lines = (rest + Buffer.from(piece).toString()).split('\n')
  rest = lines.pop() ?? ''
  const text = lines.map(line).join('')
  if (text !== '' && !file.write(text)) await once(file, 'drain')
}
file.end()
await once(file, 'close')
await writeFile(countriesPath, JSON.stringify([...countries]))
report(row)

function line(text: string): string {
  if (row++ < 0) return `${text}\n`
  // A quoted field may hold a comma; such a row stays as it is.
  if (text.includes('"')) return `${text}\n`
  const cells = text.split(',')
  countries.add(cells[at('country')]!)
  if (row % 100 === 0) {
    const [column, broken] = breaks[(row / 100) % breaks.length]!
    cells[at(column)] = broken
  }
  return `${cells.join(',')}\n`
}
