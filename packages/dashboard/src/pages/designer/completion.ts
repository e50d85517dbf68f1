import { type JsonNode, memberOf, nodeAt, type Steps, treeOf } from '../../format/json-tree.ts'
import { type Parts, partsOf, textIn } from '../../format/parts.ts'
import { type Cursor, cursorAt } from './json-cursor.ts'
import { formsAt, membersAt, valuesAt } from './json-form.ts'

/** What a schema may say: its JSON Schema, and the kinds of values. */
export interface Language {
  readonly form: Parts
  readonly kinds: readonly KindSaid[]
}

export interface KindSaid {
  readonly name: string
  readonly group: string
  readonly summary: string
  readonly type: string
  readonly example: string
  readonly options: readonly string[]
  readonly optionSchemas: Readonly<Record<string, unknown>>
}

/** What may stand at a place: how it is shown, what is written, and a line of what it means. */
export interface Offer {
  readonly label: string
  readonly text: string
  readonly is: 'property' | 'kind' | 'entity' | 'field' | 'value'
  readonly detail: string
  readonly info: string
}

export interface Offered {
  readonly cursor: Cursor
  readonly offers: readonly Offer[]
}

export function offersAt(text: string, offset: number, language: Language): Offered | undefined {
  const { root } = treeOf(text)
  const cursor = cursorAt(text, root, offset)
  if (!cursor) return undefined
  const offers = cursor.is === 'name' ? namesAt(text, root, cursor, language) : valuesFor(root, cursor.steps, language)
  return offers.length === 0 ? undefined : { cursor, offers }
}

/** What the word under the pointer means. */
export function meaningAt(
  text: string,
  offset: number,
  language: Language,
): { readonly cursor: Cursor; readonly said: string } | undefined {
  const { root } = treeOf(text)
  const cursor = cursorAt(text, root, offset)
  if (!cursor || cursor.span.end === cursor.span.start) return undefined
  const node = nodeAt(root, cursor.steps)
  const word =
    cursor.is === 'name'
      ? text.slice(cursor.span.start + 1, cursor.span.end - 1)
      : node?.is === 'value'
        ? String(node.value)
        : ''
  const said =
    cursor.is === 'name'
      ? (namesOf(root, cursor.steps, language).get(word)?.info ?? '')
      : (valuesFor(root, cursor.steps, language).find(({ label }) => label === word)?.info ??
        formsAt(language.form, root, cursor.steps)[0]?.description ??
        '')
  return said === '' ? undefined : { cursor, said }
}

function namesAt(text: string, root: JsonNode | undefined, { steps, span }: Cursor, language: Language): Offer[] {
  const node = nodeAt(root, steps)
  const taken = new Set(
    node?.is === 'object' ? node.members.filter(({ at }) => at.start !== span.start).map(({ name }) => name) : [],
  )
  const hasColon = /^\s*:/.test(text.slice(span.end))
  return [...namesOf(root, steps, language)].flatMap(([label, { detail, info }]) =>
    taken.has(label)
      ? []
      : [{ label, text: `${JSON.stringify(label)}${hasColon ? '' : ': '}`, is: 'property' as const, detail, info }],
  )
}

function namesOf(
  root: JsonNode | undefined,
  steps: Steps,
  language: Language,
): Map<string, { readonly detail: string; readonly info: string }> {
  if (isOptions(steps)) {
    const kind = kindAt(root, steps.slice(0, -1), language)
    return new Map(
      Object.entries(kind?.optionSchemas ?? {}).map(([name, schema]) => [
        name,
        {
          detail: typeWord(partsOf(schema)),
          info: textIn(partsOf(schema), 'description') || `An option of ${kind?.name}`,
        },
      ]),
    )
  }
  const members = membersAt(language.form, root, steps)
  return new Map(
    [...members].map(([name, { schema, description }]) => [name, { detail: typeWord(schema), info: description }]),
  )
}

