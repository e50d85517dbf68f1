import type { Dictionary, Vector } from '../model/batch.ts'
import { packDictionary } from '../model/dictionary.ts'
import type { OneToRelationship, PolymorphicRelationship } from '../model/parse.ts'
import { mapFloat64 } from '../random/map.ts'
import { type Rows, rowsAt, type Stream, substream, words } from '../random/stream.ts'
import { onceForRows } from './once.ts'
import { orphaned, type ParentRows, type Picked, pickChosen, pickDealt, pickEarlier, pickFreely } from './parents.ts'
import { patchVector, takeVector } from './patch.ts'
import { shapedBelow } from './popularity.ts'
import type { Choose, Slot } from './unique-set.ts'

/** One relationship as its child sees it: which parent each row has, and what that parent's key is. */
export interface Reference {
  readonly fields: readonly string[]
  column(field: string, rows: Rows): Vector
}

const DEFAULT_SHARE_OF_ORPHANS = 0.1

export function orphanShare(optional: boolean | number | undefined): number {
  if (typeof optional === 'number') return optional
  return optional ? DEFAULT_SHARE_OF_ORPHANS : 0
}

export interface ReferenceSource {
  readonly relationship: OneToRelationship
  readonly parents: ParentRows
  readonly slot: Slot
  /** Set where a unique constraint chooses. */
  readonly choose: Choose | undefined
  readonly stream: Stream
  /** Fields that may be null; the others of the key are always filled. */
  readonly nullable: ReadonlySet<string>
}

export function pickerOf(source: ReferenceSource): Choose {
  const { relationship, parents, slot, choose, stream } = source
  if (slot.dealt) return pickDealt(parents, slot.dealt)
  if (choose) return pickChosen(parents, choose)
  if (relationship.parent.entity === relationship.child.entity && parents.made)
    return pickEarlier(stream, parents.first)
  return pickFreely(stream, parents, shapedBelow(relationship.distribution, parents.count))
}

/** `pick` is given where several relationships had to agree on their parents first. */
export function referenceOf(source: ReferenceSource, pick: Choose = pickerOf(source)): Reference {
  const { relationship, parents, stream, nullable } = source
  const lonely = orphaned(substream(stream, 'none'), orphanShare(relationship.optional))
  const grows = relationship.parent.entity === relationship.child.entity && parents.made
  const picked = onceForRows((rows: Rows): Picked => {
    const chosen = pick(rows)
    let nulls = lonely(rows)
    if (grows && relationship.optional) {
      nulls ??= new Uint8Array(rows.length)
      for (let i = 0; i < rows.length; i++) if (chosen[i] === rows.numbers[i]) nulls[i] = 1
    }
    return nulls ? { rows: chosen, nulls } : { rows: chosen }
  })
  const { fields } = relationship.child
  return {
    fields,
    column(field, rows) {
      const { rows: chosen, nulls } = picked(rows)
      const key = parents.key(relationship.parent.fields[fields.indexOf(field)]!, rowsAt(chosen))
      return nulls && nullable.has(field) ? { ...key, nulls } : key
    },
  }
}

export interface PolymorphicSource {
  readonly relationship: PolymorphicRelationship
  readonly parents: readonly ParentRows[]
  readonly stream: Stream
}

/** The kind of parent is drawn first, by weight, then one parent of that kind. */
export function polymorphicOf({ relationship, parents, stream }: PolymorphicSource): Reference {
  const { child } = relationship
  const lonely = orphaned(substream(stream, 'none'), orphanShare(relationship.optional))
  const weights = relationship.parents.map((parent) => parent.weight ?? 1)
  const kindOf = shapedBelow({ name: 'weighted', weights }, weights.length)
  const index = parents.map(({ count }) => shapedBelow(relationship.distribution, count))
  const tags = tagDictionary(relationship)
  const picked = onceForRows((rows: Rows): Picked => {
    const which = Uint8Array.from(words(stream, rows, 1), kindOf)
    const drawn = words(stream, rows)
    const chosen = mapFloat64(drawn, (w, i) => parents[which[i]!]!.first + index[which[i]!]!(w))
    const nulls = lonely(rows)
    return nulls ? { rows: chosen, which, nulls } : { rows: chosen, which }
  })
  return {
    fields: [...child.fields, child.typeField],
    column(field, rows) {
      const { rows: chosen, which, nulls } = picked(rows)
      const vector: Vector =
        field === child.typeField
          ? { type: 'pick', length: rows.length, indices: Int32Array.from(which!), dictionary: tags }
          : mixedKey(chosen, which!, child.fields.indexOf(field))
      return nulls ? { ...vector, nulls } : vector
    },
  }

  function mixedKey(chosen: Float64Array, which: Uint8Array, position: number): Vector {
    let whole: Vector | undefined
    parents.forEach((parent, kind) => {
      const places = [...which.keys()].filter((i) => which[i] === kind)
      const keyField = relationship.parents[kind]!.fields[position]!
      const all = kind === 0 ? chosen.map((row, i) => (which[i] === 0 ? row : parent.first)) : undefined
      if (all) whole = parent.key(keyField, rowsAt(all))
      else if (places.length > 0) {
        const key = parent.key(keyField, rowsAt(mapFloat64(places, (i) => chosen[i]!)))
        whole = patchVector(whole!, places, takeVector(key, [...places.keys()]))
      }
    })
    return whole!
  }
}

function tagDictionary(relationship: PolymorphicRelationship): Dictionary {
  return packDictionary(relationship.parents.map(({ tag }) => String(tag)))
}
