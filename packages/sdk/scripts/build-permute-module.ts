/** Writes src/anonymize/permute/permute-module.ts out of permute-module/ beside this file; a test holds them together. */
import { writeFileSync } from 'node:fs'
import { column, kinds, memory, reasons, room, SPARE, tables, where } from './permute-module/layout.ts'
import { permuteModule } from './permute-module/module.ts'

const lines = (places: Readonly<Record<string, number>>): string =>
  Object.entries(places)
    .map(([key, value]) => `  ${key}: ${value},\n`)
    .join('')
const text = `/** Written by scripts/build-permute-module.ts; what it does is said in scripts/permute-module/. */
export const permuteModule =
  '${Buffer.from(permuteModule()).toString('base64')}'
export const memoryPlaces = {
${lines(memory)}} as const

export const room = {
${lines(room)}} as const

export const tables = {
${Object.entries(tables)
  .map(([name, places]) => `  ${name}: {\n${lines(places).replace(/^/gm, '  ').trimEnd()}\n  },\n`)
  .join('')}} as const

${Object.entries({ column, kinds, where, reasons })
  .map(([name, places]) => `export const ${name} = {\n${lines(places)}} as const\n`)
  .join('\n')}
export const SPARE = ${SPARE}
`
writeFileSync(new URL('../src/anonymize/permute/permute-module.ts', import.meta.url), text)
