/** Every way in which a schema can be wrong, and what to do about it. A code is a contract: never renamed, never reused. */
export const problemCodes = {
  MALFORMED: 'Give it the form that docs/schema.md shows.',
  MISSING: 'Add what is missing.',
  UNKNOWN_PROPERTY: 'Correct the spelling, or leave it out.',

  DUPLICATE_ENTITY: 'Give every entity a name of its own.',
  DUPLICATE_FIELD: 'Give every field of the entity a name of its own.',
  DUPLICATE_RELATIONSHIP: 'Give every relationship a name of its own.',
  DUPLICATE_CONSTRAINT: 'Give every constraint of the entity a name of its own.',
  DUPLICATE_VOLUME: 'Leave one rule for each entity.',
  DUPLICATE_TAG: 'Give every parent a tag of its own.',
  REPEATED_FIELD: 'List each field once.',

  UNKNOWN_ENTITY: 'Use the name of an entity of this schema, or add that entity.',
  UNKNOWN_FIELD: 'Use the name of a field of that entity, or add that field.',
  UNKNOWN_KIND: 'Use one of the kinds in docs/kinds.md, or faker:module.method.',
  OPTIONS_INVALID: 'Correct the options of the kind; docs/kinds.md lists them.',
  UNKNOWN_RELATIONSHIP: 'Name a parent entity, or a relationship that leads to the entity.',
  AMBIGUOUS_RELATIONSHIP: 'Give the relationships names, and use the name of one.',

  KEY_MISSING: 'Give the parent a primaryKey, or name the fields that the relationship points at.',
  KEY_NOT_UNIQUE: 'Point at the primary key or at unique fields.',
  KEY_LENGTH_MISMATCH: 'Name as many fields in the child as the key of the parent has.',
  KEY_CYCLE: 'Give one entity of the circle a key of its own.',
  TYPE_MISMATCH: 'Give both fields the same type.',

  NULL_RATE_ON_NON_NULL: 'Leave nullRate out, or let the field be null.',
  PRIMARY_KEY_NULLABLE: 'Leave nullable out: a primary key is never null.',
  OPTIONAL_ON_NON_NULL: 'Let the fields of the child be null, or leave optional out.',
  SCALE_ABOVE_PRECISION: 'Give a precision that is at least the scale.',
  CONFLICTING_PROPERTIES: 'Leave out one of them.',
  DISTRIBUTION_INVALID: 'Correct the weights of the distribution.',

  EXPRESSION_INVALID: 'Correct the expression; docs/schema.md lists what the expression language knows.',
  EXPRESSION_UNSUPPORTED: 'Use functions and operators that docs/schema.md lists.',
  COMPUTE_CYCLE: 'Let one field of the circle be made instead of computed.',

  CYCLE_NOT_NULL: 'Make one relationship of the circle optional or deferrable.',

  BOUND_INVALID: 'Give a bound of the type of the field.',
  ENUM_VALUE_INVALID: 'Give values of the type of the field.',
  RANGE_EMPTY: 'Give a min that is not above max.',
  DOMAIN_EMPTY: 'Change one of the constraints, so that a value is left that obeys all of them.',
  CHECK_NEVER: 'Change the constraint, so that a row can pass it.',
  ORDER_CYCLE: 'Take one field out of the circle.',
  ORDER_IMPOSSIBLE: 'Change the ranges or the order, so that both can hold.',
  CONDITION_IMPOSSIBLE: 'Change when or then, so that both can hold in one row.',

  VOLUME_MIN_ABOVE_MAX: 'Give a min that is not above max.',
  VOLUME_CYCLE: 'Give one entity of the circle a fixed number of rows.',
  VOLUME_EXCEEDS_UNIQUE: 'Ask for fewer rows, or widen the values of the unique fields.',
  VOLUME_EXCEEDS_PARENTS: 'Ask for at most as many rows as there are parents, or make the relationship one-to-many.',
} as const

export type ProblemCode = keyof typeof problemCodes

export interface Problem {
  readonly code: ProblemCode
  /** Where in the document: entities[2].fields[0].nullRate; empty for the whole of it. */
  readonly path: string
  readonly message: string
  readonly fix: string
}

export function problem(code: ProblemCode, path: string, message: string, fix: string = problemCodes[code]): Problem {
  return { code, path, message, fix }
}

/** entities[2].fields["first name"] */
export function joinPath(base: string, ...steps: readonly PropertyKey[]): string {
  let path = base
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`
    else if (/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(String(step))) path += path === '' ? String(step) : `.${String(step)}`
    else path += `[${JSON.stringify(String(step))}]`
  }
  return path
}

/** A name in a message: quoted, so that odd ones are seen for what they are, and cut where it is very long. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)
}

export function listed(names: Iterable<string>): string {
  return [...names].map(quoted).join(', ')
}
