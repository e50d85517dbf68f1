import { quoteIdentifier } from '../../../database/sqlite/quote.ts'
import type { SchemaDefinition, Trigger, View } from '../../definition.ts'
import { canonical } from '../../diff/canonical.ts'
import { objectId } from '../../identity.ts'
import { createView, viewsInOrder } from './create-view.ts'
import type { Draft } from './draft.ts'

export interface Disturbance {
  /** Tables of the first schema that are dropped, also to be made again: their triggers go with them. */
  readonly dropped: ReadonlySet<string>
  /** Something is renamed, which no view or trigger may see. */
  readonly renames: boolean
}

/** Views and triggers: dropped before and made after everything else, where they change or are in the way. */
export function textChanges(
  before: SchemaDefinition,
  after: SchemaDefinition,
  { dropped, renames }: Disturbance,
): { readonly drop: readonly Draft[]; readonly create: readonly Draft[] } {
  const wanted = new Set([...after.views.map(viewText), ...after.triggers.map(({ definition }) => definition)])
  const views = new Set(before.views.map(viewText).filter((text) => !renames && wanted.has(text)))
  const goneViews = before.views.filter((view) => !views.has(viewText(view)))
  const gone = new Set([...dropped, ...goneViews.map(({ name }) => name)])
  const triggers = new Set(
    before.triggers
      .filter(({ table, definition }) => wanted.has(definition) && !renames && !gone.has(table.name))
      .map(({ definition }) => definition),
  )
  return {
    drop: [
      ...before.triggers.filter(({ definition }) => !triggers.has(definition)).map(dropTrigger),
      ...goneViews.map(dropView),
    ],
    create: [
      ...viewsInOrder(after.views.filter((view) => !views.has(viewText(view)))).map(createViewDraft),
      ...after.triggers.filter(({ definition }) => !triggers.has(definition)).map(createTrigger),
    ],
  }
}

function viewText({ name, definition, options }: View): string {
  return canonical([name, definition, options])
}

function dropView({ schema, name }: View): Draft {
  return {
    action: 'drop',
    object: objectId('view', schema, name),
    title: `drop view ${schema}.${name}`,
    statements: [`DROP VIEW ${quoteIdentifier(name)}`],
  }
}

function createViewDraft(view: View): Draft {
  return {
    action: 'create',
    object: objectId('view', view.schema, view.name),
    title: `create view ${view.schema}.${view.name}`,
    statements: [createView(view)],
  }
}

function dropTrigger(trigger: Trigger): Draft {
  return {
    ...onTrigger('drop', trigger),
    statements: [`DROP TRIGGER ${quoteIdentifier(trigger.name)}`],
  }
}

function createTrigger(trigger: Trigger): Draft {
  return { ...onTrigger('create', trigger), statements: [trigger.definition] }
}

function onTrigger<Action extends 'drop' | 'create'>(action: Action, { name, table }: Trigger) {
  return {
    action,
    object: objectId('trigger', table.schema, table.name, name),
    title: `${action} trigger ${name} on ${table.schema}.${table.name}`,
  }
}
