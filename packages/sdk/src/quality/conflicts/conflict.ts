/** Rules that no data can meet together, or that say nothing which others do not say. */
export interface RuleConflicts {
  readonly conflicts: readonly Conflict[]
  readonly redundant: readonly Redundancy[]
  /** What was not held against the others, with the reason: there a conflict may be hidden. */
  readonly undecided: readonly Undecided[]
}

/** Left out any one of them, the others can be met. */
export interface Conflict {
  readonly rules: readonly string[]
  /** For people: what is impossible. */
  readonly message: string
}

export interface Redundancy {
  readonly rule: string
  /** They say as much; left out any one of them, the others do not. */
  readonly impliedBy: readonly string[]
}

export interface Undecided {
  readonly rule: string
  readonly why: string
}
