import { capacityOf } from '../capacity.ts'
import { circlesOf } from '../components.ts'
import type { OneToRelationship } from '../expand.ts'
import { type Domain, wholeDomain } from '../expression/domain.ts'
import { joinPath, listed, type Problem, problem, quoted } from '../problem.ts'
import type { FieldDefinition, VolumeRule } from '../schema.ts'
import type { Placed } from './draft.ts'
import type { View, ViewEntity } from './view.ts'

export type KindCapacity = (field: FieldDefinition) => number | undefined

interface Count {
  /** Where the number stands. */
  readonly path: string
  readonly least: number
  readonly most: number
  /** The relationship that deals the rows out, and how many rows a parent may get. */
  readonly dealt?: { readonly by: OneToRelationship; readonly most: number }
}

type PerParent = Placed<Extract<VolumeRule, { per: string }>>

/** Volumes that contradict themselves, or ask for more rows than uniqueness leaves room for. */
export function volumeProblems(
  view: View,
  domains: ReadonlyMap<string, ReadonlyMap<string, Domain>>,
  kindCapacity: KindCapacity | undefined,
): Problem[] {
  const volume = new Volume(view, domains, kindCapacity)
  return volume.all()
}

class Volume {
  private readonly problems: Problem[] = []
  private readonly counts = new Map<string, Count | undefined>()
  private readonly rules: ReadonlyMap<string, Placed<VolumeRule>>
  private readonly view: View
  private readonly domains: ReadonlyMap<string, ReadonlyMap<string, Domain>>
  private readonly kindCapacity: KindCapacity | undefined
  private readonly incoming = new Map<string, Placed<OneToRelationship>[]>()

  constructor(
    view: View,
    domains: ReadonlyMap<string, ReadonlyMap<string, Domain>>,
    kindCapacity: KindCapacity | undefined,
  ) {
    this.view = view
    this.domains = domains
    this.kindCapacity = kindCapacity
    const rules = new Map<string, Placed<VolumeRule>>()
    for (const rule of view.draft.volume) if (!rules.has(rule.value.entity)) rules.set(rule.value.entity, rule)
    this.rules = rules
    for (const { path, value } of view.relationships) {
      if (value.type === 'polymorphic') continue
      const list = this.incoming.get(value.child.entity)
      if (list) list.push({ path, value })
      else this.incoming.set(value.child.entity, [{ path, value }])
    }
  }

  all(): Problem[] {
    const per = new Map<string, OneToRelationship>()
    for (const { path, value } of this.rules.values()) {
      if (!('per' in value)) continue
      const { entity, min, max } = value
      if (min > max) this.problems.push(problem('VOLUME_MIN_ABOVE_MAX', path, `min ${min} is above max ${max}`))
      const relationship = this.relationshipOf({ path, value })
      if (relationship) per.set(entity, relationship)
    }
    const next = new Map([...per].map(([entity, { parent }]) => [entity, [parent.entity]]))
    const circles = circlesOf([...per.keys()], next)
    for (const circle of circles) {
      const way = [...circle, circle[0]!].map(quoted).join(' → ')
      const path = joinPath(this.rules.get(circle[0]!)!.path, 'per')
      this.problems.push(problem('VOLUME_CYCLE', path, `the volume of each depends on the next: ${way}`))
    }
    const circling = new Set(circles.flat())
    for (const name of this.view.entities.keys()) this.count(name, per, circling)
    for (const entity of this.view.entities.values()) this.uniqueness(entity)
    return this.problems
  }

  private relationshipOf({ path, value }: PerParent): OneToRelationship | undefined {
    const { entity, per } = value
    if (!this.view.entities.has(entity)) return undefined
    const candidates = this.incoming.get(entity) ?? []
    const named = candidates.find((one) => one.value.name === per)
    const towards = candidates.filter((one) => one.value.parent.entity === per)
    if (named ?? towards.length === 1) return (named ?? towards[0])?.value
    if (towards.length > 1) {
      const message = `${towards.length} relationships lead from ${quoted(entity)} to ${quoted(per)}`
      this.problems.push(problem('AMBIGUOUS_RELATIONSHIP', joinPath(path, 'per'), message))
    } else if (!this.view.draft.malformedEntities.has(per)) {
      const parents = listed(new Set(candidates.map((one) => one.value.parent.entity)))
      const message = `no relationship leads from ${quoted(entity)} to ${quoted(per)}; its parents are ${parents || 'none'}`
      this.problems.push(problem('UNKNOWN_RELATIONSHIP', joinPath(path, 'per'), message))
    }
    return undefined
  }

  /** Without recursion: a chain of volumes may be as long as the schema. */
  private count(name: string, per: ReadonlyMap<string, OneToRelationship>, circling: ReadonlySet<string>): void {
    const chain: string[] = []
    for (
      let at: string | undefined = name;
      at !== undefined && !this.counts.has(at) && !chain.includes(at);
      at = per.get(at)?.parent.entity
    )
      chain.push(at)
    for (const entity of chain.reverse())
      this.counts.set(entity, circling.has(entity) ? undefined : this.countOf(entity, per))
  }

