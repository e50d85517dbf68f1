import type { Model, Named, RandomComposite, RandomTable } from './model.ts'

/** The first model with so many of a hundred choices taken from the other, where what is not there counts as a choice. */
export function crossed(one: Model, other: Model, percent: number, seed: number): Model {
  const takes = (path: string): boolean => hash(`${seed} ${path}`) % 100 < percent

  const named = <Element>(
    path: string,
    a: Named<Element>,
    b: Named<Element>,
    within?: (path: string, a: Element, b: Element) => Element,
  ): Named<Element> => {
    const made: Record<string, Element> = {}
    for (const name of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
      const here = `${path}/${name}`
      const [first, second] = [a[name], b[name]]
      if (first !== undefined && second !== undefined && within) made[name] = within(here, first, second)
      else {
        const taken = takes(here) ? second : first
        if (taken !== undefined) made[name] = taken
      }
    }
    return made
  }

  const table = (path: string, a: RandomTable, b: RandomTable): RandomTable => ({
    key: takes(`${path}/key`) ? b.key : a.key,
    columns: named(`${path}/columns`, a.columns, b.columns, (at, first, second) => ({
      type: takes(`${at}/type`) ? second.type : first.type,
      required: takes(`${at}/required`) ? second.required : first.required,
      fallback: takes(`${at}/fallback`) ? second.fallback : first.fallback,
      generated: takes(`${at}/generated`) ? second.generated : first.generated,
      comment: takes(`${at}/comment`) ? second.comment : first.comment,
    })),
    uniques: named(`${path}/uniques`, a.uniques, b.uniques),
    checks: named(`${path}/checks`, a.checks, b.checks),
    references: named(`${path}/references`, a.references, b.references),
    indexes: named(`${path}/indexes`, a.indexes, b.indexes),
    triggers: named(`${path}/triggers`, a.triggers, b.triggers),
    policies: named(`${path}/policies`, a.policies, b.policies),
    grants: named(`${path}/grants`, a.grants, b.grants),
    parts: named(`${path}/parts`, a.parts, b.parts),
    rowSecurity: takes(`${path}/rowSecurity`) ? b.rowSecurity : a.rowSecurity,
    unlogged: takes(`${path}/unlogged`) ? b.unlogged : a.unlogged,
    fillfactor: takes(`${path}/fillfactor`) ? b.fillfactor : a.fillfactor,
    comment: takes(`${path}/comment`) ? b.comment : a.comment,
  })

  const composite = (path: string, a: RandomComposite, b: RandomComposite): RandomComposite => ({
    fields: named(path, a.fields, b.fields),
  })

  return {
    enums: named('enums', one.enums, other.enums),
    domains: named('domains', one.domains, other.domains),
    composites: named('composites', one.composites, other.composites, composite),
    sequences: named('sequences', one.sequences, other.sequences),
    functions: named('functions', one.functions, other.functions),
    tables: named('tables', one.tables, other.tables, table),
    views: named('views', one.views, other.views),
    counters: named('counters', one.counters, other.counters),
    triggerBody: takes('triggerBody') ? other.triggerBody : one.triggerBody,
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193) >>> 0
  return (state ^ (state >>> 15)) >>> 0
}
