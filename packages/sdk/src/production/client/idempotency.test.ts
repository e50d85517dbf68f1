import { expect, test } from 'vitest'
import { freshKeys, repeatableKeys } from './idempotency.ts'

const shape = /^[A-Za-z0-9._:-]{8,128}$/

test('fresh keys are never the same', () => {
  const keys = Array.from({ length: 100 }, () => freshKeys('users', [{}]))
  expect(new Set(keys).size).toBe(100)
  expect(keys.every((key) => shape.test(key))).toBe(true)
})

test('a program that runs again gets the same keys, whatever it asks for in between', () => {
  const first = repeatableKeys('understudy_test_1')
  const [a, b, again] = [first('users', [{ n: 1 }]), first('users', [{ n: 2 }]), first('users', [{ n: 1 }])]
  expect(new Set([a, b, again]).size).toBe(3)
  const second = repeatableKeys('understudy_test_1')
  expect(second('users', [{ n: 2 }])).toBe(b)
  second('rooms', [{ n: 1 }])
  expect([second('users', [{ n: 1 }]), second('users', [{ n: 1 }])]).toEqual([a, again])
  expect([a, b, again].every((key) => shape.test(key!))).toBe(true)
})

test('another test id, operation or input has another key', () => {
  const key = repeatableKeys('understudy_test_1')('users', [{ n: 1 }])
  expect(repeatableKeys('understudy_test_2')('users', [{ n: 1 }])).not.toBe(key)
  expect(repeatableKeys('understudy_test_1')('rooms', [{ n: 1 }])).not.toBe(key)
  expect(repeatableKeys('understudy_test_1')('users', [{ n: '1' }])).not.toBe(key)
})
