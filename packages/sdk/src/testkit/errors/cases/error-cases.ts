import { connectionCases } from './connection-cases.ts'
import { constraintCases } from './constraint-cases.ts'
import type { ErrorCase } from './error-case.ts'
import { limitCases } from './limit-cases.ts'
import { statementCases } from './statement-cases.ts'
import { transactionCases } from './transaction-cases.ts'
import { valueCases } from './value-cases.ts'

/** Every class of errors that an engine can be brought to say without harm to anybody, by at least one case. */
export const errorCases: readonly ErrorCase[] = [
  ...constraintCases,
  ...valueCases,
  ...statementCases,
  ...transactionCases,
  ...connectionCases,
  ...limitCases,
]
