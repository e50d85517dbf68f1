import { componentsOf } from '../../model/components.ts'
import {
  compareScalars,
  type Domain,
  hasNoValue,
  intersect,
  type Scalar,
  wholeDomain,
} from '../../model/expression/domain.ts'
import type { ValueType } from '../../model/expression/value.ts'
import type { FieldType } from '../../model/schema.ts'
import { type Demand, keyOfPlace, type Place } from './demand.ts'
import { nextInside, sizeOf } from './domain-size.ts'
import { lengthsOfFormat } from './format-lengths.ts'
import { hasText } from './text-emptiness.ts'
import { fitsType, typesAgree } from './type-agreement.ts'

type Of<Kind extends Demand['kind']> = Extract<Demand, { kind: Kind }>

/** More rounds than columns in a chain are only needed where bounds chase each other for ever. */
const mostRounds = 200

/** What demands leave of each column's values, when all of them hold. */
export class Consistency {
  readonly domains = new Map<string, Domain>()
  readonly notNull = new Set<string>()
  readonly orders: readonly Of<'order'>[]
  /** They cannot all hold: in a row that has a value in the columns that they are about, or in no table at all. */
  readonly contradicted: boolean
  private readonly nulls = new Set<string>()
  private readonly types = new Map<string, FieldType>()
  private readonly demands: readonly Demand[]

  constructor(demands: readonly Demand[]) {
    this.demands = demands
    this.orders = this.of('order')
    this.contradicted = this.conflictOfTypes() || !this.narrowed() || this.isEmpty()
  }

  domainOf(place: Place): Domain | undefined {
    return this.domains.get(keyOfPlace(place))
  }

  private of<Kind extends Demand['kind']>(kind: Kind): Of<Kind>[] {
    return this.demands.filter((demand): demand is Of<Kind> => demand.kind === kind)
  }

  private conflictOfTypes(): boolean {
    for (const { at, is } of this.of('type')) {
      const key = keyOfPlace(at)
      const known = this.types.get(key)
      if (known === undefined) this.types.set(key, is)
      else if (!typesAgree(known, is)) return true
      else if (known !== is) this.types.set(key, narrowerType(known, is))
    }
    return false
  }

  /** Every domain as small as the demands on it and on its neighbours make it; false where that has no end or an order goes in a circle. */
  private narrowed(): boolean {
    for (const { at } of this.of('not null')) this.notNull.add(keyOfPlace(at))
    for (const { at } of this.of('null')) this.nulls.add(keyOfPlace(at))
    for (const { at, domain } of this.of('domain')) this.restrict(keyOfPlace(at), this.typed(keyOfPlace(at), domain))
    for (const { at, format } of this.of('format')) {
      const lengths = lengthsOfFormat(format)
      if (lengths !== undefined) this.restrict(keyOfPlace(at), { ...wholeDomain('text'), ...lengths })
    }
    if (this.strictCircle()) return false
    for (let round = 0; round < mostRounds; round++) if (!this.propagated()) return true
    return true
  }

  private typed(key: string, domain: Domain): Domain {
    const type = this.types.get(key)
    if (type === undefined || domain.allowed === undefined) return domain
    return { ...domain, allowed: domain.allowed.filter((value) => fitsType(value, type)) }
  }

  /** Whether it said anything new. */
  private restrict(key: string, by: Domain): boolean {
    const known = this.domains.get(key)
    if (known === undefined) {
      this.domains.set(key, inclusive(by, this.types.get(key)))
      return true
    }
    const both = inclusive(intersect({ ...known, type: commonType(known.type, by.type) }, by), this.types.get(key))
    if (sameDomain(known, both)) return false
    this.domains.set(key, both)
    return true
  }

  private propagated(): boolean {
    let changed = false
    for (const { lesser, greater, strict } of this.orders) {
      const [low, high] = [keyOfPlace(lesser), keyOfPlace(greater)]
      if (this.nulls.has(low) || this.nulls.has(high)) continue
      const [below, above] = [this.domains.get(low), this.domains.get(high)]
      const least = below && leastOf(below)
      if (below && least !== undefined)
        changed =
          this.restrict(high, {
            ...wholeDomain(below.type),
            min: { value: least.value, inclusive: least.inclusive && !strict },
          }) || changed
      const most = above && mostOf(above)
      if (above && most !== undefined)
        changed =
          this.restrict(low, {
            ...wholeDomain(above.type),
            max: { value: most.value, inclusive: most.inclusive && !strict },
          }) || changed
      if (this.emptyAt(low) || this.emptyAt(high)) return false
    }
    for (const { child, parent } of this.of('reference')) {
      const allowed = this.domains.get(keyOfPlace(parent))
      if (allowed !== undefined) changed = this.restrict(keyOfPlace(child), allowed) || changed
    }
    return changed
  }

