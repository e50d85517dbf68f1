import { expect, test } from 'vitest'
import { normalizeDump } from './dump.ts'

const dump = (tables: string) => `--
-- PostgreSQL database dump
--

\\restrict abc

SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
SET default_tablespace = '';

${tables}
\\unrestrict abc
`
const one = `--
-- Name: t; Type: TABLE
--

CREATE TABLE public.t (
    id integer NOT NULL,
    "a,b" text DEFAULT 'x, (y'::text,
    price numeric(10,2) DEFAULT 1.5,
    CONSTRAINT c CHECK (((price > (0)::numeric) AND ("a,b" <> '),'::text)))
)
WITH (fillfactor='70');
ALTER TABLE public.t OWNER TO postgres;

CREATE FUNCTION public.f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ begin perform 1; return new; end $$;

CREATE FUNCTION public.g() RETURNS integer
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT 1;
 SELECT 2;
END;

CREATE TYPE public.c AS (
	x integer,
	y text
);
`
const other = `
CREATE TYPE public.c AS (
	y text,
	x integer
);
CREATE FUNCTION public.g() RETURNS integer
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT 1;
 SELECT 2;
END;
CREATE FUNCTION public.f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ begin perform 1; return new; end $$;
CREATE TABLE public.t (
    price numeric(10,2) DEFAULT 1.5,
    "a,b" text DEFAULT 'x, (y'::text,
    id integer NOT NULL,
    CONSTRAINT c CHECK (((price > (0)::numeric) AND ("a,b" <> '),'::text)))
)
WITH (fillfactor='70');
ALTER TABLE public.t OWNER TO postgres;
`

test('dumps that differ in the order of columns and statements are equal', async () => {
  const normal = await normalizeDump(dump(one))
  expect(normal).toEqual(await normalizeDump(dump(other)))
  expect(normal).toHaveLength(5)
  expect(normal.find((statement) => statement.startsWith('CREATE TABLE'))).toBe(`CREATE TABLE public.t (
"a,b" text DEFAULT 'x, (y'::text,
CONSTRAINT c CHECK (((price > (0)::numeric) AND ("a,b" <> '),'::text))),
id integer NOT NULL,
price numeric(10,2) DEFAULT 1.5
)
WITH (fillfactor='70')`)
})

test.each([
  ['id integer NOT NULL', 'id integer'],
  ["'x, (y'", "'x,  (y'"],
  ["fillfactor='70'", "fillfactor='80'"],
  ['perform 1', 'perform 2'],
  ['SELECT 2', 'SELECT 3'],
  ['y text\n', 'y varchar\n'],
  ['OWNER TO postgres', 'OWNER TO other'],
])('a dump with %j and one with %j are not', async (from, to) => {
  expect(await normalizeDump(dump(one))).not.toEqual(await normalizeDump(dump(one.replace(from, to))))
})
