import { z } from 'zod'
import type { Vector } from '../../model/batch.ts'
import { below } from '../../random/draw.ts'
import { rowsAt, substream, words } from '../../random/stream.ts'
import { defineKind, optionsError } from '../define-kind.ts'
import type { Kind, KindContext, Maker } from '../kind.ts'
import { textLength } from '../lists.ts'
import { sliced } from '../slice.ts'
import { textsOf } from '../text-of.ts'
import { concat, type Part, texts } from '../vectors.ts'

/** Finds the maker of another kind: the registry hands its own in, so that kinds of kinds need not know it. */
export type MakerOf = (kind: string, options: unknown, context: KindContext) => Maker

/** Context of a kind inside of this one: a stream of its own, and no length or type of the field's. */
function inside(context: KindContext, name: string, unique: boolean): KindContext {
  return {
    ...context,
    stream: substream(context.stream, 'inside', name),
    unique,
    maxLength: undefined,
    type: undefined,
    distribution: undefined,
  }
}

export function listKind(makerOf: MakerOf): Kind {
  return defineKind({
    name: 'list',
    group: 'choice',
    summary: 'List of values of another kind, such as a Postgres array',
    type: 'list',
    options: z.strictObject({
      kind: z.string().min(1),
      options: z.record(z.string(), z.unknown()).optional().describe('of that kind'),
      min: z.number().int().min(0).max(1000).default(1).describe('fewest values'),
      max: z.number().int().min(1).max(1000).default(5).describe('most values'),
    }),
    examples: [
      { kind: 'word' },
      { kind: 'integer', options: { min: 0, max: 9 }, min: 3, max: 3 },
      { kind: 'email', min: 1, max: 2 },
    ],
    maker({ kind, options, min, max }, context) {
      if (max < min) throw optionsError('min is above max')
      // What makes a list unique is its first value.
      if (context.unique && min === 0) throw optionsError('a unique list needs at least one value: set min to 1')
      const inner = makerOf(kind, options, inside(context, kind, context.unique))
      const lengths = substream(context.stream, 'length')
      const capacity = Math.floor(inner.capacity / max)
      return {
        capacity: min === 0 ? 0 : capacity,
        make: (rows): Vector => {
          const drawn = words(lengths, rows)
          const counts = Array.from(drawn, (word) => min + below(word, max - min + 1))
          const numbers = new Float64Array(counts.reduce((sum, count) => sum + count, 0))
          let at = 0
          counts.forEach((count, i) => {
            for (let k = 0; k < count; k++) numbers[at++] = rows.numbers[i]! * max + k
          })
          const all = inner.make(rowsAt(numbers, rows.attempt))
          let start = 0
          const values = counts.map((count) => {
            const list = sliced(all, start, count)
            start += count
            return list
          })
          return { type: 'list', length: rows.length, values }
        },
      }
    },
  })
}

/** Kinds whose text can be told from what stands beside it: a run of digits, and 36 characters. */
const anchors = new Set(['sequence', 'uuid'])

interface Hole {
  readonly name: string
  readonly kind: string
  readonly options: unknown
  readonly width: number
}

export function templateKind(makerOf: MakerOf): Kind {
  return defineKind({
    name: 'template',
    group: 'choice',
    summary:
      'Text with other kinds put in: {first-name}-{sequence}. {sequence:5} is padded with zeros to five digits; a name of `parts` stands for its kind and options',
    type: 'text',
    options: z.strictObject({
      template: z.string().min(1).max(2000),
      parts: z
        .record(
          z.string(),
          z.strictObject({ kind: z.string().min(1), options: z.record(z.string(), z.unknown()).optional() }),
        )
        .optional(),
    }),
    examples: [
      { template: 'INV-{year}-{sequence:6}', parts: { year: { kind: 'year', options: { min: 2023, max: 2025 } } } },
      { template: '{first-name} {last-name} <{email}>' },
    ],
    maker({ template, parts }, context) {
      const pieces = piecesOf(template, parts ?? {})
      const holes = pieces.filter((piece): piece is Hole => typeof piece !== 'string')
      const anchor = context.unique ? anchorOf(pieces) : undefined
      if (context.unique && anchor === undefined) {
        throw optionsError(
          'a unique template needs {sequence} or {uuid} at its beginning or end, or with only fixed text on one side, and no digit beside it',
          'Put {sequence} at the end, behind a hyphen.',
        )
      }
      const fixed = pieces.reduce((sum, piece) => sum + (typeof piece === 'string' ? textLength(piece) : 0), 0)
      const makers = new Map(
        holes.map((hole, i) => {
          const own = inside(context, `${i} ${hole.name}`, hole === anchor)
          return [hole, makerOf(hole.kind, hole.options, holes.length === 1 ? within(own, context, fixed) : own)]
        }),
      )
      const own = anchor ? makers.get(anchor)!.capacity : capacityOf(pieces, makers)
      return { capacity: own, make: (rows) => filled(pieces, makers, rows, context.maxLength) }
    },
  })
}

