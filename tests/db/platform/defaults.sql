-- What nobody has opened is closed.
begin;
set local search_path = public, extensions;
select plan(6);

set local role postgres;
create table public.just_made (id integer);
create function public.just_made() returns integer language sql set search_path = ''
as $$ select 1 $$;

select ok(
    not has_table_privilege('anon', 'public.just_made', 'select'),
    'a new table is closed to anon'
);
select ok(
    not has_table_privilege('authenticated', 'public.just_made', 'select'),
    'a new table is closed to members'
);
select ok(
    not has_table_privilege('service_role', 'public.just_made', 'insert'),
    'a new table is closed to the server'
);
select ok(
    not has_function_privilege('anon', 'public.just_made()', 'execute'),
    'a new function is closed to anon'
);
select ok(
    not has_function_privilege('authenticated', 'public.just_made()', 'execute'),
    'a new function is closed to members'
);
select ok(
    not has_schema_privilege('anon', 'private', 'create'),
    'anon may call what it is granted in private, and put nothing there'
);

select * from finish();
rollback;