  private countOf(name: string, per: ReadonlyMap<string, OneToRelationship>): Count | undefined {
    const rule = this.rules.get(name)
    if (!rule) {
      const { rows } = this.view.draft
      return rows === undefined ? undefined : { path: 'volume.rows', least: rows, most: rows }
    }
    if ('rows' in rule.value)
      return { path: joinPath(rule.path, 'rows'), least: rule.value.rows, most: rule.value.rows }
    const by = per.get(name)
    const parents = by && this.counts.get(by.parent.entity)
    if (!by || !parents) return undefined
    const { min, max } = rule.value
    return { path: rule.path, least: parents.least * min, most: parents.most * max, dealt: { by, most: max } }
  }

  private uniqueness(entity: ViewEntity): void {
    const count = this.counts.get(entity.definition.name)
    if (!count) return
    const relationships = this.incoming.get(entity.definition.name) ?? []
    const seen = new Set<string>()
    for (const { value } of relationships) {
      if (value.type !== 'one-to-one') continue
      seen.add(JSON.stringify([...value.child.fields].sort()))
      this.oneToOne(entity, count, value)
    }
    for (const { value: fields } of entity.uniques) {
      const key = JSON.stringify([...fields].sort())
      if (seen.has(key)) continue
      seen.add(key)
      this.unique(entity, count, fields, relationships)
    }
  }

  private oneToOne(entity: ViewEntity, count: Count, relationship: OneToRelationship): void {
    const parents = this.counts.get(relationship.parent.entity)
    const needed = present(count.least, [shareOfNone(relationship)])
    const tooMany = parents !== undefined && needed > parents.most
    const dealtTwice = count.dealt?.by === relationship && count.dealt.most > 1
    if (!tooMany && !dealtTwice) return
    const names = `${quoted(entity.definition.name)} has one row at most for each of ${quoted(relationship.parent.entity)}`
    const message = dealtTwice
      ? `${names}, not ${count.dealt?.most}`
      : `${names}: ${parents?.most} are fewer than ${needed}`
    this.problems.push(problem('VOLUME_EXCEEDS_PARENTS', count.path, message))
  }

  private unique(
    entity: ViewEntity,
    count: Count,
    fields: readonly string[],
    relationships: readonly Placed<OneToRelationship>[],
  ): void {
    const { name } = entity.definition
    const holding = (field: string) => relationships.find(({ value }) => value.child.fields.includes(field))?.value
    const factors = new Map<OneToRelationship | string, number>()
    const absent: number[] = []
    for (const field of fields) {
      const definition = entity.fields.get(field)?.value
      const relationship = holding(field)
      if (!definition) return
      const known = factors.get(relationship ?? field)
      const capacity = relationship
        ? (this.counts.get(relationship.parent.entity)?.most ?? Number.POSITIVE_INFINITY)
        : this.capacity(name, definition)
      factors.set(relationship ?? field, known ?? capacity)
      absent.push(relationship ? shareOfNone(relationship) : (definition.nullRate ?? (definition.nullable ? 0.1 : 0)))
    }
    const room = product(factors.values())
    const needed = present(count.least, absent)
    const what = `${quoted(name)} (${fields.join(', ')})`
    if (needed > room) {
      const message = `${needed} rows need as many different ${what}; there can be ${room}`
      this.problems.push(problem('VOLUME_EXCEEDS_UNIQUE', count.path, message))
      return
    }
    const { dealt } = count
    if (!dealt || !factors.has(dealt.by)) return
    const others = product([...factors].filter(([key]) => key !== dealt.by).map(([, factor]) => factor))
    if (dealt.most <= others) return
    const message = `${dealt.most} rows per ${quoted(dealt.by.parent.entity)} need as many different ${what}; there can be ${others}`
    this.problems.push(problem('VOLUME_EXCEEDS_UNIQUE', joinPath(count.path, 'max'), message))
  }

  private capacity(entity: string, field: FieldDefinition): number {
    if (field.compute !== undefined || field.generated) return Number.POSITIVE_INFINITY
    const domain = this.domains.get(entity)?.get(field.name) ?? wholeDomain('any')
    return Math.min(capacityOf(field, domain), this.kindCapacity?.(field) ?? Number.POSITIVE_INFINITY)
  }
}

function product(factors: Iterable<number>): number {
  let result = 1
  for (const factor of factors) result *= factor
  return result
}

/** Rows in which none of the fields is null: only those must differ. */
function present(rows: number, absentShares: readonly number[]): number {
  return Math.floor(product([rows, ...absentShares.map((share) => 1 - share)]))
}

function shareOfNone({ optional }: OneToRelationship): number {
  return typeof optional === 'number' ? optional : optional ? 0.1 : 0
}
