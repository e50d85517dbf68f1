/**
 * An expression over the fields of one row, as CHECK constraints of Postgres and SQLite and the `check`, `when`, `then`
 * and `compute` of a schema hold it. Closed: whoever reads one switches over `type` exhaustively.
 */
export type Expression =
  | Literal
  | FieldReference
  | Logical
  | Not
  | Negation
  | Comparison
  | Arithmetic
  | OtherOperator
  | IsTest
  | Distinct
  | Between
  | InList
  | Quantified
  | Match
  | Case
  | Call
  | Cast
  | ArrayValue
  | Subscript
  | Collate

/** `text` is what stood between the quotes, or the digits of a number; booleans and null need none. */
export type Literal =
  | { readonly type: 'literal'; readonly kind: 'number' | 'text' | 'bytes'; readonly text: string }
  | { readonly type: 'literal'; readonly kind: 'boolean'; readonly value: boolean }
  | { readonly type: 'literal'; readonly kind: 'null' }

/** Qualifiers (schema, table) are read and left out: an expression is about one row. */
export interface FieldReference {
  readonly type: 'field'
  readonly name: string
  /** Written in quotes: the name is meant letter by letter. */
  readonly quoted: boolean
}
/** Two operands or more. */
export interface Logical {
  readonly type: 'and' | 'or'
  readonly operands: readonly Expression[]
}
export interface Not {
  readonly type: 'not'
  readonly operand: Expression
}
export interface Negation {
  readonly type: 'negate'
  readonly operand: Expression
}

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>='
export interface Comparison {
  readonly type: 'compare'
  readonly operator: ComparisonOperator
  readonly left: Expression
  readonly right: Expression
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '||'
export interface Arithmetic {
  readonly type: 'arithmetic'
  readonly operator: ArithmeticOperator
  readonly left: Expression
  readonly right: Expression
}
/** Any other operator of a database, such as @> or ->>: some are known to evaluation, the rest make it unsupported. */
export interface OtherOperator {
  readonly type: 'operator'
  readonly operator: string
  /** Absent before a prefix operator. */
  readonly left: Expression | undefined
  readonly right: Expression
}

export interface IsTest {
  readonly type: 'is'
  readonly operand: Expression
  readonly test: 'null' | 'true' | 'false' | 'unknown'
  readonly negated: boolean
}
/** IS DISTINCT FROM; negated: IS NOT DISTINCT FROM, which is SQLite's IS. */
export interface Distinct {
  readonly type: 'distinct'
  readonly left: Expression
  readonly right: Expression
  readonly negated: boolean
}
export interface Between {
  readonly type: 'between'
  readonly operand: Expression
  readonly low: Expression
  readonly high: Expression
  readonly negated: boolean
}
export interface InList {
  readonly type: 'in'
  readonly operand: Expression
  readonly list: readonly Expression[]
  readonly negated: boolean
}
/** `operand operator ANY (array)` or ALL. */
export interface Quantified {
  readonly type: 'quantified'
  readonly operator: ComparisonOperator
  readonly quantifier: 'any' | 'all'
  readonly operand: Expression
  readonly array: Expression
}

export type MatchStyle = 'like' | 'ilike' | 'similar' | 'regex' | 'iregex' | 'glob'
export interface Match {
  readonly type: 'match'
  readonly style: MatchStyle
  readonly operand: Expression
  readonly pattern: Expression
  /** The expression behind ESCAPE. */
  readonly escapedBy: Expression | undefined
  readonly negated: boolean
}

export interface CaseBranch {
  readonly condition: Expression
  readonly result: Expression
}
export interface Case {
  readonly type: 'case'
  readonly operand: Expression | undefined
  readonly branches: readonly CaseBranch[]
  readonly otherwise: Expression | undefined
}
/** `name` in lower case and without its schema; EXTRACT, SUBSTRING … FROM and their like become ordinary calls. */
export interface Call {
  readonly type: 'call'
  readonly name: string
  readonly parameters: readonly Expression[]
}

export interface TypeName {
  /** In lower case where it was not quoted, without its schema, words joined by one space. */
  readonly name: string
  readonly modifiers: readonly number[]
  /** How many [] follow it. */
  readonly dimensions: number
}
export interface Cast {
  readonly type: 'cast'
  readonly operand: Expression
  readonly target: TypeName
}
export interface ArrayValue {
  readonly type: 'array'
  readonly elements: readonly Expression[]
}
export interface Subscript {
  readonly type: 'subscript'
  readonly operand: Expression
  readonly index: Expression
}
export interface Collate {
  readonly type: 'collate'
  readonly operand: Expression
  readonly collation: string
}
