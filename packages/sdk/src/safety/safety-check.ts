/** One thing that was looked at before anything was touched, and what was seen. */
export interface SafetyCheck {
  readonly name:
    | 'environment type'
    | 'source is read-only'
    | 'source role cannot write'
    | 'source shows all rows'
    | 'target is not production'
    | 'target is not the source'
    | 'confirmed'
    | 'policy is complete'
  readonly outcome: 'passed' | 'waived' | 'failed'
  /** A sentence; never a secret and never a value. */
  readonly message: string
}
