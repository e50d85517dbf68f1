import { ofUsers, owner, rowWithout, sorted } from './scope.ts'

const routine = `select 'routine ' || p.oid::regprocedure::text || ' ' || ${owner('p.proowner')} || ' ' || pg_get_functiondef(p.oid)
  from pg_proc p where p.prokind <> 'a' and ${ofUsers('pg_proc', 'p.oid')}`

const aggregate = `select 'aggregate ' || p.oid::regprocedure::text || ' ' || (
    ${rowWithout('a', 'aggfnoid', 'aggsortop', 'aggtranstype', 'aggmtranstype')}
    || jsonb_build_object(
      'owner', ${owner('p.proowner')}, 'arguments', pg_get_function_arguments(p.oid), 'returns', pg_get_function_result(p.oid),
      'parallel', p.proparallel, 'state', a.aggtranstype::regtype::text, 'moving state', nullif(a.aggmtranstype, 0)::regtype::text,
      'sort', nullif(a.aggsortop, 0)::regoperator::text))::text
  from pg_aggregate a join pg_proc p on p.oid = a.aggfnoid where ${ofUsers('pg_proc', 'p.oid')}`

const eventTrigger = `select 'event trigger ' || quote_ident(e.evtname) || ' ' || (
    ${rowWithout('e', 'oid', 'evtname', 'evtowner', 'evtfoid', 'evttags')}
    || jsonb_build_object('owner', ${owner('e.evtowner')}, 'function', e.evtfoid::regprocedure::text, 'tags', ${sorted('e.evttags')}))::text
  from pg_event_trigger e where ${ofUsers('pg_event_trigger', 'e.oid')}`

const language = `select 'language ' || quote_ident(l.lanname) || ' ' || jsonb_build_object(
    'owner', ${owner('l.lanowner')}, 'trusted', l.lanpltrusted, 'handler', nullif(l.lanplcallfoid, 0)::regprocedure::text,
    'inline', nullif(l.laninline, 0)::regprocedure::text, 'validator', nullif(l.lanvalidator, 0)::regprocedure::text)::text
  from pg_language l where ${ofUsers('pg_language', 'l.oid')}`

export const routineQueries = [routine, aggregate, eventTrigger, language]
