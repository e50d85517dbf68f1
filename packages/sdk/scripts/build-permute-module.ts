/** Writes src/anonymize/permute/permute-module.ts out of permute-module/ beside this file; a test holds them together. */
import { writeFileSync } from 'node:fs'
import { memory, room } from './permute-module/layout.ts'
import { permuteModule } from './permute-module/module.ts'

const constant = (name: string, places: Readonly<Record<string, number>>): string =>
  `export const ${name} = { ${Object.entries(places)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} } as const\n`
const text = `/** Written by scripts/build-permute-module.ts; what it does is said in scripts/permute-module/. */
export const permuteModule =
  '${Buffer.from(permuteModule()).toString('base64')}'
${constant('memoryPlaces', memory)}${constant('room', room)}`
writeFileSync(new URL('../src/anonymize/permute/permute-module.ts', import.meta.url), text)
