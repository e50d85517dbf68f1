import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../../../../../shared/data/', import.meta.url)

/** Where test material by others lies, which is no part of the project; undefined, and said once, where it is absent. */
export function sharedData(path: string): URL | undefined {
  const url = new URL(path, root)
  if (existsSync(url)) return url
  console.warn(`skipped: the test material ${path} is not at ${fileURLToPath(root)}`)
  return undefined
}

/** Strings that break software. */
export function naughtyStrings(): string[] | undefined {
  const url = sharedData('strings/naughty-strings.json')
  return url && JSON.parse(readFileSync(url, 'utf8'))
}
