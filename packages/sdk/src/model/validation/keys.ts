import { circlesOf } from '../components.ts'
import type { PlainRelationship } from '../expand.ts'
import { joinPath, type Problem, problem, quoted } from '../problem.ts'
import type { FieldType } from '../schema.ts'
import type { Placed } from './draft.ts'
import { parentsOf, type View, type ViewEntity } from './view.ts'

/** Relationships whose ends do not fit each other, or that no order of rows can satisfy. */
export function keyProblems(view: View): Problem[] {
  const problems: Problem[] = []
  for (const relationship of view.relationships) problems.push(...endProblems(view, relationship))
  return [...problems, ...requiredCircles(view), ...keyCircles(view)]
}

function endProblems(view: View, { path, value }: Placed<PlainRelationship>): Problem[] {
  const problems: Problem[] = []
  const child = view.entities.get(value.child.entity)!
  for (const [i, end] of parentsOf(value).entries()) {
    const parent = view.entities.get(end.entity)!
    const at = value.type === 'polymorphic' ? joinPath(path, 'parents', i) : joinPath(path, 'parent')
    if (end.fields.length > 0 && !isUnique(parent, end.fields) && end.fields.every((name) => parent.fields.has(name))) {
      const fields = `${quoted(end.entity)} (${end.fields.join(', ')})`
      problems.push(problem('KEY_NOT_UNIQUE', joinPath(at, 'fields'), `two rows of ${fields} may be alike`))
    }
    if (end.fields.length !== value.child.fields.length) continue
    for (const [k, name] of value.child.fields.entries()) {
      const own = child.fields.get(name)?.value.type
      const theirs = parent.fields.get(end.fields[k]!)?.value.type
      if (!own || !theirs || value.type === 'polymorphic' || familyOf(own) === familyOf(theirs)) continue
      const message = `${quoted(name)} is ${own}, but holds ${quoted(end.fields[k]!)} of ${quoted(end.entity)}, which is ${theirs}`
      problems.push(problem('TYPE_MISMATCH', joinPath(path, 'child', 'fields', k), message))
    }
  }
  if (value.optional && value.child.fields.every((name) => isNeverNull(child, name))) {
    const fields = value.child.fields.map(quoted).join(', ')
    problems.push(problem('OPTIONAL_ON_NON_NULL', joinPath(path, 'optional'), `${fields} can't be null`))
  }
  return problems
}

function isUnique(entity: ViewEntity, fields: readonly string[]): boolean {
  return entity.uniques.some(({ value }) => value.every((name) => fields.includes(name)))
}

function isNeverNull(entity: ViewEntity, name: string): boolean {
  return entity.fields.get(name)?.value.nullable === false || (entity.primaryKey?.includes(name) ?? false)
}

/** Types that hold each other's values. */
function familyOf(type: FieldType): string {
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'float':
      return 'number'
    case 'text':
    case 'uuid':
      return 'text'
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return 'moment'
    default:
      return type
  }
}

/** Rows that need each other first: no order of inserts will do, unless something is checked at commit. */
function requiredCircles(view: View): Problem[] {
  const next = new Map<string, string[]>()
  const places = new Map<string, string>()
  for (const { path, value } of view.relationships) {
    const { entity } = value.child
    if (value.type === 'polymorphic' || value.optional || value.deferrable || value.parent.entity === entity) continue
    const fields = view.entities.get(entity)!.fields
    if (value.child.fields.some((name) => fields.get(name)?.value.nullable)) continue
    next.set(entity, [...(next.get(entity) ?? []), value.parent.entity])
    places.set(JSON.stringify([entity, value.parent.entity]), path)
  }
  return circlesOf([...view.entities.keys()], next).map((circle) => {
    const way = [...circle, circle[0]!].map(quoted).join(' → ')
    const path = places.get(JSON.stringify([circle[0], circle[1]])) ?? ''
    return problem('CYCLE_NOT_NULL', path, `each of these needs a row of the next one first: ${way}`)
  })
}

/** A key that is a reference to a key that is a reference … back to itself has no first value. */
function keyCircles(view: View): Problem[] {
  const next = new Map<string, string[]>()
  const places = new Map<string, string>()
  const id = (entity: string, field: string) => JSON.stringify([entity, field])
  for (const { path, value } of view.relationships) {
    for (const parent of parentsOf(value)) {
      for (const [i, field] of value.child.fields.entries()) {
        const target = parent.fields[i]
        if (target === undefined || (parent.entity === value.child.entity && target === field)) continue
        const from = id(value.child.entity, field)
        next.set(from, [...(next.get(from) ?? []), id(parent.entity, target)])
        places.set(from, path)
      }
    }
  }
  return circlesOf([...next.keys()], next).map((circle) => {
    const names = [...circle, circle[0]!].map((part) => JSON.parse(part).map(quoted).join('.'))
    return problem(
      'KEY_CYCLE',
      places.get(circle[0]!) ?? '',
      `keys point at each other in a circle: ${names.join(' → ')}`,
    )
  })
}
