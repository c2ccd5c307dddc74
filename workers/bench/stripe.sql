-- name: secret
-- What the endpoint's events are signed with.
insert into private.stripe_webhook_secrets (secret) values (%(secret)s);

-- name: empty_events
truncate public.stripe_events;

-- name: empty_jobs
delete from jobs.job_queue where job_type = 'stripe.project';

-- name: empty_objects
truncate public.stripe_objects;

-- name: count_events
select count(*) as n from public.stripe_events where status = %(status)s;

-- name: reload
-- PostgREST learns of functions and tables that came after it was started.
notify pgrst, 'reload schema';