function valuesFor(root: JsonNode | undefined, steps: Steps, language: Language): Offer[] {
  if (isKind(root, steps)) return language.kinds.map(offerOfKind)
  if (steps.length > 1 && isOptions(steps.slice(0, -1))) {
    const schema = partsOf(kindAt(root, steps.slice(0, -2), language)?.optionSchemas[String(steps.at(-1))])
    return Array.isArray(schema.enum)
      ? schema.enum.map((value: unknown) => offerOf(value, 'value', '', textIn(schema, 'description')))
      : []
  }
  const last = steps.at(-1)
  if (last === 'entity')
    return entitiesOf(root).map(({ name, fields }) =>
      offerOf(name, 'entity', 'entity', `${fields.length} fields: ${fields.join(', ')}`),
    )
  if (last === 'per')
    return [...entitiesOf(root).map(({ name }) => name), ...namesOfRelations(root)].map((name) =>
      offerOf(name, 'entity', '', 'So many rows for each row of it'),
    )
  const owner = ownerOf(root, steps)
  if (owner) return owner.fields.map((field) => offerOf(field, 'field', owner.name, `A field of ${owner.name}`))
  return valuesAt(language.form, root, steps).map(({ value, said }) => offerOf(value, 'value', '', said))
}

function offerOf(value: unknown, is: Offer['is'], detail: string, info: string): Offer {
  return { label: String(value), text: JSON.stringify(value), is, detail, info }
}

function offerOfKind({ name, group, type, summary, example }: KindSaid): Offer {
  return {
    label: name,
    text: JSON.stringify(name),
    is: 'kind',
    detail: `${type} · ${group}`,
    info: `${summary}: ${example}`,
  }
}

/** entities[i].fields[j].kind, or the value of a field that is a kind alone. */
function isKind(root: JsonNode | undefined, steps: Steps): boolean {
  const [entities, , fields, field, kind] = steps
  if (entities !== 'entities' || fields !== 'fields') return false
  if (steps.length === 5) return kind === 'kind'
  return steps.length === 4 && typeof field === 'string' && nodeAt(root, steps)?.is !== 'object'
}

function isOptions(steps: Steps): boolean {
  return steps.length === 5 && steps[0] === 'entities' && steps[4] === 'options'
}

function kindAt(root: JsonNode | undefined, field: Steps, { kinds }: Language): KindSaid | undefined {
  const [name] = textAt(root, [...field, 'kind']).split('@')
  return kinds.find((kind) => kind.name === name)
}

interface EntityNames {
  readonly name: string
  readonly fields: readonly string[]
}

/** The entity whose fields are named at that place. */
function ownerOf(root: JsonNode | undefined, steps: Steps): EntityNames | undefined {
  const last = steps.at(-1)
  const list = typeof last === 'number' ? steps.at(-2) : last
  const around = typeof last === 'number' ? steps.slice(0, -2) : steps.slice(0, -1)
  const isList = typeof last === 'number' && ['fields', 'primaryKey', 'left', 'right'].includes(String(list))
  if (!isList && last !== 'field' && last !== 'typeField') return undefined
  if (steps[0] === 'entities' && list !== 'primaryKey') return undefined
  const name = textAt(root, [...around, list === 'primaryKey' ? 'name' : 'entity'])
  return entitiesOf(root).find((entity) => entity.name === name)
}

function entitiesOf(root: JsonNode | undefined): EntityNames[] {
  const list = memberOf(root, 'entities')?.value
  if (list?.is !== 'list') return []
  return list.items.map((_, at) => {
    const fields = nodeAt(root, ['entities', at, 'fields'])
    const listed =
      fields?.is === 'list' ? fields.items.map((_, i) => textAt(root, ['entities', at, 'fields', i, 'name'])) : []
    const named = fields?.is === 'object' ? fields.members.map(({ name }) => name) : []
    return { name: textAt(root, ['entities', at, 'name']), fields: [...listed, ...named] }
  })
}

function namesOfRelations(root: JsonNode | undefined): string[] {
  const list = memberOf(root, 'relationships')?.value
  if (list?.is !== 'list') return []
  return list.items.map((_, at) => textAt(root, ['relationships', at, 'name'])).filter((name) => name !== '')
}

function textAt(root: JsonNode | undefined, steps: Steps): string {
  const node = nodeAt(root, steps)
  return node?.is === 'value' && typeof node.value === 'string' ? node.value : ''
}

function typeWord({ type, enum: values, const: only }: Parts): string {
  if (Array.isArray(values)) return 'one of'
  if (only !== undefined) return JSON.stringify(only)
  return type === 'array' ? 'list' : Array.isArray(type) ? type.join(' or ') : typeof type === 'string' ? type : ''
}
