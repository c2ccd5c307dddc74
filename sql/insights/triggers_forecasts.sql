-- insights: what keeps the settings of forecasts, and the job that makes them.

create trigger forecast_settings_audit
after insert or update or delete on public.forecast_settings
for each row execute function private.audit();

create trigger forecast_settings_keep_fixed
before update of workspace_id on public.forecast_settings
for each row execute function private.keep_fixed('workspace_id');

create trigger forecast_settings_touch
before update on public.forecast_settings
for each row execute function private.touch_updated_at();

create trigger forecast_coverage_touch
before update on public.forecast_coverage
for each row execute function private.touch_updated_at();

-- Minutes of computing for a workspace with many products, so few at a time.
select jobs.register_type(
    'insights.forecast',
    'Forecasts a workspace''s revenue; without one, enqueues itself for each that sells.',
    timeout_seconds => 3600,
    max_running => 2,
    max_running_per_workspace => 1,
    is_announced => true
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('insights.forecast', 'insights.forecast', '40 2 * * *');
