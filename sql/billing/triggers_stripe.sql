-- billing: triggers, job types and rows of what Stripe tells us.

create trigger stripe_customers_keep_fixed
before update of workspace_id on public.stripe_customers
for each row execute function private.keep_fixed('workspace_id');

create trigger stripe_customers_touch
before update on public.stripe_customers
for each row execute function private.touch_updated_at();

create trigger stripe_events_stamp_status
before insert or update of status on public.stripe_events
for each row execute function private.stamp_status(
    'processed=processed_at', 'ignored=processed_at'
);

create trigger stripe_events_touch
before update on public.stripe_events
for each row execute function private.touch_updated_at();

create trigger stripe_events_transitions
before insert or update of status on public.stripe_events
for each row execute function private.allow_transitions(
    'pending>processed',
    'pending>ignored',
    'pending>failed',
    'failed>pending',
    'failed>processed',
    'failed>ignored'
);

create trigger stripe_accounts_audit
after insert or update or delete on public.stripe_accounts
for each row execute function private.audit();

create trigger stripe_accounts_stamp_status
before insert or update of status on public.stripe_accounts
for each row execute function private.stamp_status(
    'active=connected_at', 'disconnected=disconnected_at'
);

create trigger stripe_accounts_touch
before update on public.stripe_accounts
for each row execute function private.touch_updated_at();

create trigger stripe_objects_touch
before update on public.stripe_objects
for each row execute function private.touch_updated_at();

create trigger stripe_reconciliations_stamp_status
before insert or update of status on public.stripe_reconciliations
for each row execute function private.stamp_status(
    'completed=completed_at', 'failed=completed_at', 'canceled=completed_at'
);

create trigger stripe_reconciliations_touch
before update on public.stripe_reconciliations
for each row execute function private.touch_updated_at();

create trigger stripe_reconciliation_steps_touch
before update on public.stripe_reconciliation_steps
for each row execute function private.touch_updated_at();

create trigger stripe_drift_touch
before update on public.stripe_drift
for each row execute function private.touch_updated_at();

-- Our own account, which nobody has to connect.
insert into public.stripe_accounts (id, status) values ('platform', 'pending');

select jobs.register_type(
    'stripe.project',
    'Reads an object from Stripe again, and writes what follows from it.',
    failure_function => 'private.fail_stripe_projection',
    max_attempts => 12,
    timeout_seconds => 120,
    backoff_seconds => 2,
    backoff_limit_seconds => 1800,
    max_running_per_key => 1,
    max_crashes => 10
);

select jobs.register_type(
    'stripe.sweep',
    'Enqueues again what Stripe told us and nobody has answered.',
    max_running => 1
);

select jobs.register_type(
    'stripe.publish_plans',
    'Makes a product and a price at Stripe for each plan that costs something and has none.',
    max_running => 1
);

select jobs.register_type(
    'stripe.reconcile',
    'Begins to compare every Stripe account with what we have of it.',
    max_running => 1
);

select jobs.register_type(
    'stripe.reconcile_kind',
    'Compares all objects of a kind with what we have of them, and repairs the difference.',
    failure_function => 'private.fail_stripe_step',
    max_attempts => 30,
    timeout_seconds => 21600,
    backoff_seconds => 5,
    backoff_limit_seconds => 900,
    max_running_per_key => 2,
    max_crashes => 10
);

insert into jobs.schedules (schedule, job_type, cron_line)
values
('stripe.sweep', 'stripe.sweep', '*/5 * * * *'),
('stripe.reconcile', 'stripe.reconcile', '40 2 * * *');

insert into public.app_settings (key, value, description)
values
(
    'stripe.tolerance_seconds',
    '300',
    'How old the signature of an event may be, in seconds; 0 is any age.'
),
(
    'stripe.requests_per_second',
    '20',
    'Most requests to Stripe in a second for each list that a reconciliation reads.'
);