/** The only hole of a template has all the room that fixed text leaves. */
function within(own: KindContext, { maxLength }: KindContext, fixed: number): KindContext {
  if (maxLength === undefined) return own
  if (maxLength <= fixed)
    throw optionsError(`template: its fixed text alone takes ${fixed} characters, and the column holds ${maxLength}`)
  return { ...own, maxLength: maxLength - fixed, type: 'text' }
}

function piecesOf(
  template: string,
  parts: Readonly<Record<string, { kind: string; options?: unknown }>>,
): (string | Hole)[] {
  return template
    .split(/(\{[^{}]*\})/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const inner = /^\{([^{}:]+(?::[a-zA-Z]+(?:\.\w+)+)?)(?::(\d{1,2}))?\}$/.exec(piece)
      if (!inner) {
        if (piece.startsWith('{')) throw optionsError(`template: ${piece} names no kind`)
        return piece
      }
      const name = inner[1]!
      const part = Object.hasOwn(parts, name) ? parts[name] : undefined
      return { name, kind: part?.kind ?? name, options: part?.options, width: Number(inner[2] ?? 0) }
    })
}

/** A hole that can be read back out of the text: all on one side of it is fixed, and no digit touches it. */
function anchorOf(pieces: readonly (string | Hole)[]): Hole | undefined {
  const fixed = (list: readonly (string | Hole)[]) => list.every((piece) => typeof piece === 'string')
  const found = pieces.find((piece, i) => {
    if (typeof piece === 'string' || !anchors.has(piece.kind)) return false
    if (piece.kind === 'sequence' && Number((piece.options as { step?: number } | undefined)?.step ?? 1) < 0)
      return false
    const before = pieces[i - 1]
    const after = pieces[i + 1]
    const touches = [before, after].some(
      (side, k) => side !== undefined && (typeof side !== 'string' || /\d/.test(k === 0 ? side.at(-1)! : side[0]!)),
    )
    return !touches && (fixed(pieces.slice(0, i)) || fixed(pieces.slice(i + 1)))
  })
  return typeof found === 'string' ? undefined : found
}

/** What the field could hold if it were unique. */
function capacityOf(pieces: readonly (string | Hole)[], makers: ReadonlyMap<Hole, Maker>): number {
  const anchor = anchorOf(pieces)
  return anchor ? makers.get(anchor)!.capacity : 0
}

function filled(
  pieces: readonly (string | Hole)[],
  makers: ReadonlyMap<Hole, Maker>,
  rows: Parameters<Maker['make']>[0],
  maxLength: number | undefined,
): Vector {
  const parts = pieces.flatMap((piece): (Part | string)[] => {
    if (typeof piece === 'string') return [piece]
    const vector = makers.get(piece)!.make(rows)
    if (piece.width > 0) return [texts(textsOf(vector).map((text) => text.padStart(piece.width, '0')))]
    if (vector.type === 'pick' || vector.type === 'int' || vector.type === 'text') return [vector]
    if (vector.type === 'concat') return [...vector.parts]
    return [texts(textsOf(vector))]
  })
  const vector = concat(rows.length, ...parts)
  if (maxLength !== undefined) {
    const longest = textsOf(vector).reduce((most, text) => Math.max(most, textLength(text)), 0)
    if (longest > maxLength) {
      throw optionsError(
        `the template gives texts of ${longest} characters, and the column holds ${maxLength}`,
        'Shorten the template, or widen the column.',
      )
    }
  }
  return vector
}
