/** `fields` as an object, { name: kind | definition }, is the short way to write the list. Anything else is left as it is. */
export function withFieldLists(input: unknown): unknown {
  if (!isRecord(input) || !Array.isArray(input['entities'])) return input
  return { ...input, entities: input['entities'].map(withFieldList) }
}

function withFieldList(entity: unknown): unknown {
  if (!isRecord(entity) || !isRecord(entity['fields'])) return entity
  const fields = Object.entries(entity['fields']).map(([name, field]) =>
    typeof field === 'string' ? { name, kind: field } : isRecord(field) ? { name, ...field } : field,
  )
  return { ...entity, fields }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
