import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'

const folder = join(import.meta.dirname, '..', 'deploy')

export function deployFile(name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}

/** Its documents; throws where it is no YAML. Not typed: what a test expects of it, it says itself. */
export function yamlOf(name: string): ReturnType<typeof JSON.parse>[] {
  return parseAllDocuments(deployFile(name), { merge: true }).map((document) => {
    const [problem] = [...document.errors, ...document.warnings]
    if (problem) throw problem
    return document.toJS()
  })
}

/** Instructions of a Dockerfile in order, lines that are continued as one. */
export function instructionsOf(name: string): { readonly word: string; readonly rest: string }[] {
  return deployFile(name)
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, word = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
      return { word, rest: rest.replaceAll(/\s+/g, ' ').trim() }
    })
}

/** `Section.Key` → its values, of a unit of systemd. */
export function unitOf(name: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  let section = ''
  for (const line of deployFile(name).split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const head = /^\[(\w+)\]$/.exec(line)?.[1]
    if (head !== undefined) {
      section = head
      continue
    }
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (key === undefined || value === undefined) throw new Error(`${name}: ${line}`)
    const full = `${section}.${key}`
    found.set(full, [...(found.get(full) ?? []), value])
  }
  return found
}
