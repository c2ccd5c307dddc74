-- What the direct transport says to the database.

-- name: register_worker
select jobs.register_worker(
    %(worker_id)s, %(host)s, %(pid)s, %(version)s, 'direct', %(concurrency)s, %(job_types)s
) as unknown

-- name: unregister_worker
select jobs.unregister_worker(%(worker_id)s)

-- name: claim
select * from jobs.claim(%(worker_id)s, %(job_types)s, %(batch)s)

-- name: seconds_to_next
select jobs.seconds_to_next() as seconds

-- name: heartbeat
select id, lease, state from jobs.heartbeat(%(worker_id)s, %(held)s)

-- name: complete
select jobs.complete(%(job_id)s, %(lease)s, %(result)s)

-- name: fail
select jobs.fail(
    %(job_id)s, %(lease)s, %(message)s, %(detail)s, %(may_retry)s, %(after)s
)::text as status

-- name: release
select jobs.release(%(held)s) as released

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
