import { withItem, withMoved, withName, without, withValue } from '../../format/json-edits.ts'
import { partsOf, textIn } from '../../format/parts.ts'
import { type EntityDesign, type FieldDesign, freshName } from './design.ts'
import { endsOf, expressionsOf, read, referringTo, textsAt, valueAt, withoutAll } from './design-places.ts'
import { withNameIn } from './expression-names.ts'

export function withField(text: string, entity: EntityDesign): { readonly text: string; readonly name: string } {
  const name = freshName('field', entity.fields)
  const fields = [...entity.steps, 'fields']
  return {
    text: entity.short ? withValue(text, [...fields, name], 'word') : withItem(text, fields, { name, kind: 'word' }),
    name,
  }
}

export function withFieldNamed(text: string, entity: EntityDesign, field: FieldDesign, to: string): string {
  const design = read(text)
  const from = field.name
  const renamed = field.short ? withName(text, field.steps, to) : withValue(text, [...field.steps, 'name'], to)
  const lists = [
    { steps: [...entity.steps, 'primaryKey'] },
    ...design.relations.flatMap((relation) =>
      endsOf(relation)
        .filter((end) => end.entity === entity.name)
        .map(({ steps, list }) => ({ steps: [...steps, list] })),
    ),
    ...design.constraints
      .filter((one) => one.entity === entity.name)
      .map(({ steps }) => ({ steps: [...steps, 'fields'] })),
  ]
  const document: unknown = JSON.parse(text)
  const places = [
    ...lists.flatMap(({ steps }) =>
      textsAt(document, steps).flatMap((name, i) => (name === from ? [[...steps, i]] : [])),
    ),
    ...design.constraints
      .filter((one) => one.entity === entity.name && textIn(one.definition, 'field') === from)
      .map(({ steps }) => [...steps, 'field']),
    ...design.relations
      .filter((one) => one.child.entity === entity.name && textIn(partsOf(one.definition.child), 'typeField') === from)
      .map(({ steps }) => [...steps, 'child', 'typeField']),
  ]
  const followed = places.reduce((sum, place) => withValue(sum, place, to), renamed)
  return expressionsOf(design, entity).reduce((sum, { steps, text: expression }) => {
    const next = withNameIn(expression, from, to)
    const own = steps.map((step, i) =>
      field.short && i === field.steps.length - 1 && step === from && steps.length > i + 1 ? to : step,
    )
    return next === expression ? sum : withValue(sum, own, next)
  }, followed)
}

/** Without the field, and without relations and constraints that hold it. */
export function withoutField(text: string, entity: EntityDesign, field: FieldDesign): string {
  const key = textsAt(JSON.parse(text), [...entity.steps, 'primaryKey'])
  const left = key.filter((name) => name !== field.name)
  const base =
    key.length === left.length
      ? text
      : withValue(text, [...entity.steps, 'primaryKey'], left.length === 0 ? undefined : left)
  return withoutAll(base, [...referringTo(read(text), entity.name, field.name).map(({ steps }) => steps), field.steps])
}

export function withMovedField(text: string, entity: EntityDesign, from: number, to: number): string {
  return withMoved(text, [...entity.steps, 'fields'], from, to)
}

/** What a field says of itself; a field that is a kind alone becomes a definition where it says more. */
export function withProperty(text: string, field: FieldDesign, property: string, value: unknown): string {
  const isAlone =
    field.short &&
    Object.keys(field.definition).join() === 'kind' &&
    typeof valueAt(JSON.parse(text), field.steps) === 'string'
  if (!isAlone) return withValue(text, [...field.steps, property], value)
  if (property === 'kind') return withValue(text, field.steps, value ?? {})
  return withValue(text, field.steps, { ...field.definition, [property]: value })
}

/** Another kind: options that it does not have go, and the type becomes that of the kind. */
export function withKind(
  text: string,
  field: FieldDesign,
  kind: string,
  known: { readonly type: string; readonly options: readonly string[] } | undefined,
): string {
  let next = withProperty(text, field, 'kind', kind === '' ? undefined : kind)
  if (!known) return next
  const { type, options } = field.definition
  if (typeof type === 'string' && type !== known.type) next = withValue(next, [...field.steps, 'type'], known.type)
  if (typeof options !== 'object' || options === null) return next
  const kept = Object.entries(options).filter(([name]) => known.options.includes(name))
  return withValue(next, [...field.steps, 'options'], kept.length === 0 ? undefined : Object.fromEntries(kept))
}

/**
 * The field holds the key of an entity, or a unique field of it; with no parent, it holds a value of its own. Its type is
 * that of what it holds, and no kind makes its values.
 */
export function withReference(
  text: string,
  entity: EntityDesign,
  field: FieldDesign,
  parent: { readonly entity: EntityDesign; readonly field?: string; readonly one?: boolean } | undefined,
): string {
  const design = read(text)
  const there = design.relations.filter(
    (one) => one.type !== 'many-to-many' && one.child.entity === entity.name && one.child.fields.includes(field.name),
  )
  if (!parent)
    return withoutAll(
      text,
      there.map(({ steps }) => steps),
    )
  const type = parent.one ? 'one-to-one' : 'one-to-many'
  const held = parent.field ?? parent.entity.key[0]
  const end = { entity: parent.entity.name, ...(parent.field === undefined ? {} : { fields: [parent.field] }) }
  const [known] = there
  const isPlain = known && known.type !== 'polymorphic' && known.child.fields.length === 1
  const related = isPlain
    ? withValue(withValue(text, [...known.steps, 'parent'], end), [...known.steps, 'type'], type)
    : withItem(text, ['relationships'], { type, parent: end, child: { entity: entity.name, fields: [field.name] } })
  const key = parent.entity.fields.find(({ name }) => name === held)?.definition
  const keyType = key && (textIn(key, 'type') || undefined)
  const typed = keyType === undefined ? related : withProperty(related, field, 'type', keyType)
  const { definition } = field
  const bare = ['kind', 'options', 'distribution'].filter((name) => definition[name] !== undefined)
  const isAlone = field.short && Object.keys(definition).join() === 'kind' && keyType === undefined
  return isAlone
    ? withValue(typed, field.steps, {})
    : bare.reduce((sum, name) => without(sum, [...field.steps, name]), typed)
}
