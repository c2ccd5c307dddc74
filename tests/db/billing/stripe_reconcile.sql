-- A reconciliation finds what is missing, extra or different, to the minor unit, and repairs it;
-- it goes on at its cursor, and never succeeds when a list was not read to its end.
begin;
select plan(38);

create function pg_temp.reading(id text, data jsonb) returns jsonb
language sql
as $$
    select jsonb_build_object(
        'object', 'charge',
        'id', id,
        'data', jsonb_build_object('id', id, 'object', 'charge', 'currency', 'usd') || data
    )
$$;
create function pg_temp.have(id text, data jsonb, version text default 'v1') returns void
language sql
as $$
    select public.store_stripe_objects(
        'platform', clock_timestamp(), jsonb_build_array(pg_temp.reading(id, data)), version
    )
$$;
create function pg_temp.run() returns uuid
language sql
as $$
    select r.id from public.stripe_reconciliations as r where r.status = 'running'
$$;
create function pg_temp.page(
    after text, objects jsonb, is_last boolean default true, version text default 'v1'
) returns boolean
language plpgsql
as $$
declare
    begun constant jsonb := public.begin_stripe_page(pg_temp.run(), 'charge');
begin
    return public.take_stripe_page(
        pg_temp.run(), 'charge', after, (begun ->> 'read_at')::timestamptz, objects,
        objects -> -1 ->> 'id', is_last, version
    );
end
$$;
create function pg_temp.drift() returns text[]
language sql
as $$
    select coalesce(
        array_agg(
            concat_ws(
                ' ', d.id, d.kind, array_to_string(d.fields, ','), d.currency,
                d.amount_difference, case when d.is_repaired then 'repaired' end
            )
            order by d.id
        ),
        '{}'
    )
    from public.stripe_drift as d
    where d.reconciliation_id = (
        select r.id
        from public.stripe_reconciliations as r
        order by r.started_at desc
        limit 1
    )
$$;
-- All steps but those of charges are empty.
create function pg_temp.finish_others() returns void
language sql
as $$
    update public.stripe_reconciliation_steps as s
    set status = 'completed'
    where s.object not in ('charge', 'derivation') and s.status = 'pending'
$$;
create function pg_temp.finish_all() returns text
language plpgsql
as $$
declare
    run constant uuid := pg_temp.run();
begin
    perform public.finish_stripe_step(run, 'charge');
    while public.rederive_stripe_objects(run) loop
        null;
    end loop;
    perform public.finish_stripe_step(run, 'derivation');
    return (select r.status from public.stripe_reconciliations as r where r.id = run);
end
$$;

select pg_temp.have('ch_same', '{"amount": 100}');
select pg_temp.have('ch_changed', '{"amount": 100, "description": "ours"}');
select pg_temp.have('ch_extra', '{"amount": 70, "currency": "jpy"}');
select pg_temp.have('ch_unlisted', '{"amount": 10}');

-- a run ------------------------------------------------------------------------------------

select throws_ok(
    $$ select public.start_stripe_reconciliation('acct_nobody') $$, 'PT404', null,
    'of an account that is not there nothing is compared'
);
select is(
    public.start_stripe_reconciliation('platform'), pg_temp.run(), 'a run begins'
);
select is(
    public.start_stripe_reconciliation('platform'), pg_temp.run(), 'a second one is the same'
);
select is(
    (select count(*) from jobs.job_queue as q where q.job_type = 'stripe.reconcile_kind'),
    cardinality(private.stripe_kinds())::bigint,
    'with one job for each kind'
);
select pg_temp.finish_others();

