-- analytics: what follows from changes of the stream's surroundings, and the job that rolls up.

create trigger analytics_settings_audit
after insert or update or delete on public.analytics_settings
for each row execute function private.audit();

create trigger analytics_settings_keep_fixed
before update of workspace_id on public.analytics_settings
for each row execute function private.keep_fixed('workspace_id');

create trigger analytics_settings_touch
before update on public.analytics_settings
for each row execute function private.touch_updated_at();

create trigger analytics_settings_recount
after insert or update of currency or delete on public.analytics_settings
for each row execute function private.follow_currency();

create trigger write_keys_audit
after insert or update or delete on public.write_keys
for each row execute function private.audit();

create trigger write_keys_keep_fixed
before update of workspace_id on public.write_keys
for each row execute function private.keep_fixed('workspace_id');

create trigger write_keys_touch
before update on public.write_keys
for each row execute function private.touch_updated_at();

create trigger traffic_daily_touch
before update on public.traffic_daily
for each row execute function private.touch_updated_at();

create trigger traffic_hourly_touch
before update on public.traffic_hourly
for each row execute function private.touch_updated_at();

create trigger link_metrics_touch
before update on public.link_metrics
for each row execute function private.touch_updated_at();

create trigger workspaces_forget_events
after delete on public.workspaces
referencing old table as gone
for each statement execute function private.forget_events();

create trigger ad_metrics_note_spend_new
after insert on public.ad_metrics
referencing new table as changed
for each statement execute function private.note_spend();

create trigger ad_metrics_note_spend_changed
after update on public.ad_metrics
referencing new table as changed
for each statement execute function private.note_spend();

create trigger ad_metrics_note_spend_gone
after delete on public.ad_metrics
referencing old table as changed
for each statement execute function private.note_spend();

select jobs.register_type(
    'analytics.roll_up',
    'Takes new events and the reports of ad platforms into the rollups, for a minute.',
    timeout_seconds => 300,
    max_running => 1
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('analytics.roll_up', 'analytics.roll_up', '* * * * *');
