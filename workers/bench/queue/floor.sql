-- The least that a queue in Postgres can do: a table without features.

-- name: create
create table floor_jobs (
    id bigint generated always as identity primary key,
    payload jsonb not null,
    locked boolean not null default false
)

-- name: enqueue
insert into floor_jobs (payload) values ('{}')

-- name: enqueue_and_notify
with job as (
    insert into floor_jobs (payload) values (jsonb_build_object('sent', %(sent)s::bigint))
)
select pg_notify('floor_jobs', '')

-- name: enqueue_batch
insert into floor_jobs (payload)
select payload from unnest(%(payloads)s::jsonb[]) as payload

-- name: take_next
-- Delete the done, claim the next: one statement, one commit.
with done as (
    delete from floor_jobs where id = any(%(done)s::bigint[])
),
next as (
    select id
    from floor_jobs
    where not locked
    order by id
    limit %(batch)s
    for update skip locked
)
update floor_jobs as job
set locked = true
from next
where job.id = next.id
returning job.id, (job.payload ->> 'sent')::bigint as sent

-- name: listen
listen floor_jobs

-- name: any_left
select exists (select from floor_jobs)

-- name: count_left
select count(*) from floor_jobs

-- name: count_ended
select null::bigint

-- name: analyze
analyze floor_jobs
