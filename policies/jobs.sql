-- jobs: members see the jobs of their workspaces through public.job_queue, without payloads;
-- workers (service_role) do the rest through functions.

grant usage on schema jobs to authenticated;

alter table jobs.job_queue enable row level security;
create policy job_queue_select on jobs.job_queue
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));
grant select (
    id, workspace_id, job_type, status, priority, attempts, max_attempts, progress,
    error_message, scheduled_at, deadline, started_at, created_at
) on jobs.job_queue to authenticated;
grant select, insert, update, delete on jobs.job_queue to service_role;

alter table jobs.job_archive enable row level security;
create policy job_archive_select on jobs.job_archive
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));
grant select (
    id, workspace_id, job_type, status, priority, attempts, max_attempts, progress,
    failure_kind, error_message, scheduled_at, deadline, started_at, completed_at, created_at
) on jobs.job_archive to authenticated;
grant select, insert, update, delete on jobs.job_archive to service_role;

-- The policies below let nobody in on purpose: workers come in as service_role.
alter table jobs.job_archive_default enable row level security;
create policy job_archive_default_select on jobs.job_archive_default
for select to authenticated
using (false);

-- service_role reads types and changes none: apply functions run with the owner's rights, so
-- whoever names them could call anything.
alter table jobs.job_types enable row level security;
create policy job_types_select on jobs.job_types
for select to authenticated
using (false);
grant select on jobs.job_types to service_role;

alter table jobs.job_dependencies enable row level security;
create policy job_dependencies_select on jobs.job_dependencies
for select to authenticated
using (false);
grant select, insert, update, delete on jobs.job_dependencies to service_role;

alter table jobs.workspace_shares enable row level security;
create policy workspace_shares_select on jobs.workspace_shares
for select to authenticated
using (false);
grant select, insert, update, delete on jobs.workspace_shares to service_role;

alter table jobs.rates enable row level security;
create policy rates_select on jobs.rates
for select to authenticated
using (false);
grant select, insert, update, delete on jobs.rates to service_role;

alter table jobs.chores enable row level security;
create policy chores_select on jobs.chores
for select to authenticated
using (false);
grant select, insert, update, delete on jobs.chores to service_role;

alter table jobs.workers enable row level security;
create policy workers_select on jobs.workers
for select to authenticated
using (false);
grant select, insert, update, delete on jobs.workers to service_role;

alter table jobs.schedules enable row level security;
create policy schedules_select on jobs.schedules
for select to authenticated
using (false);
grant select, insert, update, delete on jobs.schedules to service_role;

alter table jobs.schedule_runs enable row level security;
create policy schedule_runs_select on jobs.schedule_runs
for select to authenticated
using (false);
grant select, insert, update, delete on jobs.schedule_runs to service_role;

grant select on public.job_queue to authenticated, service_role;
grant select on jobs.type_stats to service_role;
grant select on jobs.throughput, jobs.latency, jobs.failures to service_role;

