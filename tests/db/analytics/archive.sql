-- A month of events leaves the database only after its files were read back.

begin;
select plan(15);

select private.make_partition(
    'public.events', '2001-03-01 00:00+00', '2001-04-01 00:00+00', 'month'
);
insert into public.events (workspace_id, event_type, occurred_at) values
('00000000-0000-4000-8000-000000000001', 'click', '2001-03-01 00:00+00'),
('00000000-0000-4000-8000-000000000001', 'click', '2001-03-31 23:59:59.999999+00');

select throws_ok(
    $$ select private.begin_archive('2001-05-01') $$, 'PT404',
    null, 'a month without a partition is not archived'
);
select throws_ok(
    $$ select private.begin_archive(date_trunc('month', now())::date) $$, 'PT409',
    null, 'a month that is not over is not archived'
);
select ok(not private.is_archived('2001-03-15'), 'nothing is archived at first');
select is(
    (private.begin_archive('2001-03-01')).state, 'exporting', 'a closed month is exported'
);
select ok(private.is_archived('2001-03-31 23:59:59.999999+00'), 'from then on it takes no events');
select ok(not private.is_archived('2001-04-01'), 'the next month does');
select is(
    (private.begin_archive('2001-03-01')).state, 'exporting', 'beginning again changes nothing'
);
select is(private.detach_archived('2001-03-01'), 'exporting', 'what was not verified stays');
select is(private.drop_archived('2001-03-01'), 'exporting', 'and is not dropped');

create function pg_temp.columns() returns text[] language sql as $$
    select array_agg(attname::text)
    from pg_attribute
    where attrelid = 'public.events'::regclass and attnum > 0 and not attisdropped
$$;
insert into private.archived_files (
    month, part, path, workspace_ids, last_workspace_id, last_occurred_at, last_id, bytes, sha256,
    rows, checksum
)
select
    '2001-03-01',
    1,
    'events/2001-03/part-0001.parquet',
    '{00000000-0000-4000-8000-000000000001}',
    '00000000-0000-4000-8000-000000000001',
    '2001-03-31 23:59:59.999999+00',
    gen_random_uuid(),
    1,
    repeat('0', 64),
    d.rows,
    d.checksum
from private.digest_events('private.events_2001_03', pg_temp.columns()) as d;
update private.archived_partitions set state = 'exported' where month = '2001-03-01';
select is(private.verify_archived('2001-03-01'), 'verified', 'files that were read back add up');

insert into public.events (workspace_id, event_type, occurred_at)
values ('00000000-0000-4000-8000-000000000001', 'click', '2001-03-02');
select is(
    private.detach_archived('2001-03-01'), 'exporting',
    'a month that has other rows than its files is exported again'
);
select is_empty(
    $$ select from private.archived_files where month = '2001-03-01' $$, 'with other files'
);

select is(public.months_to_archive(), '[]', 'nothing is archived by itself');
insert into public.app_settings (key, value) values ('analytics.keep_months', '12');
select ok(
    public.months_to_archive() @> '["2001-03-01"]', 'the setting names what is older'
);
select throws_ok(
    $$ select private.begin_restore('2001-03-01') $$, 'PT409',
    null, 'only what is gone can be restored'
);

select * from finish();
rollback;
