import { expect, test } from 'vitest'
import { UnderstudyError } from '../../errors.ts'
import { placed } from './named-parameters.ts'

test('each name becomes one place, however often it stands there', () => {
  expect(placed('select :a, :b, :a', { a: 1, b: null })).toEqual({ text: 'select $1, $2, $1', values: [1, null] })
  expect(placed('where x=:a_1 and(y=:B)', { a_1: 1, B: 2 })).toEqual({ text: 'where x=$1 and(y=$2)', values: [1, 2] })
})

test('what only looks like a name stays: strings, names, comments, casts, slices, bodies of functions', () => {
  const text = `select ':a', E'it\\'s :a', ":a", '10:30'::time, x[1:n], x[y:n], $$ :a $$, $f$ :a $$ :a $f$, f(p := 1)
    -- :a
    /* :a */`
  expect(placed(text, {})).toEqual({ text, values: [] })
  expect(placed(`${text} where id = :a`, { a: 7 })).toEqual({ text: `${text} where id = $1`, values: [7] })
})

test('places are taken as they are', () => {
  expect(placed("select $1, ':a' || :a", [1])).toEqual({ text: "select $1, ':a' || :a", values: [1] })
})

test('a name without a value, or a value without a name, is refused by that name and without the value', () => {
  for (const given of [{ other: 'secret' }, { id: 1, other: 'secret' }]) {
    const refused = () => placed('select :id', given)
    expect(refused).toThrow(UnderstudyError)
    expect(refused).not.toThrow(/secret/)
  }
  expect(() => placed('select :constructor', {})).toThrow(':constructor')
})
