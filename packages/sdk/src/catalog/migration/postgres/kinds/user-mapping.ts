import type { UserMapping } from '../../../foreign.ts'
import { hazard } from '../hazards.ts'
import type { KindRules } from '../kind-rules.ts'
import { quoteIdentifier } from '../quote.ts'

/** Values of options are secrets that nobody has read: what needs one is left to a person. */
export const userMappingRules: KindRules<'user mapping'> = {
  create({ id, object }) {
    const names = object.optionNames.join(', ')
    const statements = [`CREATE USER MAPPING ${whose(object)}`]
    if (names === '') return [{ action: 'create', title: `create ${id}`, statements }]
    const why = `Values of ${names} are secrets that are not read: add them by ALTER USER MAPPING ${whose(object)} OPTIONS.`
    const hazards = [hazard('depends on what is not tracked', why)]
    return [{ action: 'create', title: `create ${id} without its options`, statements, hazards }]
  },
  drop({ id, object }) {
    const why = `Values of ${object.optionNames.join(', ')} are secrets that are not read, and go with it.`
    const hazards = object.optionNames.length === 0 ? [] : [hazard('cannot be undone', why)]
    return [{ action: 'drop', title: `drop ${id}`, statements: [`DROP USER MAPPING ${whose(object)}`], hazards }]
  },
  alter({ object: from }, { id, object: to }) {
    const added = to.optionNames.filter((name) => !from.optionNames.includes(name))
    if (added.length > 0) {
      const hint = `Add them by ALTER USER MAPPING ${whose(to)} OPTIONS, then compare again.`
      return { how: 'refuse', why: `values of ${added.join(', ')} are secrets that are not read`, hint }
    }
    const dropped = from.optionNames.filter((name) => !to.optionNames.includes(name))
    if (dropped.length === 0) return { how: 'in place', drafts: [] }
    const options = dropped.map((name) => `DROP ${quoteIdentifier(name)}`).join(', ')
    const statements = [`ALTER USER MAPPING ${whose(to)} OPTIONS (${options})`]
    const hazards = [hazard('cannot be undone', `Values of ${dropped.join(', ')} are secrets that are not read.`)]
    return { how: 'in place', drafts: [{ action: 'alter', title: `drop options of ${id}`, statements, hazards }] }
  },
}

function whose({ server, role }: UserMapping): string {
  return `FOR ${role === null ? 'PUBLIC' : quoteIdentifier(role)} SERVER ${quoteIdentifier(server)}`
}
