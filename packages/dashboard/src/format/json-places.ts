import { type JsonNode, type JsonTree, type Span, type Step, treeOf } from './json-tree.ts'

/** Where in a text of JSON its parts stand, by the paths that problems of a schema have. */
export interface Places extends JsonTree {
  /** entities[2].fields[0].nullRate → where that value stands. */
  readonly byPath: ReadonlyMap<string, Span>
}

export interface Position {
  readonly line: number
  readonly column: number
}

export function placesOf(text: string): Places {
  const byPath = new Map<string, Span>()
  const note = (path: string, node: JsonNode): void => {
    byPath.set(path, { start: node.start, end: node.end })
    if (node.is === 'list') for (const [i, item] of node.items.entries()) note(`${path}[${i}]`, item)
    if (node.is !== 'object') return
    for (const { name, value } of node.members) if (value) note(joined(path, name), value)
  }
  const tree = treeOf(text)
  if (tree.root) note('', tree.root)
  return { ...tree, byPath }
}

/** The steps of a path that a problem has. */
export function stepsOf(path: string): Step[] {
  return [...path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)].map(([, index, quoted, plain]) => {
    if (index !== undefined) return Number(index)
    return quoted === undefined ? (plain ?? '') : String(JSON.parse(quoted))
  })
}

/** The place of a path, or of the nearest part around it: what is missing has no place of its own. */
export function placeOf({ byPath }: Places, path: string): Span | undefined {
  for (let around = path; ; around = around.replace(/(?:\.[^.[\]"]+|\[(?:\d+|"(?:[^"\\]|\\.)*")\]|^[^.[]+)$/, '')) {
    const found = byPath.get(around)
    if (found) return around === '' ? { start: found.start, end: found.start } : found
    if (around === '') return undefined
  }
}

export function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

/** As the engine writes paths: a plain name after a point, any other in brackets. */
function joined(path: string, name: string): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name)) return `${path}[${JSON.stringify(name)}]`
  return path === '' ? name : `${path}.${name}`
}
