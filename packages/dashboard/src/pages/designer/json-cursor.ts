import type { JsonNode, Span, Steps } from '../../format/json-tree.ts'

/** What is typed at a place of a text of JSON: the name of a member of the part there, or the value of the place. */
export interface Cursor {
  readonly is: 'name' | 'value'
  /** Of the part whose member is named; of the value itself. */
  readonly steps: Steps
  /** What stands there, with its quotes. */
  readonly span: Span
}

export function cursorAt(text: string, root: JsonNode | undefined, offset: number): Cursor | undefined {
  if (!root) return undefined
  return inside(text, root, [], offset)
}

function inside(text: string, node: JsonNode, steps: Steps, offset: number): Cursor | undefined {
  if (node.is === 'value') return { is: 'value', steps, span: { start: node.start, end: node.end } }
  const parts =
    node.is === 'list'
      ? node.items.map((value, i) => ({ step: i, at: undefined, value }))
      : node.members.map(({ name, at, value }) => ({ step: name, at, value }))
  for (const { step, at, value } of parts) {
    if (at && at.start < offset && offset <= at.end) return { is: 'name', steps, span: at }
    if (!value || value.start > offset || value.end < offset) continue
    const isAround = value.is !== 'value' && (offset === value.start || (offset === value.end && closes(text, value)))
    if (!isAround) return inside(text, value, [...steps, step], offset)
  }
  return between(text, node, steps, offset)
}

/** Where nothing stands yet, or a word that is not in quotes yet. */
function between(
  text: string,
  node: Exclude<JsonNode, { is: 'value' }>,
  steps: Steps,
  offset: number,
): Cursor | undefined {
  const word = /[\p{L}\p{N}_.@-]*$/u.exec(text.slice(node.start + 1, offset))?.[0] ?? ''
  const start = offset - word.length
  const span = { start, end: offset }
  const mark = text.slice(0, start).trimEnd().at(-1)
  if (node.is === 'list') {
    if (mark !== '[' && mark !== ',') return undefined
    return { is: 'value', steps: [...steps, node.items.filter(({ end }) => end <= start).length], span }
  }
  if (mark === '{' || mark === ',') return { is: 'name', steps, span }
  const last = node.members.findLast(({ at }) => at.end <= start)
  return mark === ':' && last ? { is: 'value', steps: [...steps, last.name], span } : undefined
}

function closes(text: string, { is, end }: JsonNode): boolean {
  return text[end - 1] === (is === 'list' ? ']' : '}')
}
