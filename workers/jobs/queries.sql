-- What the direct transport says to the database.

-- name: register_worker
select jobs.register_worker(
    %(worker_id)s, %(host)s, %(pid)s, %(version)s, 'direct', %(concurrency)s, %(job_types)s
) as unknown

-- name: unregister_worker
select jobs.unregister_worker(%(worker_id)s)

-- name: exchange
select * from jobs.exchange(
    %(worker_id)s::uuid, %(job_types)s::text[], %(batch)s::integer, %(ids)s::uuid[],
    %(leases)s::integer[], %(results)s::text[]::jsonb[], %(follow_ups)s::jsonb, %(known)s::jsonb
)

-- name: heartbeat
select id, lease, state from jobs.heartbeat(%(worker_id)s, %(held)s)

-- name: complete
select jobs.complete(
    %(job_id)s::uuid, %(lease)s, %(result)s::jsonb, %(follow_ups)s::jsonb
)

-- name: fail
select jobs.fail(
    %(job_id)s::uuid, %(lease)s, %(message)s, %(detail)s, %(may_retry)s, %(after)s
)::text as status

-- name: release
select jobs.release(%(held)s) as released

-- name: release_others
select jobs.release_others(%(worker_id)s, %(held)s) as released

-- name: list_schedules
select * from jobs.list_schedules()

-- name: advance_schedule
select jobs.advance_schedule(
    %(schedule)s, %(cron_line)s, %(time_zone)s, %(fire_at)s, %(next_at)s, %(error)s
) as job_id

-- name: become_service_role
set role service_role

-- name: listen_wake
listen flywheel_jobs

-- name: listen_cancel
listen flywheel_jobs_cancel

-- name: become_service_role_locally
set local role service_role

-- name: listen_probe
listen flywheel_probe

-- name: notify
select pg_notify(%(channel)s, %(payload)s)
