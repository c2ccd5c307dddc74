-- Whatever people edit leaves a trail, read from the catalog: a new table without one fails here.
begin;
select plan(2);

select is_empty(
    $$
    select c.oid::regclass
    from pg_class as c
    where c.relnamespace = 'public'::regnamespace
        and c.relkind in ('r', 'p')
        and not c.relispartition
        and has_any_column_privilege('authenticated', c.oid, 'insert, update')
        and not exists (
            select from pg_trigger as t
            where t.tgrelid = c.oid and t.tgfoid = 'private.audit'::regproc
        )
        -- A profile is its person's own affair. The others tell who and when themselves: who
        -- asked for a generation, who settled an alert, what a competitor asked on a day.
        and c.relname not in (
            'profiles', 'ai_generations', 'security_alerts', 'competitor_prices'
        )
    $$,
    'every table that people edit is audited'
);
select is_empty(
    $$
    select t.tgrelid::regclass
    from pg_trigger as t
    where t.tgfoid = 'private.audit'::regproc
    group by t.tgrelid
    -- 29: for each row, after insert, delete and update; by one trigger or several.
    having bit_or(t.tgtype) <> 29 or bool_or(t.tgtype & 1 = 0 or t.tgenabled <> 'O')
    $$,
    'for every kind of change'
);

select * from finish();
rollback;
