import { hazardKinds, isDestructive, type MigrationStep, type Refusal } from '@understudy/sdk/schema'
import type { Line } from '../../terminal/line.ts'
import { oneLine } from '../../terminal/printable.ts'

const apart = { shared: '', own: ', in a transaction of its own', none: ', outside of any transaction' } as const

/** A step with all that a reviewer wants to know before it runs. */
export function stepLines(step: MigrationStep): Line[] {
  return [
    {
      text: `${String(step.number).padStart(4)}  ${oneLine(step.title)}${apart[step.transaction]}`,
      look: isDestructive(step) ? 'danger' : 'heading',
    },
    ...step.hazards.map(({ kind, why }): Line => {
      const text = `      ${hazardKinds[kind].destructive ? 'DESTRUCTIVE ' : ''}${kind}: ${oneLine(why)}`
      return hazardKinds[kind].destructive ? { text, look: 'danger' } : text
    }),
    ...step.locks.map(
      ({ relation, mode }) => `      lock: ${mode} on ${oneLine(`${relation.schema}.${relation.name}`)}`,
    ),
  ]
}

export function refusalLines(refused: readonly Refusal[]): Line[] {
  return refused.flatMap(({ object, why, hint }): Line[] => [
    { text: `not in it: ${oneLine(object)}: ${oneLine(why)}`, look: 'danger' },
    ...(hint === '' ? [] : [`  hint  ${oneLine(hint)}`]),
  ])
}