select ok(
    pg_temp.page(
        null,
        jsonb_build_array(
            pg_temp.reading('ch_missing', '{"amount": 505}'),
            pg_temp.reading('ch_changed', '{"amount": 130, "description": "theirs"}')
        ),
        false
    ),
    'a page is taken in'
);
select is(
    pg_temp.drift(),
    array[
        'ch_changed different amount,description USD 30 repaired',
        'ch_missing missing  USD 505 repaired'
    ],
    'what is missing or differs is noted, with Stripe''s amount less ours, and repaired'
);
select is(
    (select (d.ours, d.theirs)::text from public.stripe_drift as d where d.id = 'ch_changed'),
    (
        '{"amount": 100, "description": "ours"}'::jsonb,
        '{"amount": 130, "description": "theirs"}'::jsonb
    )::text,
    'with the fields of both sides'
);
select is(
    (select o.data -> 'amount' from public.stripe_objects as o where o.id = 'ch_changed'),
    '130',
    'our side is Stripe''s now'
);
select ok(
    not pg_temp.page(null, jsonb_build_array(pg_temp.reading('ch_twice', '{"amount": 1}'))),
    'a page that was taken in is not taken again'
);
select is(
    (
        select (s.cursor, s.listed, s.added, s.pages)::text
        from public.stripe_reconciliation_steps as s
        where s.object = 'charge'
    ),
    '(ch_changed,2,1,1)',
    'and counts once'
);
select ok(
    pg_temp.page(
        'ch_changed', jsonb_build_array(pg_temp.reading('ch_same', '{"amount": 100}'))
    ),
    'the next page goes on at the cursor'
);
select is(
    (select cardinality(pg_temp.drift())), 2, 'what is as it was is no drift'
);
select ok(
    (
        select o.read_at > s.started_at
        from public.stripe_objects as o, public.stripe_reconciliation_steps as s
        where o.id = 'ch_same' and s.object = 'charge'
    ),
    'it counts as read'
);
select is(
    public.stripe_unlisted(pg_temp.run(), 'charge') -> 'ids',
    '["ch_extra", "ch_unlisted"]',
    'what was not listed is looked up'
);
select ok(
    public.take_stripe_unlisted(
        pg_temp.run(),
        'charge',
        clock_timestamp(),
        jsonb_build_array(
            jsonb_build_object('object', 'charge', 'id', 'ch_extra', 'data', null),
            pg_temp.reading('ch_unlisted', '{"amount": 10}')
        ),
        'v1'
    ),
    'one by one'
);
select is(
    (pg_temp.drift())[2],
    'ch_extra extra  JPY -70 repaired',
    'what Stripe does not have is extra, its whole amount'
);
select is(cardinality(pg_temp.drift()), 3, 'what it only does not list is none');
select isnt(
    (select o.gone_at from public.stripe_objects as o where o.id = 'ch_extra'), null,
    'what is extra is a tombstone now'
);
select is(
    public.stripe_unlisted(pg_temp.run(), 'charge') -> 'ids', '[]', 'then nothing is left'
);
select is(pg_temp.finish_all(), 'completed', 'all lists read and all repaired: completed');
select is(
    (
        select d.value - 'object'
        from jsonb_array_elements(
            public.stripe_status() #> '{0,reconciliation,drift}'
        ) as d
        where d.value ->> 'currency' = 'USD'
    ),
    '{
        "currency": "USD", "missing": 1, "extra": 0, "different": 1, "repaired": 2,
        "amount_difference": 535
    }',
    'the status has the sums'
);

-- again: nothing ---------------------------------------------------------------------------

