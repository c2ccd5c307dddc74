-- analytics: archived months, their jobs, and the bucket that their files lie in.

create trigger archived_partitions_touch
before update on private.archived_partitions
for each row execute function private.touch_updated_at();

create trigger archived_files_touch
before update on private.archived_files
for each row execute function private.touch_updated_at();

create trigger workspaces_forget_archived_events
after delete on public.workspaces
referencing old table as gone
for each statement execute function private.forget_archived_events();

select jobs.register_type(
    'analytics.archive_months',
    'Has the months archived that are older than the setting analytics.keep_months says.'
);

select jobs.register_type(
    'analytics.archive_month',
    'Exports a closed month of events to Parquet, reads it back, and drops the partition.',
    max_attempts => 10,
    timeout_seconds => 21600,
    backoff_seconds => 60,
    max_running => 1
);

select jobs.register_type(
    'analytics.forget_archived',
    'Takes the events of a workspace that is gone out of the archive.',
    max_attempts => 10,
    timeout_seconds => 21600,
    backoff_seconds => 60,
    max_running => 1
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('analytics.archive_months', 'analytics.archive_months', '40 3 * * *');

-- The bucket of the files, for workers alone: there is no policy on it.
insert into storage.buckets (id, name, public, file_size_limit)
values ('archive', 'archive', false, 50 * 1024 * 1024)
on conflict (id) do nothing;
