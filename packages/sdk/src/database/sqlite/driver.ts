import { createRequire } from 'node:module'
import { importDriver } from '../driver.ts'

let found: ReturnType<typeof find> | undefined

/** Looked for once; a driver that was missing may be installed meanwhile. */
export function sqliteDriver(): ReturnType<typeof find> {
  found ??= find().catch((thrown: unknown) => {
    found = undefined
    throw thrown
  })
  return found
}

async function find() {
  const { default: Driver } = await importDriver('better-sqlite3', load)
  return Driver
}

/** Where it can, a driver that needs a newer Node ends the process without a word; so that is said before it loads. */
async function load() {
  const { version } = createRequire(import.meta.url)('better-sqlite3/package.json') as { version: string }
  if (Number.parseInt(version, 10) >= 13 && Number(process.versions.napi) < 10) {
    throw new Error(`version ${version} needs Node 22.14 or newer, and this is ${process.version}`)
  }
  return import('better-sqlite3')
}