select lives_ok(
    $$ select public.start_stripe_reconciliation('platform') $$, 'the next run'
);
select pg_temp.finish_others();
insert into public.stripe_events (id, type, object, object_id, payload)
values ('evt_late', 'charge.updated', 'charge', 'ch_changed', '{}');
select pg_temp.have('ch_version', '{"amount": 5, "old_field": 1}', 'v0');
select pg_temp.have('ch_version_amount', '{"amount": 5, "old_field": 1}', 'v0');
select pg_temp.have('ch_price', '{"amount": 5, "price": {"id": "price_1", "object": "price", "active": true}}');
select ok(
    pg_temp.page(
        null,
        jsonb_build_array(
            pg_temp.reading('ch_missing', '{"amount": 505}'),
            pg_temp.reading('ch_changed', '{"amount": 131, "description": "theirs"}'),
            pg_temp.reading('ch_version', '{"amount": 5, "new_field": 1}'),
            pg_temp.reading('ch_version_amount', '{"amount": 6, "new_field": 1}'),
            pg_temp.reading(
                'ch_price', '{"amount": 5, "price": {"id": "price_1", "object": "price", "active": false}}'
            )
        )
    ),
    'its page'
);
select is(
    pg_temp.drift(),
    array['ch_version_amount different amount USD 1 repaired'],
    'no drift: what an event waits for, what only looks otherwise in another version, and an '
    'object inside that has a row of its own'
);
select is(
    (
        select array_agg(o.data - 'object' - 'currency' - 'id' order by o.id)
        from public.stripe_objects as o
        where o.id in ('ch_changed', 'ch_version', 'ch_price')
    ),
    array[
        '{"amount": 131, "description": "theirs"}',
        '{"amount": 5, "price": {"id": "price_1", "object": "price", "active": false}}',
        '{"amount": 5, "new_field": 1}'
    ]::jsonb[],
    'but all is stored'
);
select ok(public.restart_stripe_step(pg_temp.run(), 'charge') is not null, 'a list can restart');

-- failures ---------------------------------------------------------------------------------

select private.fail_stripe_step(q, 'Stripe does not accept the key')
from jobs.job_queue as q
where q.job_type = 'stripe.reconcile_kind' and q.payload ->> 'object' = 'charge';
select is(
    (select s.status from public.stripe_reconciliation_steps as s where s.reconciliation_id = pg_temp.run() and s.object = 'charge'),
    'failed',
    'a kind that could not be listed has failed'
);
select is(public.begin_stripe_page(pg_temp.run(), 'charge'), null, 'nobody goes on with it');
select is(pg_temp.finish_all(), 'failed', 'and so has the run, though the rest is done');
select matches(
    public.stripe_status() #>> '{0,reconciliation,error_message}',
    'charge: Stripe does not accept the key',
    'with the reason'
);

-- derivation -------------------------------------------------------------------------------

create or replace function private.derive_billing(mirrored public.stripe_objects) returns void
language plpgsql
set search_path = ''
as $$
begin
    if mirrored.data ? 'fault' then
        raise exception using errcode = 'PT422', message = 'it cannot be held';
    end if;
end
$$;
select lives_ok(
    $$ select public.start_stripe_reconciliation('platform') $$, 'a run after that'
);
select pg_temp.finish_others();
select ok(
    pg_temp.page(null, jsonb_build_array(pg_temp.reading('ch_fault', '{"amount": 9, "fault": 1}'))),
    'with an object of which nothing can be made'
);
select is(
    (pg_temp.drift())[1], 'ch_fault missing  USD 9', 'it is kept, but not repaired'
);
update public.stripe_reconciliation_steps set status = 'repairing' where object = 'charge' and status = 'listing';
select is(pg_temp.finish_all(), 'failed', 'the run has failed');
select is(
    public.stripe_status() #>> '{0,failed_derivations}', '1', 'and the status shows it'
);
create or replace function private.derive_billing(mirrored public.stripe_objects) returns void
language plpgsql
set search_path = ''
as $$
begin
    return;
end
$$;
select lives_ok(
    $$ select public.start_stripe_reconciliation('platform', is_backfill => true) $$, 'a backfill'
);
select pg_temp.finish_others();
do $$
begin
    perform pg_temp.page(null, jsonb_build_array(pg_temp.reading('ch_new', '{"amount": 9}')));
end
$$;
select is(pg_temp.drift(), '{}', 'notes nothing that is new');
select is(pg_temp.finish_all(), 'completed', 'and derives again what had failed');

select * from finish();
rollback;
