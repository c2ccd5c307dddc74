-- Our queue, as its users call it.

-- name: register_type
select jobs.register_type('bench.noop', 'Does nothing, for the benchmark.')

-- name: enqueue
select jobs.enqueue('bench.noop', '{}')

-- name: enqueue_with_payload
select jobs.enqueue('bench.noop', %(payload)s)

-- name: enqueue_batch
select count(*) from jobs.enqueue_many(%(batch)s)

-- name: enqueue_for_workspace
select jobs.enqueue('bench.noop', %(payload)s, %(workspace)s)

-- name: enqueue_backlog
-- As enqueue_batch, with the batch made in the database; null is the platform's own lane.
select count(*)
from jobs.enqueue_many((
    select jsonb_agg(job)
    from
        jsonb_build_object(
            'job_type', 'bench.noop', 'workspace_id', %(workspace)s::uuid
        ) as job,
        generate_series(1, %(count)s)
))

-- name: archive
-- Ended jobs of the last minutes, in the partition that the coming ones will go to.
insert into jobs.job_archive (
    id, job_type, payload, priority, status, attempts, max_attempts, lease,
    scheduled_at, started_at, completed_at, created_at
)
select
    jobs.new_id(), 'bench.noop', '{}', 0, 'completed', 1, 5, 1,
    ended_at, ended_at, ended_at, ended_at
from generate_series(1, %(count)s) as number
cross join lateral (select now() - number * interval '100 microseconds' as ended_at) as at

-- name: extend_archive
select jobs.extend_archive()

-- name: any_left
select exists (select from jobs.job_queue)

-- name: count_left
select count(*) from jobs.job_queue

-- name: count_ended
select count(*)
from jobs.job_archive
where job_type = 'bench.noop' and status = 'completed' and worker_id is not null

-- name: analyze
analyze jobs.job_queue

-- name: vacuum_archive
vacuum (analyze) jobs.job_archive

-- name: pin_xmin
-- In a transaction that reads at isolation level repeatable read: its snapshot stays.
select count(*) from jobs.job_types

-- name: hold_xid
select pg_current_xact_id()

-- name: any_left_of
select exists (select from jobs.job_queue as q where q.workspace_id = %(workspace)s)

-- name: vacuum
vacuum (analyze) jobs.job_queue
