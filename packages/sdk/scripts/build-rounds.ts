/** Writes src/anonymize/permute/rounds-module.ts out of rounds-module.ts beside this file; a test holds them together. */
import { writeFileSync } from 'node:fs'
import { LIMBS, roundsModule, VALUES } from './rounds-module.ts'

const text = `/** Written by scripts/build-rounds.ts, which says what it does. */
export const roundsModule =
  '${Buffer.from(roundsModule()).toString('base64')}'
export const VALUES_AT = ${VALUES}
export const MOST_LIMBS = ${LIMBS}
`
writeFileSync(new URL('../src/anonymize/permute/rounds-module.ts', import.meta.url), text)
