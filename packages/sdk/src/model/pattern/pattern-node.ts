/** A regular expression that needs no memory of what it matched: it can be matched in one walk over a text. */
export type PatternNode =
  /** One code point, as this piece of source says. */
  | { readonly type: 'one'; readonly source: string }
  | { readonly type: 'assertion'; readonly of: Assertion }
  | { readonly type: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly type: 'choice'; readonly items: readonly PatternNode[] }
  | { readonly type: 'repeat'; readonly item: PatternNode; readonly min: number; readonly max: number }

/** Start and end of the text, a border of a word and no border. */
export type Assertion = 'start' | 'end' | 'border' | 'no border'

/** Why a pattern is refused, said of the pattern: "it looks around". */
export class PatternRefused extends Error {
  override readonly name = 'PatternRefused'
}
