import type { ErrorCase } from './error-case.ts'

const noTypes = 'A column takes a text of any form, unless its table is STRICT.'

export const valueCases: readonly ErrorCase[] = [
  {
    name: 'a text that is too long for its column',
    postgres: {
      setUp: 'create table codes (code varchar(3))',
      steps: ["insert into codes values ('abcd')"],
      expected: 'invalid_value',
    },
    sqlite: { absent: 'It does not look at the length of a type.' },
  },
  {
    name: 'a number beyond its range',
    postgres: { steps: ['select 2147483647 + 1'], expected: 'invalid_value' },
    sqlite: { steps: ['select abs(-9223372036854775807 - 1)'], expected: 'invalid_value' },
  },
  {
    name: 'a text that is no number',
    postgres: {
      setUp: 'create table amounts (amount int)',
      steps: ["insert into amounts values ('many')"],
      expected: 'invalid_value',
    },
    sqlite: {
      setUp: 'create table amounts (amount int) strict',
      steps: ["insert into amounts values ('many')"],
      expected: 'invalid_value',
    },
  },
  {
    name: 'a text as the number of a row',
    postgres: {
      setUp: 'create table rows (id integer primary key)',
      steps: ["insert into rows values ('first')"],
      expected: 'invalid_value',
    },
    sqlite: {
      setUp: 'create table rows (id integer primary key)',
      steps: ["insert into rows values ('first')"],
      expected: 'invalid_value',
    },
  },
  {
    name: 'a text that is no date',
    postgres: { steps: ["select 'soon'::date"], expected: 'invalid_value' },
    sqlite: { absent: noTypes },
  },
  {
    name: 'a day that no month has',
    postgres: { steps: ["select '2024-02-30'::date"], expected: 'invalid_value' },
    sqlite: { absent: noTypes },
  },
  {
    name: 'a value that its enumeration lacks',
    postgres: {
      setUp: "create type mood as enum ('good', 'bad'); create table days (mood mood)",
      steps: ["insert into days values ('mixed')"],
      expected: 'invalid_value',
    },
    sqlite: { absent: 'It has no enumerations.' },
  },
  {
    name: 'a text that is no UUID',
    postgres: { steps: ["select 'x'::uuid"], expected: 'invalid_value' },
    sqlite: { absent: noTypes },
  },
  {
    name: 'a text that is no JSON',
    postgres: { steps: ["select '{'::jsonb"], expected: 'invalid_value' },
    sqlite: { steps: ["select json('{')"], expected: 'invalid_value' },
  },
  {
    name: 'a division by zero',
    postgres: { steps: ['select 1 / 0'], expected: 'invalid_value' },
    sqlite: { absent: 'Its answer is NULL.' },
  },
  {
    name: 'bytes that are no text',
    postgres: { steps: ["select convert_from('\\xff'::bytea, 'UTF8')"], expected: 'invalid_value' },
    sqlite: { absent: 'It keeps bytes as they are.' },
  },
  {
    name: 'several rows where one value is wanted',
    postgres: { steps: ['select (select n from (values (1), (2)) as v (n))'], expected: 'invalid_value' },
    sqlite: { absent: 'It takes the first of them.' },
  },
]
