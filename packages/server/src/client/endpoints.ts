import type { Api } from './routes.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** Paths that answer a method, with a colon before what is to be filled in. */
export type PathOf<M extends Method> = {
  [Path in keyof Api]: `$${M}` extends keyof Api[Path] ? Path : never
}[keyof Api]

type EndpointOf<M extends Method, Path extends keyof Api> = Api[Path][`$${M}` & keyof Api[Path]]

/** In a path and in a query everything becomes text, so a number may stand there as one. */
type Wide<Values> = { [Name in keyof Values]: undefined extends Values[Name] ? Text | undefined : Text }
type Text = string | number | boolean

type Part<Input, Name extends string> = Name extends keyof Input ? Input[Name] : undefined
type WhereThere<Name extends string, Value> = [Value] extends [undefined]
  ? unknown
  : Record<never, never> extends Value
    ? { readonly [Key in Name]?: Value }
    : { readonly [Key in Name]: Value }

/** What an endpoint is asked: `param`, `query`, `json`, as far as it takes them. */
export type Asked<M extends Method, Path extends PathOf<M>> =
  EndpointOf<M, Path> extends { input: infer Input } ? AskedOf<Input> : never
type AskedOf<Input> = WhereThere<'param', Wide<Part<Input, 'param'>>> &
  WhereThere<'query', Wide<Part<Input, 'query'>>> &
  WhereThere<'json', Part<Input, 'json'>>

/** What it answers where it does what it is asked; undefined where there is nothing to say. */
export type Answer<M extends Method, Path extends PathOf<M>> = AnswerOf<
  Extract<EndpointOf<M, Path>, { status: 200 | 201 | 202 | 204 }>
>
type AnswerOf<Endpoint> = Endpoint extends { output: infer Output; outputFormat: infer Format }
  ? Format extends 'json'
    ? Output
    : undefined
  : never
