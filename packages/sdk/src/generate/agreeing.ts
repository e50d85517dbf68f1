import { valueAt } from '../formats/row-objects.ts'
import type { Vector } from '../model/batch.ts'
import { below } from '../random/draw.ts'
import { mapFloat64 } from '../random/map.ts'
import { type Rows, rowRange, rowsAt, type Stream, word } from '../random/stream.ts'
import type { ReferenceSource } from './references.ts'
import type { Choose } from './unique-set.ts'

/**
 * Relationships that share fields, such as (tenant_id, user_id) and (tenant_id, project_id), must pick parents that agree
 * on them. The first of them picks; each further one picks among those of its parents that hold the same shared values,
 * which needs an index of that parent's rows: a memory that only such schemas pay for.
 */
export function agreeingPickers(
  sources: readonly ReferenceSource[],
  pickerOf: (source: ReferenceSource) => Choose,
  stream: Stream,
): (Choose | undefined)[] {
  const picks: (Choose | undefined)[] = sources.map(() => undefined)
  const isOwn = (source: ReferenceSource): boolean =>
    source.parents.made && source.relationship.parent.entity === source.relationship.child.entity
  const groups: number[][] = []
  sources.forEach((source, i) => {
    if (isOwn(source)) return
    const group = groups.find((members) => members.some((j) => sharedFields(sources[j]!, source).length > 0))
    if (group) group.push(i)
    else groups.push([i])
  })
  for (const [leader, ...followers] of groups) {
    if (leader === undefined || followers.length === 0) continue
    const together = pickTogether(
      sources[leader]!,
      pickerOf(sources[leader]!),
      followers.map((i) => sources[i]!),
      stream,
    )
    for (const [position, i] of [leader, ...followers].entries()) picks[i] = (rows) => together(rows)[position]!
  }
  sources.forEach((source, i) => {
    if (!isOwn(source)) return
    const set = new Set(sources.filter((other) => !isOwn(other)).flatMap((other) => other.relationship.child.fields))
    const shared = source.relationship.child.fields.filter((field) => set.has(field))
    if (shared.length > 0) picks[i] = pickOwn(source, shared, stream)
  })
  return picks
}

/** A row of the same entity that agrees on the shared fields: an earlier one, or else the row itself. */
function pickOwn(source: ReferenceSource, shared: readonly string[], stream: Stream): Choose {
  const { parent, child } = source.relationship
  let index: Map<string, number[]> | undefined
  return (rows) => {
    index ??= indexBy(source, shared)
    const fitting = index
    const columns = shared.map((field) =>
      source.parents.key(parent.fields[child.fields.indexOf(field)]!, rowsAt(rows.numbers)),
    )
    return mapFloat64(rows.numbers, (row, i) => {
      const same = fitting.get(keyAt(columns, i)) ?? []
      const earlier = same.findIndex((other) => other >= row)
      const count = earlier < 0 ? same.length : earlier
      return count === 0 ? row : same[below(word(stream, row, 7), count)]!
    })
  }
}

function keyAt(columns: readonly Vector[], i: number): string {
  return JSON.stringify(columns.map((column) => String(valueAt(column, i))))
}

function sharedFields(a: ReferenceSource, b: ReferenceSource): string[] {
  return a.relationship.child.fields.filter((field) => b.relationship.child.fields.includes(field))
}

const MOST_ATTEMPTS = 200

function pickTogether(
  leader: ReferenceSource,
  pickLeader: Choose,
  followers: readonly ReferenceSource[],
  stream: Stream,
): (rows: Rows) => Float64Array[] {
  const members = [leader, ...followers]
  /** For each follower: its shared fields, who set them before, and its parents by their values there. */
  const joints = followers.map((source, f) => {
    const before = members.slice(0, f + 1)
    const shared = source.relationship.child.fields.filter((field) =>
      before.some((other) => other.relationship.child.fields.includes(field)),
    )
    const from = shared.map((field) => before.findIndex((other) => other.relationship.child.fields.includes(field)))
    return { source, shared, from, index: undefined as Map<string, number[]> | undefined }
  })
  const indexOf = (joint: (typeof joints)[number]): Map<string, number[]> => {
    joint.index ??= indexBy(joint.source, joint.shared)
    return joint.index
  }
  let lastRows: Rows | undefined
  let last: Float64Array[] = []

  return (rows) => {
    if (rows === lastRows) return last
    const picked = members.map(() => new Float64Array(rows.length))
    let open = Array.from({ length: rows.length }, (_, i) => i)
    for (
      let attempt = rows.attempt * MOST_ATTEMPTS;
      open.length > 0 && attempt < (rows.attempt + 1) * MOST_ATTEMPTS;
      attempt++
    ) {
      const asked = rowsAt(
        mapFloat64(open, (i) => rows.numbers[i]!),
        attempt,
      )
      const lead = pickLeader(asked)
      const chosen = [lead, ...followers.map(() => new Float64Array(open.length))]
      const met = open.map(() => true)
      joints.forEach((joint, f) => {
        const keys = keysOf(members, joint.shared, joint.from, chosen, open.length)
        for (let k = 0; k < open.length; k++) {
          const fitting = indexOf(joint).get(keys[k]!)
          if (fitting) chosen[f + 1]![k] = fitting[below(word(stream, asked.numbers[k]!, f, attempt), fitting.length)]!
          else {
            met[k] = false
            chosen[f + 1]![k] = joint.source.parents.first
          }
        }
      })
      open.forEach((i, k) => {
        members.forEach((_, m) => {
          picked[m]![i] = chosen[m]![k]!
        })
      })
      open = open.filter((_, k) => !met[k])
    }
    lastRows = rows
    last = picked
    return picked
  }
}

function keysOf(
  members: readonly ReferenceSource[],
  shared: readonly string[],
  from: readonly number[],
  chosen: readonly Float64Array[],
  length: number,
): string[] {
  const columns = shared.map((field, s) => {
    const member = members[from[s]!]!
    const keyField = member.relationship.parent.fields[member.relationship.child.fields.indexOf(field)]!
    return member.parents.key(keyField, rowsAt(chosen[from[s]!]!.slice(0, length)))
  })
  return Array.from({ length }, (_, i) => keyAt(columns, i))
}

const STEP = 8192

function indexBy(source: ReferenceSource, shared: readonly string[]): Map<string, number[]> {
  const { parents, relationship } = source
  const index = new Map<string, number[]>()
  for (let start = 0; start < parents.count; start += STEP) {
    const rows = rowRange(parents.first + start, Math.min(STEP, parents.count - start))
    const columns = shared.map((field) =>
      parents.key(relationship.parent.fields[relationship.child.fields.indexOf(field)]!, rows),
    )
    for (let i = 0; i < rows.length; i++) {
      const key = keyAt(columns, i)
      const same = index.get(key)
      if (same) same.push(rows.numbers[i]!)
      else index.set(key, [rows.numbers[i]!])
    }
  }
  return index
}
