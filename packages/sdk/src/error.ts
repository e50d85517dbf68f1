/** The one error alone: who only tells of failures loads nothing else. */

export { type ErrorCode, messageOf, UnderstudyError, type UnderstudyErrorDetails } from './errors.ts'
