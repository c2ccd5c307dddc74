-- analytics: what touches the ledger of attribution, and the jobs that write it.

create trigger attribution_settings_audit
after insert or update or delete on public.attribution_settings
for each row execute function private.audit();

create trigger attribution_settings_keep_fixed
before update of workspace_id on public.attribution_settings
for each row execute function private.keep_fixed('workspace_id');

create trigger attribution_settings_touch
before update on public.attribution_settings
for each row execute function private.touch_updated_at();

create trigger attribution_credits_count_new
after insert on public.attribution_credits
referencing new table as changed_credits
for each statement execute function private.count_credits();

create trigger attribution_credits_count_gone
after delete on public.attribution_credits
referencing old table as changed_credits
for each statement execute function private.count_credits();

create trigger revenue_marks_note_attribution
after insert on private.revenue_marks
referencing new table as added
for each statement execute function private.note_attribution();

create trigger event_batches_mark_batches
after delete on private.event_batches
referencing old table as taken
for each statement execute function private.mark_batches();

create trigger orders_mark_buyer
after update of customer_id, attribution_data on public.orders
for each row
when (
    (old.customer_id, old.attribution_data) is distinct from (new.customer_id, new.attribution_data)
)
execute function private.mark_buyer();

create trigger ad_metrics_mark_claims_new
after insert on public.ad_metrics
referencing new table as changed_metrics
for each statement execute function private.mark_claims();

create trigger ad_metrics_mark_claims_changed
after update on public.ad_metrics
referencing old table as replaced_metrics new table as changed_metrics
for each statement execute function private.mark_claims();

create trigger ad_metrics_mark_claims_gone
after delete on public.ad_metrics
referencing old table as changed_metrics
for each statement execute function private.mark_claims();

select jobs.register_type(
    'analytics.attribute',
    'Attributes orders that were sold, refunded or changed; sums up what platforms claim.',
    timeout_seconds => 600,
    max_running => 1
);

select jobs.register_type(
    'analytics.attribute_models',
    'Learns what each channel is worth, by Markov and Shapley; enqueues itself per workspace.',
    timeout_seconds => 1800,
    max_running => 2
);

insert into jobs.schedules (schedule, job_type, cron_line)
values
('analytics.attribute', 'analytics.attribute', '* * * * *'),
('analytics.attribute_models', 'analytics.attribute_models', '20 2 * * *');

-- What was sold before there was a ledger.
insert into private.attribution_marks (workspace_id, order_id)
select
    o.workspace_id,
    o.id
from public.orders as o
where o.status in ('paid', 'partially_refunded', 'refunded');

insert into private.attribution_marks (workspace_id, day)
select distinct
    m.workspace_id,
    m.date
from public.ad_metrics as m;
