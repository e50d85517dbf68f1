import type { Fact } from '../../facts.ts'
import type { Draft, World } from './kind-rules.ts'
import * as routine from './kinds/routine-stub.ts'
import * as view from './kinds/view-stub.ts'

/** The object as far as others need it, without what it needs itself; null where there is no such half. */
export function stubOf(fact: Fact): Draft | null {
  switch (fact.kind) {
    case 'view':
      return view.stubOf({ ...fact, kind: fact.kind })
    case 'function':
    case 'procedure':
      return routine.stubOf({ ...fact, kind: fact.kind })
    default:
      return null
  }
}

/** What makes the stub out of the whole, so that it needs nothing any more. */
export function hollowOf(fact: Fact): Draft | null {
  const stub = stubOf(fact)
  if (stub === null) return null
  const statements = stub.statements.map((statement) => statement.replace(/^CREATE VIEW/, 'CREATE OR REPLACE VIEW'))
  return { action: 'alter', title: `empty ${fact.id}, which goes later`, statements }
}

/** What makes the whole out of the stub. */
export function overStub(fact: Fact, world: World): readonly Draft[] {
  switch (fact.kind) {
    case 'view':
      return view.overStub({ ...fact, kind: fact.kind }, world)
    case 'function':
    case 'procedure':
      return routine.overStub({ ...fact, kind: fact.kind }, world)
    default:
      return []
  }
}
