import { joinPath, listed, type Problem, problem, quoted } from '../problem.ts'
import type { ConstraintDefinition, RelationshipDefinition } from '../schema.ts'
import type { Placed } from './draft.ts'
import { parentsOf, type View, type ViewEntity } from './view.ts'

type End = { readonly entity: string; readonly fields?: readonly string[] | undefined }

/** Names of entities and fields that are not there, and keys that do not fit each other. */
export function referenceProblems(view: View): Problem[] {
  const problems: Problem[] = []
  const references = new References(view, problems)
  for (const { path, definition, fields } of view.draft.entities) {
    const entity = view.entities.get(definition.name)
    if (entity && entity.path === path && definition.primaryKey && fields.length > 0)
      references.fields(entity, definition.primaryKey, joinPath(path, 'primaryKey'))
  }
  for (const relationship of view.draft.relationships) references.relationship(relationship)
  for (const constraint of view.draft.constraints) references.constraint(constraint)
  for (const { path, value } of view.draft.volume) references.entity(value.entity, joinPath(path, 'entity'))
  keyLengths(view, problems)
  return problems
}

class References {
  private readonly view: View
  private readonly problems: Problem[]

  constructor(view: View, problems: Problem[]) {
    this.view = view
    this.problems = problems
  }

  entity(name: string, path: string): ViewEntity | undefined {
    const { entities, draft } = this.view
    const found = entities.get(name)
    if (!found && !draft.malformedEntities.has(name)) {
      const known = [...entities.keys()]
      const some = known.length > 10 ? `${listed(known.slice(0, 10))} and others` : listed(known)
      this.problems.push(
        problem('UNKNOWN_ENTITY', path, `there is no entity ${quoted(name)}; there are ${some || 'none'}`),
      )
    }
    return found
  }

  fields(entity: ViewEntity, names: readonly string[], path: string): void {
    const seen = new Set<string>()
    for (const [i, name] of names.entries()) {
      this.field(entity, name, joinPath(path, i))
      if (seen.has(name))
        this.problems.push(problem('REPEATED_FIELD', joinPath(path, i), `${quoted(name)} is listed twice`))
      seen.add(name)
    }
  }

  field(entity: ViewEntity, name: string, path: string): void {
    if (entity.fields.has(name) || entity.malformedFields.has(name)) return
    const of = quoted(entity.definition.name)
    this.problems.push(problem('UNKNOWN_FIELD', path, `entity ${of} has no field ${quoted(name)}`))
  }

  relationship({ path, value }: Placed<RelationshipDefinition>): void {
    switch (value.type) {
      case 'one-to-one':
      case 'one-to-many':
        this.parent(value.parent, joinPath(path, 'parent'))
        this.end(value.child, joinPath(path, 'child'))
        break
      case 'many-to-many':
        this.parent(value.left, joinPath(path, 'left'))
        this.parent(value.right, joinPath(path, 'right'))
        if (value.through) this.through(value.through, joinPath(path, 'through'))
        break
      case 'polymorphic': {
        for (const [i, parent] of value.parents.entries()) this.parent(parent, joinPath(path, 'parents', i))
        const child = this.end(value.child, joinPath(path, 'child'))
        if (child) this.field(child, value.child.typeField, joinPath(path, 'child', 'typeField'))
        break
      }
    }
  }

  private end(end: End, path: string): ViewEntity | undefined {
    const entity = this.entity(end.entity, joinPath(path, 'entity'))
    if (entity && end.fields) this.fields(entity, end.fields, joinPath(path, 'fields'))
    return entity
  }

  private parent(end: End, path: string): void {
    const entity = this.end(end, path)
    if (!entity || end.fields || entity.primaryKey || entity.malformedFields.has('id')) return
    const name = quoted(entity.definition.name)
    this.problems.push(problem('KEY_MISSING', path, `${name} has no primary key that a relationship could point at`))
  }

  /** A joining entity that the schema does not have is made, with these fields. */
  private through(
    { entity: name, left, right }: { entity: string; left: string[]; right: string[] },
    path: string,
  ): void {
    const entity = this.view.entities.get(name)
    if (!entity || !this.view.draft.entities.some(({ definition }) => definition.name === name)) return
    this.fields(entity, left, joinPath(path, 'left'))
    this.fields(entity, right, joinPath(path, 'right'))
  }

  constraint({ path, value }: Placed<ConstraintDefinition>): void {
    const entity = this.entity(value.entity, joinPath(path, 'entity'))
    if (!entity) return
    if ('fields' in value) this.fields(entity, value.fields, joinPath(path, 'fields'))
    if ('field' in value) this.field(entity, value.field, joinPath(path, 'field'))
  }
}

function keyLengths(view: View, problems: Problem[]): void {
  for (const { path, value } of view.relationships) {
    for (const parent of parentsOf(value)) {
      if (parent.fields.length === 0 || parent.fields.length === value.child.fields.length) continue
      const key = `${quoted(parent.entity)} (${parent.fields.join(', ')})`
      const own = `${quoted(value.child.entity)} (${value.child.fields.join(', ')})`
      problems.push(problem('KEY_LENGTH_MISMATCH', path, `${own} can't hold the key of ${key}`))
    }
  }
}
