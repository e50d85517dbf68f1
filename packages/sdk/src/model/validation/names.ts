import { joinPath, type Problem, type ProblemCode, problem, quoted } from '../problem.ts'
import type { View } from './view.ts'

/** Two of one name, where a name must tell them apart. */
export function nameProblems({ draft }: View): Problem[] {
  const problems: Problem[] = []
  const tell = (seen: Map<string, string>, name: string | undefined, path: string, code: ProblemCode, what: string) => {
    if (name === undefined) return
    const first = seen.get(name)
    if (first === undefined) seen.set(name, path)
    else problems.push(problem(code, path, `there is ${what} ${quoted(name)} already, at ${first}`))
  }
  const entities = new Map<string, string>()
  for (const { path, definition, fields } of draft.entities) {
    tell(entities, definition.name, joinPath(path, 'name'), 'DUPLICATE_ENTITY', 'an entity')
    const names = new Map<string, string>()
    for (const field of fields)
      tell(names, field.value.name, joinPath(field.path, 'name'), 'DUPLICATE_FIELD', 'a field')
  }
  const relationships = new Map<string, string>()
  for (const { path, value } of draft.relationships) {
    tell(relationships, value.name, joinPath(path, 'name'), 'DUPLICATE_RELATIONSHIP', 'a relationship')
    if (value.type !== 'polymorphic') continue
    const tags = new Map<string, string>()
    for (const [i, { tag }] of value.parents.entries())
      tell(tags, String(tag), joinPath(path, 'parents', i, 'tag'), 'DUPLICATE_TAG', 'a parent with the tag')
  }
  const constraints = new Map<string, Map<string, string>>()
  for (const { path, value } of draft.constraints) {
    const own = constraints.get(value.entity) ?? new Map<string, string>()
    constraints.set(value.entity, own)
    tell(own, value.name, joinPath(path, 'name'), 'DUPLICATE_CONSTRAINT', 'a constraint')
  }
  const volumes = new Map<string, string>()
  for (const { path, value } of draft.volume)
    tell(volumes, value.entity, joinPath(path, 'entity'), 'DUPLICATE_VOLUME', 'a volume of')
  return problems
}