  private strictCircle(): boolean {
    const next = new Map<string, string[]>()
    for (const { lesser, greater } of this.orders) {
      const from = keyOfPlace(lesser)
      next.set(from, [...(next.get(from) ?? []), keyOfPlace(greater)])
    }
    const names = [...new Set(this.orders.flatMap(({ lesser, greater }) => [keyOfPlace(lesser), keyOfPlace(greater)]))]
    const component = new Map(
      componentsOf(names, next).flatMap((members, at) => members.map((name) => [name, at] as const)),
    )
    return this.orders.some(
      ({ lesser, greater, strict }) =>
        strict && component.get(keyOfPlace(lesser)) === component.get(keyOfPlace(greater)),
    )
  }

  private emptyAt(key: string): boolean {
    const domain = this.domains.get(key)
    return domain !== undefined && !this.nulls.has(key) && hasNoValue(domain)
  }

  private isEmpty(): boolean {
    return (
      this.of('never').length > 0 ||
      [...this.nulls].some((key) => this.notNull.has(key)) ||
      [...this.domains].some(([key, domain]) => this.emptyAt(key) || (!this.nulls.has(key) && !hasText(domain))) ||
      this.of('different').some(({ places: [a, b] }) => this.oneValue(a, b)) ||
      this.of('statistic').some((one) => this.isOutside(one)) ||
      this.tooFewValues()
    )
  }

  private oneValue(a: Place, b: Place): boolean {
    const [left, right] = [this.domainOf(a), this.domainOf(b)]
    if (left === undefined || right === undefined || sizeOf(left) !== 1 || sizeOf(right) !== 1) return false
    const [x, y] = [leastOf(left), leastOf(right)]
    return x !== undefined && y !== undefined && compareScalars(left.type, x.value, y.value) === 0
  }

  private isOutside({ at, min, max }: Of<'statistic'>): boolean {
    const domain = this.domainOf(at)
    const [least, most] = [domain && leastOf(domain)?.value, domain && mostOf(domain)?.value]
    return min > max || (typeof most === 'number' && most < min) || (typeof least === 'number' && least > max)
  }

  /** Columns that must differ from row to row have fewer values than there must be rows. */
  private tooFewValues(): boolean {
    const rows = this.of('rows')
    const most = (entity: string, columns: readonly string[]): number =>
      columns.reduce((product, column) => product * sizeOf(this.domainOf({ entity, column }) ?? wholeDomain('any')), 1)
    return (
      rows.some((a) => rows.some((b) => a.entity === b.entity && a.min > b.max)) ||
      this.of('distinct').some(({ at, min }) => most(at.entity, [at.column]) < min) ||
      this.of('unique').some(
        ({ entity, columns }) =>
          columns.every((column) => this.notNull.has(keyOfPlace({ entity, column }))) &&
          rows.some((one) => one.entity === entity && most(entity, columns) < one.min),
      )
    )
  }
}

/** The narrower of two types of which one holds the other. */
function narrowerType(a: FieldType, b: FieldType): FieldType {
  const order: readonly FieldType[] = [
    'integer',
    'decimal',
    'float',
    'uuid',
    'date',
    'timestamp',
    'timestamptz',
    'text',
  ]
  return order.indexOf(a) <= order.indexOf(b) ? a : b
}

function commonType(a: ValueType, b: ValueType): ValueType {
  return a === 'any' ? b : a
}

/** Of whole numbers the ends themselves lie within, so that 3 < x < 4 is seen to leave none. */
function inclusive(domain: Domain, type: FieldType | undefined): Domain {
  if (type !== 'integer') return domain
  return {
    ...domain,
    type,
    min: domain.min && nextInside(domain.min, 1, domain.excluded),
    max: domain.max && nextInside(domain.max, -1, domain.excluded),
  }
}

export function leastOf(domain: Domain): Domain['min'] {
  return domain.allowed === undefined ? domain.min : endOf(domain, -1)
}

export function mostOf(domain: Domain): Domain['max'] {
  return domain.allowed === undefined ? domain.max : endOf(domain, 1)
}

function endOf({ type, allowed = [] }: Domain, direction: 1 | -1): Domain['min'] {
  let end: Scalar | undefined
  for (const value of allowed) {
    const order = end === undefined ? 1 : compareScalars(type, value, end)
    if (order === undefined) return undefined
    if (end === undefined || order * direction > 0) end = value
  }
  return end === undefined ? undefined : { value: end, inclusive: true }
}

function sameDomain(a: Domain, b: Domain): boolean {
  const sameEnd = (x: Domain['min'], y: Domain['min']): boolean =>
    x?.value === y?.value && x?.inclusive === y?.inclusive
  return (
    sameEnd(a.min, b.min) &&
    sameEnd(a.max, b.max) &&
    a.allowed?.length === b.allowed?.length &&
    a.excluded.length === b.excluded.length &&
    a.patterns.length === b.patterns.length &&
    a.minLength === b.minLength &&
    a.maxLength === b.maxLength &&
    a.type === b.type
  )
}
