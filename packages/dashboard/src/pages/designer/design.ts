import type { Step, Steps } from '../../format/json-tree.ts'
import { listIn, numberIn, type Parts, partIn, partsOf, textIn, textsIn } from '../../format/parts.ts'

/** A schema as the form and the diagram show it: read out of the document as far as it is of that form, each part with its place. */
export interface Design {
  readonly entities: readonly EntityDesign[]
  readonly relations: readonly RelationDesign[]
  readonly constraints: readonly ConstraintDesign[]
  /** Rows of every entity that has no rule of its own. */
  readonly rows: number | undefined
}

export interface EntityDesign {
  readonly name: string
  readonly steps: Steps
  readonly fields: readonly FieldDesign[]
  /** Whether its fields are members of an object, whose values may be kinds alone. */
  readonly short: boolean
  readonly key: readonly string[]
  readonly volume: VolumeDesign | undefined
}

export interface FieldDesign {
  readonly name: string
  readonly steps: Steps
  /** Where its name is that of a member. */
  readonly short: boolean
  /** Of a field that is a kind and nothing else: `{ kind }`. */
  readonly definition: Parts
}

export interface VolumeDesign {
  readonly steps: Steps
  readonly rule: Parts
}

export interface End {
  readonly entity: string
  readonly fields: readonly string[]
}

export interface RelationDesign {
  readonly steps: Steps
  readonly type: string
  readonly name: string
  readonly definition: Parts
  /** Who points, and whose rows are pointed at; of many-to-many, the right and the left side. */
  readonly child: End
  readonly parents: readonly End[]
}

export interface ConstraintDesign {
  readonly steps: Steps
  readonly type: string
  readonly name: string
  readonly entity: string
  readonly fields: readonly string[]
  readonly definition: Parts
}

export function designOf(document: unknown): Design {
  const whole = partsOf(document)
  const volume = partIn(whole, 'volume')
  const volumes = listIn(volume, 'entities')
  return {
    entities: listIn(whole, 'entities').map((entity, at) => entityOf(entity, ['entities', at], volumes)),
    relations: listIn(whole, 'relationships').map((relation, at) => relationOf(relation, ['relationships', at])),
    constraints: listIn(whole, 'constraints').map((definition, at) => ({
      steps: ['constraints', at],
      type: textIn(definition, 'type'),
      name: textIn(definition, 'name'),
      entity: textIn(definition, 'entity'),
      fields: [
        ...textsIn(definition, 'fields'),
        ...(textIn(definition, 'field') === '' ? [] : [textIn(definition, 'field')]),
      ],
      definition,
    })),
    rows: numberIn(volume, 'rows'),
  }
}

function entityOf(entity: Parts, steps: Steps, volumes: readonly Parts[]): EntityDesign {
  const name = textIn(entity, 'name')
  const { fields: given } = entity
  const short = !Array.isArray(given)
  const fields = short ? membersOf(given, steps) : listIn(entity, 'fields').map((field, at) => itemOf(field, steps, at))
  const at = volumes.findIndex((rule) => textIn(rule, 'entity') === name)
  const rule = volumes[at]
  const named = textsIn(entity, 'primaryKey')
  return {
    name,
    steps,
    fields,
    short,
    key: named.length > 0 || !fields.some((field) => field.name === 'id') ? named : ['id'],
    volume: rule && { steps: ['volume', 'entities', at], rule },
  }
}

function itemOf(definition: Parts, entity: Steps, at: number): FieldDesign {
  return { name: textIn(definition, 'name'), steps: [...entity, 'fields', at], short: false, definition }
}

function membersOf(fields: unknown, entity: Steps): FieldDesign[] {
  return Object.entries(partsOf(fields)).map(([name, value]) => ({
    name,
    steps: [...entity, 'fields', name],
    short: true,
    definition: typeof value === 'string' ? { kind: value } : partsOf(value),
  }))
}

function relationOf(definition: Parts, steps: Steps): RelationDesign {
  const type = textIn(definition, 'type')
  const one = (side: string): End => endOf(partIn(definition, side))
  const isMutual = type === 'many-to-many'
  const parents =
    type === 'polymorphic' ? listIn(definition, 'parents').map(endOf) : [one(isMutual ? 'left' : 'parent')]
  return {
    steps,
    type,
    name: textIn(definition, 'name'),
    definition,
    child: one(isMutual ? 'right' : 'child'),
    parents,
  }
}

function endOf(end: Parts): End {
  return { entity: textIn(end, 'entity'), fields: textsIn(end, 'fields') }
}

/** The relation by which a field holds the key of another entity, if there is one. */
export function referenceOf(design: Design, entity: string, field: string): RelationDesign | undefined {
  return design.relations.find(
    ({ type, child }) => type !== 'many-to-many' && child.entity === entity && child.fields.includes(field),
  )
}

export function entityNamed(design: Design, name: string): EntityDesign | undefined {
  return design.entities.find((entity) => entity.name === name)
}

export function fieldNamed(entity: EntityDesign | undefined, name: string): FieldDesign | undefined {
  return entity?.fields.find((field) => field.name === name)
}

/** A name that nobody has yet: as it is, or with a number behind it. */
export function freshName(wanted: string, taken: readonly { readonly name: string }[]): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}_${n}`
    if (!taken.some((one) => one.name === name)) return name
  }
}

/** Whether a place is another, or in it. */
export function isWithin(steps: Steps, around: Steps): boolean {
  return around.every((step: Step, i) => steps[i] === step)
}
