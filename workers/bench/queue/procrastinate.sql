-- name: any_left
select exists (select from procrastinate_jobs where status in ('todo', 'doing'))

-- name: count_left
select count(*) from procrastinate_jobs where status in ('todo', 'doing')

-- name: count_ended
select count(*) from procrastinate_jobs where status = 'succeeded'

-- name: analyze
analyze procrastinate_jobs
