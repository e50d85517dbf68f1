import { UnderstudyError } from '../../errors.ts'
import type { DatabaseTarget, DataTarget, ProductionTarget } from '../data-need.ts'

/** The target, where it is a database; test data of this kind goes nowhere else. */
export function databaseTarget(target: DataTarget, kind: string): DatabaseTarget {
  if (target.mode === 'database') return target
  throw elsewhere(kind, 'into a database', 'created(), scenario() or dataNeed({ production })')
}

/** The target, where it is production; test data of this kind goes nowhere else. */
export function productionTarget(target: DataTarget, kind: string): ProductionTarget {
  if (target.mode === 'production') return target
  throw elsewhere(kind, 'into production', 'fillTables(), fixtures(), factories() or dataNeed({ database })')
}

function elsewhere(kind: string, where: string, instead: string): UnderstudyError {
  return new UnderstudyError('TEST_DATA_FAILED', {
    operation: 'load test data',
    message: `test data of the kind ${kind} goes ${where} only`,
    hint: `Here use ${instead}; dataNeed({ database, production }) is for both.`,
  })
}
