import type { MigrationOutcome, MigrationRound, MigrationTestResult } from '@understudy/sdk/schema'
import { counted, duration } from '../../terminal/amounts.ts'
import type { Line } from '../../terminal/line.ts'
import { oneLine } from '../../terminal/printable.ts'

/** What became of each migration, for a person; the sum comes last, where it is read. */
export function resultLines({ passed, migrations }: MigrationTestResult): Line[] {
  const failed = migrations.filter(({ problems }) => problems.length > 0).length
  const sum = [
    `${counted(migrations.length, 'migration')} tested`,
    failed < migrations.length ? `${migrations.length - failed} passed` : '',
    failed > 0 ? `${failed} failed` : '',
  ]
  return [
    ...migrations.flatMap(outcomeLines),
    { text: sum.filter((part) => part !== '').join(', '), look: passed ? 'heading' : 'danger' },
  ]
}

function outcomeLines({ name, rounds, problems, notes }: MigrationOutcome): Line[] {
  return [
    {
      text: `${problems.length === 0 ? 'passed' : 'FAILED'}  ${oneLine(name)}`,
      look: problems.length === 0 ? 'heading' : 'danger',
    },
    ...rounds.flatMap(roundLines),
    ...notes.map((note) => `  note: ${oneLine(note)}`),
    ...problems.map((problem): Line => ({ text: `  problem: ${oneLine(problem)}`, look: 'danger' })),
    '',
  ]
}

function roundLines({ direction, milliseconds, steps, waits, lost }: MigrationRound): Line[] {
  const waited =
    waits === null
      ? ''
      : `; a writer waited ${duration(waits.longestWrite)} at most, a reader ${duration(waits.longestRead)}`
  return [
    `  ${direction}: ${duration(milliseconds)}${waited}`,
    ...steps.flatMap(({ number, title, milliseconds: spent, locks, rewritten }): Line[] => [
      `  ${String(number).padStart(4)}  ${oneLine(title)}  ${duration(spent)}`,
      ...(locks ?? []).map(
        ({ relation, mode }) => `        ${mode} on ${oneLine(`${relation.schema}.${relation.name}`)}`,
      ),
      ...rewritten.map((table) => `        wrote every row of ${oneLine(table)} again`),
    ]),
    // What was not announced is a problem, and told there.
    ...lost
      .filter(({ announced }) => announced)
      .map(
        ({ table, column, why }) =>
          `    as announced: ${oneLine(column === null ? table : `${table}.${column}`)}: ${oneLine(why)}`,
      ),
  ]
}
