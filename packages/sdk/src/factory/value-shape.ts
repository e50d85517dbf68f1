/** What a schema allows in one place, whatever library it was written with. */
export type ValueShape = { readonly nullable: boolean } & (
  | {
      readonly is: 'text'
      readonly format: string | undefined
      /** A regular expression that need not match from end to end. */
      readonly pattern: string | undefined
      readonly minLength: number | undefined
      readonly maxLength: number | undefined
    }
  | {
      readonly is: 'integer' | 'number' | 'bigint'
      readonly min: number | undefined
      readonly max: number | undefined
      readonly step: number | undefined
    }
  | { readonly is: 'boolean' | 'date' | 'null' | 'unknown' }
  | { readonly is: 'choice'; readonly values: readonly unknown[] }
  | {
      readonly is: 'list'
      readonly items: ValueShape
      readonly first: readonly ValueShape[]
      readonly min: number
      readonly max: number
    }
  | { readonly is: 'object'; readonly fields: readonly ShapeField[] }
)

export interface ShapeField {
  readonly name: string
  readonly optional: boolean
  readonly shape: ValueShape
}
