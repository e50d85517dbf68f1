import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Findings } from './findings.ts'
import { barrels, rooms } from './rooms.ts'

/** The order of imports is only kept among rooms that the list knows: what stands elsewhere is a problem. */
export function checkRooms(root: string): Findings {
  const problems = Object.entries(rooms).flatMap(([pack, list]) => {
    const known = new Set([...list.flat(), ...barrels[pack as keyof typeof rooms]])
    return readdirSync(join(root, 'packages', pack, 'src'))
      .filter((name) => !known.has(name.replace(/\.test\.ts$/, '.ts')) && !/\.(css|d\.ts)$|^index\.html$/.test(name))
      .map(
        (name) => `packages/${pack}/src/${name} is in no room: add it to scripts/check/rooms.ts, or put it into one.`,
      )
  })
  return { problems }
}
