import { type JsonNode, memberOf, nodeAt, type Span, type Step, type Steps, treeOf } from './json-tree.ts'

/** Longer lines are broken. */
const width = 110

/**
 * Small edits of a text of JSON: what they do not name stays as it was written, letter by letter. A text that is no JSON, or
 * has no such place, is given back as it is.
 */

/** The value there, which takes the place of the one that stands there; undefined takes it out. */
export function withValue(text: string, steps: Steps, value: unknown): string {
  if (value === undefined) return without(text, steps)
  const { root } = treeOf(text)
  const there = nodeAt(root, steps)
  if (there) return exchanged(text, nodeAt(root, steps.slice(0, -1)), there, value)
  const step = steps.at(-1)
  const around = nodeAt(root, steps.slice(0, -1))
  if (step === undefined || !around || around.is === 'value') return text
  return inserted(text, around, step, value)
}

/** One more item of a list, before the one of that index or at its end. */
export function withItem(text: string, list: Steps, value: unknown, before?: number): string {
  const node = nodeAt(treeOf(text).root, list)
  if (!node) return withValue(text, list, [value])
  return node.is === 'list' ? inserted(text, node, before ?? node.items.length, value) : text
}

/** The member or item is no longer there, nor the comma that kept it apart. */
export function without(text: string, steps: Steps): string {
  const { root } = treeOf(text)
  const parts = partsOf(nodeAt(root, steps.slice(0, -1)))
  const at = indexOf(nodeAt(root, steps.slice(0, -1)), steps.at(-1))
  const part = parts[at]
  if (!part) return text
  const [before, after] = [parts[at - 1], parts[at + 1]]
  if (after) return text.slice(0, part.start) + text.slice(after.start)
  if (before) return text.slice(0, before.end) + text.slice(part.end)
  const around = nodeAt(root, steps.slice(0, -1))
  return around ? text.slice(0, around.start + 1) + text.slice(around.end - 1) : text
}

/** The member keeps its place and its value, and has another name. */
export function withName(text: string, steps: Steps, name: string): string {
  const member = memberOf(nodeAt(treeOf(text).root, steps.slice(0, -1)), steps.at(-1) ?? '')
  return member ? replaced(text, member.at, JSON.stringify(name)) : text
}

/** Members or items in another order: the one at `from` stands at `to` afterwards. */
export function withMoved(text: string, around: Steps, from: number, to: number): string {
  const parts = partsOf(nodeAt(treeOf(text).root, around))
  const sources = parts.map(({ start, end }) => text.slice(start, end))
  const [moved] = sources.splice(from, 1)
  if (moved === undefined || to < 0 || to >= parts.length) return text
  sources.splice(to, 0, moved)
  return parts.reduceRight((sum, part, i) => replaced(sum, part, sources[i] ?? ''), text)
}

/** As one writes JSON by hand: in a line where it fits into one, else broken into lines. */
export function written(value: unknown, indent = '', column = indent.length): string {
  const line = inLine(value)
  if (column + line.length <= width || typeof value !== 'object' || value === null) return line
  const inner = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((item) => written(item, inner))
    : Object.entries(value).map(([name, one]) => {
        const head = `${JSON.stringify(name)}: `
        return head + written(one, inner, inner.length + head.length)
      })
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`
}

function inLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => `${JSON.stringify(name)}: ${inLine(one)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

function inserted(text: string, around: Exclude<JsonNode, { is: 'value' }>, step: Step, value: unknown): string {
  const parts = partsOf(around)
  const at = around.is === 'list' ? Math.min(Number(step), parts.length) : parts.length
  const head = around.is === 'list' ? '' : `${JSON.stringify(String(step))}: `
  const [first] = parts
  const own = indentOf(text, around.start)
  if (!first) {
    const inner = `${own}  `
    const line = head + written(value, inner, inner.length + head.length)
    const inside =
      around.start === 0 || line.includes('\n') || around.is === 'list' ? `\n${inner}${line}\n${own}` : ` ${line} `
    return replaced(text, around, text[around.start] + inside + text[around.end - 1])
  }
  const isBroken = text.slice(around.start, first.start).includes('\n')
  const indent = isBroken ? indentOf(text, first.start) : own
  const between = isBroken ? `,\n${indent}` : ', '
  const before = parts[at - 1]
  const column = isBroken ? indent.length + head.length : 0
  const part = head + written(value, isBroken ? indent : `${own}  `, column)
  if (!isBroken && lengthOfLine(text, around) + part.length > width) return broken(text, around, parts, at, 0, part)
  if (before) return `${text.slice(0, before.end)}${between}${part}${text.slice(before.end)}`
  return `${text.slice(0, first.start)}${part}${between}${text.slice(first.start)}`
}

function exchanged(text: string, around: JsonNode | undefined, there: JsonNode, value: unknown): string {
  const parts = partsOf(around)
  const at = parts.findIndex(({ start, end }) => start <= there.start && there.end <= end)
  const part = parts[at]
  const isInLine = typeof value === 'object' && part && around && !text.slice(around.start, around.end).includes('\n')
  const line = inLine(value)
  if (isInLine && around.start > 0 && lengthOfLine(text, around) + line.length - (there.end - there.start) > width)
    return broken(text, around, parts, at, 1, text.slice(part.start, there.start) + line)
  return replaced(text, there, written(value, indentOf(text, there.start), columnOf(text, there.start)))
}

/** What stood in a line, each part in a line of its own, with another part in place of so many from there on. */
function broken(
  text: string,
  around: JsonNode,
  parts: readonly Span[],
  at: number,
  gone: number,
  part: string,
): string {
  const own = indentOf(text, around.start)
  const lines = parts.map(({ start, end }) => text.slice(start, end)).toSpliced(at, gone, part)
  const body = lines.map((line) => `${own}  ${line}`).join(',\n')
  return replaced(text, around, `${text[around.start]}\n${body}\n${own}${text[around.end - 1]}`)
}

/** What is put together by commas: members with their names, or items. */
function partsOf(node: JsonNode | undefined): Span[] {
  if (node?.is === 'list') return [...node.items]
  if (node?.is !== 'object') return []
  return node.members.map(({ at, value }) => ({ start: at.start, end: value?.end ?? at.end }))
}

function indexOf(node: JsonNode | undefined, step: Step | undefined): number {
  if (node?.is === 'list') return Number(step)
  return node?.is === 'object' ? node.members.findLastIndex(({ name }) => name === step) : -1
}

function replaced(text: string, { start, end }: Span, part: string): string {
  return text.slice(0, start) + part + text.slice(end)
}

function indentOf(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1)
}

function lengthOfLine(text: string, { start, end }: Span): number {
  const close = text.indexOf('\n', end)
  return columnOf(text, start) + (close < 0 ? text.length : close) - start
}
