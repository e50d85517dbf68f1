/** A database whose owner has left every kind of trap in it: whatever of this runs, writes or takes something. */
export const attackedDatabase = `
  create extension dblink;
  create extension citext;
  create extension hstore;
  create extension tablefunc;
  create table victims (id integer primary key, name text, email citext);
  insert into victims values (1, 'Ada', 'ada@example.com'), (2, 'Ben', 'ben@example.com');
  create table log (at timestamptz default now(), what text);
  create sequence counter;
  create materialized view sums as select count(*) from victims;
  create type pair as (a integer, b integer);
  create unlogged table scratch (id integer);
  create publication everything for all tables;

  create function evil_insert() returns integer language sql volatile as $$ insert into public.log (what) values ('evil'); select 1 $$;
  create function evil_definer() returns integer language plpgsql volatile security definer as
    $$ begin insert into public.log (what) values ('definer'); return 1; end $$;
  create function evil_dynamic() returns integer language plpgsql volatile as
    $$ begin execute 'create table public.made (id integer)'; return 1; end $$;
  create function evil_read_write() returns integer language plpgsql volatile as
    $$ begin perform set_config('transaction_read_only', 'off', false); insert into public.log (what) values ('rw'); return 1; end $$;
  create function evil_settings() returns text language sql volatile as $$ select set_config('app.evil', 'yes', false) $$;
  create function evil_stable() returns text language plpgsql stable security definer as
    $$ begin perform pg_catalog.pg_advisory_lock(666); return 'taken'; end $$;
  create function evil_immutable(integer) returns integer language plpgsql immutable as
    $$ begin perform pg_catalog.pg_advisory_lock(667); return 1; end $$;
  create function evil_notify() returns integer language plpgsql volatile as $$ begin perform pg_notify('evil', 'yes'); return 1; end $$;
  create function evil_elsewhere() returns text language sql volatile security definer as
    $$ select public.dblink_exec('dbname=' || current_database(), 'insert into public.log (what) values (''elsewhere'')') $$;
  create function evil_rows() returns setof integer language plpgsql volatile as
    $$ begin insert into public.log (what) values ('rows'); return next 1; end $$;
  create function evil_of(victims) returns integer language plpgsql volatile as
    $$ begin perform pg_catalog.pg_advisory_lock(668); return 1; end $$;
  create function evil_step(integer, integer) returns integer language plpgsql volatile as
    $$ begin perform pg_catalog.pg_advisory_lock(669); return 1; end $$;
  create aggregate evil_sum(integer) (sfunc = evil_step, stype = integer, initcond = 0);
  create function evil_same(pair, pair) returns boolean language plpgsql volatile as
    $$ begin perform pg_catalog.pg_advisory_lock(670); return true; end $$;
  create function evil_mixed(pair, integer) returns boolean language plpgsql volatile as
    $$ begin perform pg_catalog.pg_advisory_lock(674); return true; end $$;
  create operator public.@@@ (leftarg = pair, rightarg = pair, function = evil_same);
  create operator public.= (leftarg = pair, rightarg = integer, function = evil_mixed);
  create procedure evil_procedure() language plpgsql as $$ begin insert into public.log (what) values ('procedure'); commit; end $$;
  create function "Evil Quoted"() returns integer language plpgsql volatile as
    $$ begin perform pg_catalog.pg_advisory_lock(671); return 1; end $$;
  create function public.lower(victims) returns integer language plpgsql volatile as
    $$ begin perform pg_catalog.pg_advisory_lock(672); return 1; end $$;

  create view evil_view as select public.evil_stable() as taken;
  create view evil_locks as select pg_advisory_lock(673)::text as taken;
  create view evil_deep as select * from evil_locks;
  create view writable as select id, name from victims;
  create rule also as on update to victims do also insert into log (what) values ('rule');
`

/** All that could have changed, as one text; no part of it depends on who reads or when. */
export const stateOfServer = `
  select json_build_object(
    'rows', (select json_object_agg(t, md5(query_to_xml(format('select * from %s t order by t::text', t), true, false, '')::text))
      from (select format('%I.%I', n.nspname, c.relname) as t from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_t%' order by 1) s),
    'sequences', (select json_agg(s order by s.sequencename) from pg_sequences s),
    'objects', (select json_agg(format('%s %s %s', l.oid, l.lomowner, l.lomacl) order by l.oid) from pg_largeobject_metadata l),
    'bytes', (select md5(string_agg(loid::text || pageno || data::text, ',' order by loid, pageno)) from pg_largeobject),
    'relations', (select md5(string_agg(format('%s %s %s %s %s', oid, relname, relfilenode, relacl, relowner), ',' order by oid)) from pg_class where oid >= 16384),
    'functions', (select md5(string_agg(format('%s %s %s', oid, proname, prosrc), ',' order by oid)) from pg_proc where oid >= 16384),
    'roles', (select md5(string_agg(a::text, ',' order by a.oid)) from pg_authid a where rolname like 'understudy_bypass%' or oid < 16384),
    'database', (select d::text from (select datname, datdba, datacl, datallowconn, datconnlimit from pg_database where datname = current_database()) d),
    'comments', (select md5(string_agg(d::text, ',' order by d::text)) from pg_description d where objoid >= 16384),
    'settings', (select json_agg(s::text order by s::text) from pg_db_role_setting s
      where setdatabase = (select oid from pg_database where datname = current_database())),
    'configuration', (select md5(pg_read_file('postgresql.auto.conf'))),
    'prepared', (select count(*) from pg_prepared_xacts where database = current_database()),
    'slots', (select count(*) from pg_replication_slots where database is null or database = current_database()),
    'origins', (select count(*) from pg_replication_origin),
    'advisory', (select count(*) from pg_locks where locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())),
    'strong', (select count(*) from pg_locks l join pg_stat_activity a using (pid)
      where a.usename like 'understudy_bypass%' and l.mode <> 'AccessShareLock' and l.locktype <> 'virtualxid')
  )::text as state`
