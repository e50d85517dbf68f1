/** Writes src/anonymize/permute/permute-module.ts out of permute-module/ beside this file; a test holds them together. */
import { writeFileSync } from 'node:fs'
import { memory, room } from './permute-module/layout.ts'
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
`
writeFileSync(new URL('../src/anonymize/permute/permute-module.ts', import.meta.url), text)
