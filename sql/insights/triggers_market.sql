-- insights: what touches the market's tables, and the jobs that fill them.

create trigger market_settings_audit
after insert or update or delete on public.market_settings
for each row execute function private.audit();

create trigger market_settings_keep_fixed
before update of workspace_id on public.market_settings
for each row execute function private.keep_fixed('workspace_id');

create trigger market_settings_touch
before update on public.market_settings
for each row execute function private.touch_updated_at();

-- What a fetch notes of itself is no change of the feed.
create trigger competitor_feeds_audit
after insert or delete or update of
name, url, format, items, delimiter, decimal_sign, mapping, competitor, currency, every_minutes,
is_active
on public.competitor_feeds
for each row execute function private.audit();

create trigger competitor_feeds_check
before insert or update of
url, format, items, delimiter, decimal_sign, mapping, competitor, currency
on public.competitor_feeds
for each row execute function private.check_feed();

create trigger competitor_feeds_keep_fixed
before update of workspace_id, created_by on public.competitor_feeds
for each row execute function private.keep_fixed('workspace_id', 'created_by');

create trigger competitor_feeds_touch
before update on public.competitor_feeds
for each row execute function private.touch_updated_at();

create trigger ai_generations_keep_market_summary
after update of status on public.ai_generations
for each row
when (
    new.generation_type = 'market_summary'
    and new.status in ('completed', 'failed', 'cancelled')
    and old.status <> new.status
)
execute function private.keep_market_summary();

select jobs.register_type(
    'insights.fetch_feed',
    'Fetches a feed of competitor prices; without one, enqueues itself for those that are due.',
    timeout_seconds => 900,
    max_running => 8
);

select jobs.register_type(
    'insights.analyse_market',
    'Compares prices with competitors and looks for trends; enqueues itself per workspace.',
    timeout_seconds => 1800,
    max_running => 2
);

insert into jobs.schedules (schedule, job_type, cron_line)
values
('insights.fetch_feed', 'insights.fetch_feed', '*/5 * * * *'),
('insights.analyse_market', 'insights.analyse_market', '40 2 * * *');
