-- pricing: what starts runs, and the jobs of the life of a recommendation.

create trigger pricing_settings_audit
after insert or update or delete on public.pricing_settings
for each row execute function private.audit();

create trigger pricing_settings_keep_fixed
before update of workspace_id on public.pricing_settings
for each row execute function private.keep_fixed('workspace_id');

create trigger pricing_settings_touch
before update on public.pricing_settings
for each row execute function private.touch_updated_at();

create trigger pricing_runs_transitions
before insert or update of status on public.pricing_runs
for each row execute function private.allow_transitions(
    'waiting>running',
    'waiting>failed',
    'running>finished',
    'running>failed'
);

create trigger products_mark_stock
after update on public.products
referencing old table as old_products new table as new_products
for each statement execute function private.mark_stock();

create trigger competitor_prices_mark
after insert on public.competitor_prices
referencing new table as added
for each statement execute function private.mark_competitors();

select jobs.register_type(
    'pricing.begin_runs',
    'Begins a run in every workspace with rules, or in which stock or competitors moved.'
);

select jobs.register_type(
    'pricing.reprice',
    'Computes the prices of a run, some thousand products at a time.',
    timeout_seconds => 7200,
    max_running_per_workspace => 1,
    is_announced => true
);

select jobs.register_type(
    'pricing.roll_back',
    'Takes back what a run has applied.',
    timeout_seconds => 7200,
    max_running_per_workspace => 1,
    is_announced => true
);

select jobs.register_type(
    'pricing.upkeep',
    'Expires recommendations that nobody decided on; applies approved ones once they may.',
    timeout_seconds => 600,
    max_running => 1
);

insert into jobs.schedules (schedule, job_type, payload, cron_line)
values
('pricing.nightly', 'pricing.begin_runs', '{"reason": "schedule"}', '0 3 * * *'),
('pricing.changes', 'pricing.begin_runs', '{"reason": "changes"}', '* * * * *'),
('pricing.upkeep', 'pricing.upkeep', '{}', '*/10 * * * *');
