import { quoteLiteral } from '../../../../database/postgres/quote.ts'
import type { EventTrigger } from '../../../definition.ts'
import { canonical } from '../../../diff/canonical.ts'
import { hazard } from '../hazards.ts'
import type { KindRules } from '../kind-rules.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { firingVerbs } from './firing.ts'

const privileged = hazard('needs a superuser', 'Only a superuser has event triggers.')

export const eventTriggerRules: KindRules<'event trigger'> = {
  create: ({ id, object }) => [
    {
      action: 'create',
      title: `create ${id}`,
      statements: [creation(object), ...(object.fires === 'origin' ? [] : [fired(object)])],
      hazards: [privileged],
    },
  ],
  drop: ({ id, object }, world) => [
    {
      action: 'drop',
      title: `drop ${id}`,
      statements: [`DROP EVENT TRIGGER ${quoteIdentifier(object.name)}`],
      hazards: world.after.facts.has(id)
        ? []
        : [hazard('drops what protects data', `Nothing is done any more at ${object.event}.`)],
    },
  ],
  alter({ object: from }, { id, object: to }) {
    if (canonical({ ...from, fires: null }) !== canonical({ ...to, fires: null })) return { how: 'replace' }
    const title = `let ${id} fire: ${to.fires}`
    const hazards =
      to.fires === 'never' || to.fires === 'replica'
        ? [hazard('drops what protects data', `${to.name} no longer fires at ${to.event}.`)]
        : []
    return { how: 'in place', drafts: [{ action: 'alter', title, statements: [fired(to)], hazards }] }
  },
}

function creation({ name, event, function: called, tags }: EventTrigger): string {
  const when = tags.length === 0 ? '' : ` WHEN TAG IN (${tags.map((tag) => quoteLiteral(tag)).join(', ')})`
  const head = `CREATE EVENT TRIGGER ${quoteIdentifier(name)} ON ${quoteIdentifier(event)}`
  return `${head}${when} EXECUTE FUNCTION ${quoteTable(called)}()`
}

function fired({ name, fires }: EventTrigger): string {
  return `ALTER EVENT TRIGGER ${quoteIdentifier(name)} ${firingVerbs[fires]}`
}
