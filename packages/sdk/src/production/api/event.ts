/**
 * What happens in a test data API. No event holds a value of a request or a secret; `error` of a failure is what the
 * application itself threw, for its own log.
 */
export type TestApiEvent =
  | {
      readonly type: 'request'
      readonly requestId: string
      /** A name of an operation, or undefined where the request named none that exists. */
      readonly operation: string | undefined
      readonly status: number
      readonly errorCode: string | undefined
      readonly milliseconds: number
    }
  | {
      readonly type: 'failed'
      readonly requestId: string | undefined
      readonly operation: string
      readonly error: unknown
    }
  | { readonly type: 'reaped'; readonly removed: number; readonly failures: number }
  /** Test data is left that could not be removed: somebody has to look. */
  | { readonly type: 'alert'; readonly testId: string | undefined; readonly failures: readonly Leftover[] }

export interface Leftover {
  readonly type: string
  readonly id: string
  readonly reason: string
}