-- what a worker calls, with a database connection
grant execute on function jobs.new_id() to service_role;
grant execute on function jobs.admit(text, jsonb, integer) to service_role;
grant execute on function jobs.check_times(timestamptz, timestamptz, text, uuid[]) to service_role;
grant execute on function
jobs.enqueue(
    text, jsonb, uuid, integer, timestamptz, integer, text, text,
    text, timestamptz, uuid[], boolean
) to service_role;
grant execute on function jobs.enqueue_unique(jobs.job_queue, text) to service_role;
grant execute on function jobs.replace(jobs.job_queue) to service_role;
grant execute on function jobs.supersede(text, text, uuid) to service_role;
grant execute on function jobs.enqueue_many(jsonb) to service_role;
grant execute on function jobs.enqueue_element(jsonb, integer, uuid[]) to service_role;
grant execute on function jobs.await(uuid[], boolean) to service_role;
grant execute on function jobs.prerequisites(uuid) to service_role;
grant execute on function
jobs.register_worker(uuid, text, integer, text, text, integer, text[]) to service_role;
grant execute on function jobs.unregister_worker(uuid) to service_role;
grant execute on function jobs.extend_archive(integer) to service_role;
grant execute on function
jobs.exchange(uuid, text[], integer, uuid[], integer[], jsonb[], jsonb, jsonb) to service_role;
grant execute on function jobs.finish(text[], uuid[], integer[], jsonb[], jsonb) to service_role;
grant execute on function jobs.claim(uuid, text[], integer, jsonb) to service_role;
grant execute on function jobs.claim_places(uuid, text[], integer) to service_role;
grant execute on function jobs.claim_known(uuid, text[], integer, jsonb) to service_role;
grant execute on function
jobs.claim_level(uuid, text[], integer, integer, boolean, timestamptz) to service_role;
grant execute on function
jobs.take(
    uuid, integer, text[], uuid[], text[], integer[],
    integer, timestamptz, timestamptz[]
) to service_role;
grant execute on function jobs.only_lane(text, integer) to service_role;
grant execute on function
jobs.take_lane(uuid, jobs.job_types, integer, uuid, text, integer, timestamptz) to service_role;
grant execute on function jobs.special_types(text[]) to service_role;
grant execute on function jobs.lowest_level(text[], integer) to service_role;
grant execute on function jobs.levels(text[], integer) to service_role;
grant execute on function jobs.lanes_at(text[], integer, integer) to service_role;
grant execute on function jobs.keys_at(text, integer, uuid, integer) to service_role;
grant execute on function jobs.has_limits(text[]) to service_role;
grant execute on function jobs.time_limits(text[]) to service_role;
grant execute on function jobs.open_types(text[]) to service_role;
grant execute on function jobs.room(jobs.job_types, uuid, text) to service_role;
grant execute on function jobs.allowance(jobs.job_types, timestamptz) to service_role;
grant execute on function jobs.next_start(jobs.job_types, timestamptz) to service_role;
grant execute on function jobs.spend(jobs.job_types, text, integer) to service_role;
grant execute on function jobs.wake_due() to service_role;
grant execute on function jobs.seconds_to_next(text[]) to service_role;
grant execute on function jobs.heartbeat(uuid, jsonb) to service_role;
grant execute on function jobs.do_chores() to service_role;
grant execute on function jobs.heed_clock(interval) to service_role;
grant execute on function jobs.heed_late_failures() to service_role;
grant execute on function jobs.reap() to service_role;
grant execute on function jobs.expire() to service_role;
grant execute on function jobs.complete(uuid, integer, jsonb, jsonb) to service_role;
grant execute on function
jobs.fail(uuid, integer, text, text, boolean, double precision) to service_role;
grant execute on function jobs.release(jsonb) to service_role;
grant execute on function jobs.release_others(uuid, jsonb) to service_role;
grant execute on function jobs.wake(text[]) to service_role;
grant execute on function jobs.broadcast(text, jsonb) to service_role;
grant execute on function
jobs.announce(jobs.job_queue, jobs.job_status, jsonb, jsonb, text) to service_role;
grant execute on function jobs.cancel(uuid) to service_role;
grant execute on function jobs.retry(uuid) to service_role;
grant execute on function jobs.not_found(uuid) to service_role;
grant execute on function jobs.list_schedules() to service_role;
grant execute on function
jobs.advance_schedule(text, text, text, timestamptz, timestamptz, text) to service_role;
grant execute on function jobs.wake_for_new() to service_role;
grant execute on function jobs.check_schedule() to service_role;
grant execute on function private.touch_updated_at() to service_role;

-- and without one
grant execute on function
public.enqueue_job(
    text, jsonb, uuid, integer, timestamptz, integer, text, text, text, timestamptz, uuid[], boolean
) to service_role;
grant execute on function public.enqueue_jobs(jsonb) to service_role;
grant execute on function
public.register_worker(uuid, text, integer, text, text, integer, text[]) to service_role;
grant execute on function public.unregister_worker(uuid) to service_role;
grant execute on function public.exchange_jobs(uuid, text[], integer, jsonb, jsonb) to service_role;
grant execute on function public.heartbeat_jobs(uuid, jsonb) to service_role;
grant execute on function public.complete_job(uuid, integer, jsonb, jsonb) to service_role;
grant execute on function public.job_prerequisites(uuid) to service_role;
grant execute on function
public.fail_job(uuid, integer, text, text, boolean, double precision) to service_role;
grant execute on function public.release_jobs(jsonb) to service_role;
grant execute on function public.release_other_jobs(uuid, jsonb) to service_role;
grant execute on function public.list_job_schedules() to service_role;
grant execute on function
public.advance_job_schedule(text, text, text, timestamptz, timestamptz, text) to service_role;

-- what a member may do
grant execute on function private.cancel_job(uuid) to authenticated, service_role;
grant execute on function private.retry_job(uuid) to authenticated, service_role;
grant execute on function public.cancel_job(uuid) to authenticated, service_role;
grant execute on function public.retry_job(uuid) to authenticated, service_role;
grant execute on function
private.retry_failed_jobs(
    uuid, text, jobs.failure_kind, timestamptz, timestamptz, text
) to authenticated, service_role;
grant execute on function
public.retry_failed_jobs(uuid, text, text, timestamptz, timestamptz, text)
to authenticated, service_role;

-- The wake-up of workers without a database connection. service_role passes without a policy;
-- this one keeps the topic to it if another policy ever opens topics by pattern.
create policy jobs_wake on realtime.messages
as restrictive
for all to authenticated, anon
using (realtime.topic() is distinct from 'jobs')
with check (realtime.topic() is distinct from 'jobs');
