import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exp, ln, normalCdf, normalQuantile, pow } from './exact-math.ts'

function close(got: number, wanted: number, relative: number): void {
  expect(Math.abs(got - wanted)).toBeLessThanOrEqual(relative * Math.max(Math.abs(wanted), 1e-300))
}

test('ln, exp and pow agree with the engine to 14 digits', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
      if (Math.abs(x - 1) > 1e-3) close(ln(x), Math.log(x), 1e-14)
    }),
  )
  fc.assert(fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => close(exp(x), Math.exp(x), 4e-13)))
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1e6, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true }), (x, y) =>
      close(pow(x, y), x ** y, 1e-12),
    ),
  )
})

test('the ends are those of the real functions', () => {
  expect([ln(0), ln(1), exp(0), exp(-1000), exp(1000), pow(0, 2), pow(0, 0)]).toEqual([
    Number.NEGATIVE_INFINITY,
    0,
    1,
    0,
    Number.POSITIVE_INFINITY,
    0,
    1,
  ])
  expect(ln(-1)).toBeNaN()
})

test('the normal curve has its known quantiles', () => {
  const known = [
    [0.5, 0],
    [0.8413447460685429, 1],
    [0.9772498680518208, 2],
    [0.9986501019683699, 3],
    [0.025, -1.959963984540054],
    [0.0001, -3.719016485455709],
  ] as const
  for (const [p, x] of known) {
    expect(normalQuantile(p)).toBeCloseTo(x, 7)
    expect(normalCdf(x)).toBeCloseTo(p, 6)
  }
})

test('these bits never change', () => {
  const view = new DataView(new ArrayBuffer(8))
  const bits = (x: number) => {
    view.setFloat64(0, x)
    return view.getBigUint64(0).toString(16)
  }
  expect(
    [ln(10), exp(1), exp(-3.7), pow(2.5, 0.7), normalQuantile(0.01), normalCdf(1.3)].map(bits),
  ).toMatchInlineSnapshot(`
    [
      "40026bb1bbb55516",
      "4005bf0a8b14576a",
      "3f99511fc6871044",
      "3ffe62e5531fd7eb",
      "c0029c5c463cecf1",
      "3fece70288c5191a",
    ]
  `)
})
